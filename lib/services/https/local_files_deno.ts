/**
 * Local files as sources and targets of copies, in Deno, Node.js and Bun. It loads when a copy first
 * uses a local file.
 *
 * @module
 */

import type { Hash } from "node:crypto";
import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import {
  flags,
  ifExists,
  notAFile,
  rename,
  syncFolder,
  systemCode,
} from "../../core/files_deno.ts";
import { builtin, isWindows } from "../../core/runtime_deno.ts";
import type { DownloadParams, FileChecksum } from "./documents.ts";
import type { FileProblem, FileTransferError } from "./errors.ts";
import type { DownloadSink, RunningChecksum } from "./sink.ts";
import type { UploadSource } from "./upload_body.ts";
import type { FileVersion } from "./version.ts";

/** What this module uses of the rest of the SDK. It is passed in: see `failures.ts`. */
export interface FileTools {
  readonly FileTransferError: typeof FileTransferError;
}

function fs() {
  return builtin("node:fs/promises");
}

/** Size of the buffers that are filled, and written to a file. */
const BLOCK_BYTES = 1024 * 1024;
/** Bytes that are read from a file at once. Larger pieces are garbage for longer: more memory. */
const READ_BYTES = 64 * 1024;

/** Bytes after which the system begins to store them on the disk, while others still arrive. */
const STORED_BYTES = 64 * 1024 * 1024;
/** Pieces of this size or more are written without being copied. */
const LARGE_BYTES = 128 * 1024;

/** What is wrong and what to do, by the system's code. */
const SYSTEM_STATES: Record<string, string> = {
  ENOENT: "it does not exist",
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EFBIG: "the file may not grow",
  EROFS: "the disk is read-only",
  EACCES: "access was denied; check its owner and mode, and those of its folder",
  EPERM: "access was denied; check its owner and mode, and those of its folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  ENAMETOOLONG: "its path is too long",
  EMFILE: "this program has too many files open",
  ELOOP: "it is a link",
};

/** What ENOENT says where the reason is known better. */
const MISSING: Record<string, string> = {
  write: "its folder does not exist; make it first",
  read: "it does not exist; a string is the path of a local file: for text, pass new Blob([text])",
};

/** Runs what works with a file, and gives errors of the system a type. */
async function withFile<T>(
  action: string,
  path: string,
  tools: FileTools,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    // A missing permission of Deno has a message that names it.
    if (!code || (error as Error).name === "NotCapable") throw error;
    const state = code === "ENOENT" && MISSING[action] || SYSTEM_STATES[code] ||
      `the system reports ${code}`;
    const problem: FileProblem = code === "ELOOP" || code === "EISDIR" ? "unsafe" : "disk";
    throw new tools.FileTransferError(`Cannot ${action} ${path}: ${state}`, problem, {
      cause: error,
    });
  }
}

/** The path of a file that is given as a path or as a `file:` URL. */
function pathOf(file: string | URL, tools: FileTools): string {
  const path = typeof file === "string" ? file : builtin("node:url").fileURLToPath(file);
  if (!path.includes("\0") && !/(^|[\\/])\.{0,2}$/.test(path)) return path;
  throw new tools.FileTransferError(
    "Cannot use this local path: it does not end in a file name",
    "unsafe",
  );
}

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

/** How a download is written to a local file. */
interface TargetOptions extends Pick<DownloadParams, "overwrite" | "resume"> {
  /** Address of the file on the collection. */
  readonly url: string;
  /** Computes the checksum. */
  readonly checksum: RunningChecksum | undefined;
}

/**
 * Prepares a local file for a download.
 *
 * @throws {FileTransferError} If it exists and must not be replaced, or is not a regular file.
 */
export async function openTarget(
  file: string | URL,
  options: TargetOptions,
  tools: FileTools,
): Promise<DownloadSink> {
  const target = new LocalTarget(pathOf(file, tools), options, tools);
  await target.checkName();
  return target;
}

/**
 * A local file that is written under another name first, so that at any moment its own name has the
 * whole file or what was there before. It never writes through a link.
 *
 * The other name of a download that may be resumed depends on the address and the version of the file.
 * So what is found there is the beginning of the same bytes, even if another program is writing it.
 */
