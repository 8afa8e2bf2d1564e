/**
 * Local files as sources and targets of copies, in Deno, Node.js and Bun. It loads when a copy first
 * uses a local file.
 *
 * @module
 */

import type { Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { flags, ifExists, notAFile } from "../../core/files_deno.ts";
import { builtin, isWindows } from "../../core/runtime_deno.ts";
import type { FileChecksum } from "./documents.ts";
import { type FileTools, fs, pathOf, withFile } from "./local_path_deno.ts";
import type { RunningChecksum } from "./sink.ts";
import type { UploadSource } from "./upload_body.ts";

export { openTarget } from "./local_target_deno.ts";

/** Bytes that are read from a file at once. Larger pieces are garbage for longer: more memory. */
const READ_BYTES = 64 * 1024;

/** Prepares a local file for an upload. */
export async function openSource(file: string | URL, tools: FileTools): Promise<UploadSource> {
  const path = pathOf(file, tools);
  const read = <T>(work: () => Promise<T>) => withFile("read", path, tools, work);
  const stats = await read(() => fs().stat(path));
  const problem = notAFile(stats);
  if (problem) throw new tools.FileTransferError(`Cannot read ${path}: ${problem}`, "unsafe");
  return {
    sizeBytes: stats.size,
    isReplayable: true,
    open: () => {
      let handle: FileHandle | undefined;
      let offset = 0;
      const close = async () => {
        const open = handle;
        handle = undefined;
        await open?.close();
      };
      return new ReadableStream<Uint8Array>({
        pull: (controller) =>
          read(async () => {
            try {
              handle ??= await fs().open(path, flags().O_RDONLY);
              const block = new Uint8Array(READ_BYTES);
              const { bytesRead } = await handle.read(block, 0, block.length, offset);
              offset += bytesRead;
              if (bytesRead > 0) return controller.enqueue(block.subarray(0, bytesRead));
              await close();
              controller.close();
            } catch (error) {
              await close().catch(() => {});
              throw error;
            }
          }),
        cancel: close,
      }, { highWaterMark: 0 });
    },
  };
}

/** Hexadecimal digits of each kind of checksum. */
const DIGITS: Record<string, number> = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 };

/**
 * Prepares to compute a checksum.
 *
 * @throws {RangeError} If the algorithm is unknown, or the value cannot be one of it.
 */
export function runningChecksum(
  { algorithm, value }: FileChecksum,
  tools: FileTools,
): RunningChecksum {
  const digits = Object.hasOwn(DIGITS, algorithm) ? DIGITS[algorithm] : undefined;
  if (digits === undefined) {
    throw new RangeError(
      `Cannot verify a checksum: algorithm must be one of ${Object.keys(DIGITS).join(", ")}`,
    );
  }
  if (typeof value !== "string" || value.length !== digits || !/^[\da-f]+$/i.test(value)) {
    throw new RangeError(
      `Cannot verify a checksum: one by ${algorithm} has ${digits} hexadecimal digits`,
    );
  }
  const { createHash } = builtin("node:crypto");
  let hash: Hash = createHash(algorithm);
  return {
    reset: () => void (hash = createHash(algorithm)),
    update: (piece) => void hash.update(piece),
    verify() {
      if (hash.digest("hex") === value.toLowerCase()) return;
      throw new tools.FileTransferError(
        `Cannot download a file: its ${algorithm} checksum is not the expected one`,
        "checksum",
      );
    },
  };
}

/** Matches names that Windows reads as something else, such as a device or a stream of a file. */
// deno-lint-ignore no-control-regex
const NO_WINDOWS_NAME = /[<>:"\\|?*\u0001-\u001f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The local path for a file below a folder on a collection.
 *
 * @throws {FileTransferError} If the path leads out of the folder, or is not valid here.
 */
export function localPath(
  folder: string,
  from: string,
  path: string,
  tools: FileTools,
): string {
  const names = path.startsWith(from) ? path.slice(from.length).split("/") : [""];
  const isValid = names.every((name) =>
    !/^\.{0,2}$/.test(name) && !name.includes("\0") &&
    !(isWindows() && NO_WINDOWS_NAME.test(name))
  );
  if (isValid) return builtin("node:path").join(folder, ...names);
  throw new tools.FileTransferError(
    "Cannot download a file: its path is not one below the folder, or not valid on this computer",
    "unsafe",
  );
}

/** Size of a regular file in bytes; undefined if there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const stats = await ifExists(fs().lstat(path));
  return stats?.isFile() ? stats.size : undefined;
}

/**
 * Makes the folders of files, with those that they are in. Files of one folder that follow one another
 * have it made once.
 */
export function folderMaker(tools: FileTools): (file: string) => Promise<void> {
  let last: { folder: string; made: Promise<void> } | undefined;
  return (file) => {
    const folder = builtin("node:path").dirname(file);
    if (last?.folder === folder) return last.made;
    const made = withFile("write", folder, tools, async () => {
      await fs().mkdir(folder, { recursive: true });
    });
    last = { folder, made };
    return made;
  };
}

/** A file below a folder. */
interface LocalFile {
  /** Its path. */
  readonly file: string;
  /** Its path below the folder, with `/` between the names. */
  readonly relative: string;
  /** Why it cannot be uploaded; undefined if it can. */
  readonly problem: string | undefined;
}

/** Finds all files below a folder, in the order of their names. It enters no link. */
export async function* filesBelow(
  folder: string,
  tools: FileTools,
  prefix = "",
): AsyncGenerator<LocalFile, void, void> {
  const { join } = builtin("node:path");
  const path = join(folder, ...prefix.split("/"));
  const entries = await withFile(
    "list",
    path,
    tools,
    () => fs().readdir(path, { withFileTypes: true }),
  );
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const entry of entries) {
    const relative = prefix + entry.name;
    if (entry.isDirectory()) yield* filesBelow(folder, tools, `${relative}/`);
    else {
      const problem = entry.isFile()
        ? undefined
        : entry.isSymbolicLink()
        ? "it is a link"
        : "it is not a regular file";
      yield { file: join(path, entry.name), relative, problem };
    }
  }
}