class LocalTarget implements DownloadSink {
  readonly canRestart = true;
  readonly #path: string;
  readonly #options: TargetOptions;
  readonly #tools: FileTools;
  /** The file while it is written, and its path. */
  #handle: FileHandle | undefined;
  #part: string | undefined;
  /** Whether a later download can continue it. */
  #isResumable = false;
  /** Offset of the next block. */
  #offset = 0;
  /** Collects small pieces, and how many bytes of it are used. */
  #block: Uint8Array | undefined;
  #used = 0;
  /** Buffers that can be filled again. */
  readonly #free: ArrayBuffer[] = [];
  #writing: Promise<void> = Promise.resolve();
  /** Bytes that were written since {@link LocalTarget.#storing} began. */
  #unstored = 0;
  #storing: Promise<void> | undefined;

  constructor(path: string, options: TargetOptions, tools: FileTools) {
    this.#path = path;
    this.#options = options;
    this.#tools = tools;
  }

  #with<T>(work: () => Promise<T>): Promise<T> {
    return withFile("write", this.#path, this.#tools, work);
  }

  #failed(state: string, problem: FileProblem): FileTransferError {
    const { FileTransferError } = this.#tools;
    return new FileTransferError(`Cannot write ${this.#path}: ${state}`, problem);
  }

  /** Makes sure that the name is free, or that of a file that may be replaced. */
  async checkName(): Promise<void> {
    const stats = await this.#with(() => ifExists(fs().lstat(this.#path)));
    if (!stats) return;
    const problem = notAFile(stats);
    if (problem) throw this.#failed(problem, "unsafe");
    if (!this.#options.overwrite) throw this.#exists();
  }

  #exists(): FileTransferError {
    return this.#failed("it exists already; set `overwrite` to replace it", "exists");
  }

  async begin(version: FileVersion, isFresh: boolean): Promise<number> {
    await this.#end(false);
    return await this.#with(async () => {
      const { resume, checksum, url } = this.#options;
      const { sizeBytes, etag, lastModified } = version;
      const isKnown = etag !== undefined || lastModified !== undefined || checksum !== undefined;
      this.#isResumable = Boolean(resume) && isKnown && sizeBytes !== undefined;
      const name = this.#isResumable
        ? hashOf(JSON.stringify([url, sizeBytes, etag, lastModified]))
        : builtin("node:crypto").randomBytes(8).toString("hex");
      this.#part = partPath(this.#path, name);
      if (isFresh) await remove(this.#part);
      this.#handle = await openPart(this.#part, sizeBytes);
      this.#offset = (await this.#handle.stat()).size;
      this.#used = 0;
      checksum?.reset();
      if (checksum) await this.#readAgain(checksum);
      return this.#offset;
    });
  }

  /** Adds the bytes that are there already to the checksum. */
  async #readAgain(checksum: RunningChecksum): Promise<void> {
    const block = this.buffer();
    for (let at = 0; at < this.#offset;) {
      const wanted = Math.min(block.length, this.#offset - at);
      const { bytesRead } = await this.#handle!.read(block, 0, wanted, at);
      // Another download that was interrupted has shortened it.
      if (bytesRead === 0) return void (this.#offset = at);
      checksum.update(block.subarray(0, bytesRead));
      at += bytesRead;
    }
    this.#release(block);
  }

  buffer(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#free.pop() ?? new ArrayBuffer(BLOCK_BYTES));
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#options.checksum?.update(piece);
    if (piece.length >= LARGE_BYTES) {
      await this.#flush();
      await this.#start(piece);
      return;
    }
    if (this.#used + piece.length > BLOCK_BYTES) await this.#flush();
    const block = this.#block ??= this.buffer();
    block.set(piece, this.#used);
    this.#used += piece.length;
    this.#release(piece);
  }

  /** Begins to write the small pieces that were collected. */
  async #flush(): Promise<void> {
    const [block, used] = [this.#block, this.#used];
    this.#block = undefined;
    this.#used = 0;
    if (block && used > 0) await this.#start(block.subarray(0, used));
    else await this.#with(() => this.#writing);
  }

  /** Begins to write a piece, once the one before it is written. */
  async #start(piece: Uint8Array): Promise<void> {
    await this.#with(() => this.#writing);
    this.#writing = writeAll(this.#handle!, piece, this.#offset).then(() => this.#release(piece));
    this.#writing.catch(() => {}); // The next call throws it.
    this.#offset += piece.length;
    this.#unstored += piece.length;
    if (this.#unstored >= STORED_BYTES && !this.#storing) this.#store(this.#handle!);
  }

  /** Stores what is written so far, so that less is left for the end. Its error is thrown there. */
  #store(handle: FileHandle): void {
    this.#unstored = 0;
    const storing = handle.datasync().then(() => {
      this.#storing = undefined;
    });
    storing.catch(() => {});
    this.#storing = storing;
  }

  /** Lets the buffer of a piece be filled again. */
  #release({ buffer }: Uint8Array): void {
    if (buffer.byteLength === BLOCK_BYTES) this.#free.push(buffer as ArrayBuffer);
  }

  async commit(): Promise<void> {
    this.#options.checksum?.verify();
    await this.#flush();
    await this.#with(async () => {
      await this.#writing;
      await this.#storing;
      await this.#handle!.sync();
      await this.#close();
    });
    await this.checkName();
    const part = this.#part!;
    await this.#with(async () => {
      if (this.#options.overwrite) await rename(part, this.#path);
      else if (!await linkNew(part, this.#path)) throw this.#exists();
      await remove(part);
      this.#part = undefined;
      await syncFolder(this.#path);
    });
  }

  async abandon(error: unknown): Promise<void> {
    const { problem } = (error ?? {}) as { problem?: FileProblem };
    await this.#end(this.#isResumable && problem !== "checksum" && problem !== "size");
  }

  async #end(keeps: boolean): Promise<void> {
    const part = this.#part;
    if (part === undefined) return;
    try {
      if (keeps && this.#handle) await this.#flush();
      await this.#writing;
    } catch { /* What was written is kept; the first error counts. */ }
    await this.#close().catch(() => {});
    if (!keeps) await remove(part).catch(() => {});
    this.#part = undefined;
    this.#writing = Promise.resolve();
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await this.#storing?.catch(() => {});
    this.#storing = undefined;
    await handle?.close();
  }
}

function hashOf(text: string): string {
  return builtin("node:crypto").createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Longest file name in bytes that all usual file systems allow. */
const MAX_NAME_BYTES = 255;

/** The path beside a file at which its bytes are written first. */
function partPath(path: string, name: string): string {
  const { basename, dirname, join } = builtin("node:path");
  const suffix = `.${name}.part`;
  let base = basename(path);
  while (new TextEncoder().encode(base + suffix).length > MAX_NAME_BYTES) {
    base = [...base].slice(0, -1).join("");
  }
  return join(dirname(path), base + suffix);
}

/** Opens what an interrupted download has left, or makes an empty file. */
async function openPart(path: string, sizeBytes: number | undefined): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = flags();
  const isUsable = (stats: Stats) =>
    stats.isFile() && stats.nlink === 1 && stats.size <= (sizeBytes ?? 0);
  const found = await ifExists(fs().lstat(path));
  if (found && isUsable(found)) {
    const handle = await fs().open(path, O_RDWR | O_NOFOLLOW);
    if (isUsable(await handle.stat())) return handle;
    await handle.close();
  }
  await remove(path);
  // The umask decides who may read it.
  return await fs().open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await handle.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
  }
}

/** Removes a file or a link, if there is one. */
async function remove(path: string): Promise<void> {
  await ifExists(fs().unlink(path));
}

/** Codes of file systems without a second name for a file. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"];

/**
 * Gives a file a name that must not exist yet.
 *
 * @returns False if the name exists.
 */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await fs().link(from, to);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (code === "EEXIST") return false;
    const isMissing = NO_LINKS.includes(code) || (error as Error).name === "NotCapable";
    if (!isMissing) throw error;
  }
  if (await ifExists(fs().lstat(to))) return false;
  await rename(from, to);
  return true;
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

/** Makes the folder of a file, with those that it is in. */
export async function makeFolderOf(file: string, tools: FileTools): Promise<void> {
  const folder = builtin("node:path").dirname(file);
  await withFile("write", folder, tools, () => fs().mkdir(folder, { recursive: true }));
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
