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
import { builtin } from "../../core/runtime_deno.ts";
import type { DownloadParams } from "./documents.ts";
import type { FileProblem, FileTransferError } from "./errors.ts";
import { type FileTools, fs, pathOf, withFile } from "./local_path_deno.ts";
import type { DownloadSink, RunningChecksum } from "./sink.ts";
import type { FileVersion } from "./version.ts";

/** Size of the buffers that are filled, and written to a file. Those of small files are smaller. */
const BLOCK_BYTES = 1024 * 1024;
/** Bytes after which the system begins to store them on the disk, while others still arrive. */
const STORED_BYTES = 64 * 1024 * 1024;
/** Pieces of this size or more are written without being copied. */
const LARGE_BYTES = 128 * 1024;

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
  /** Size of a buffer, at most that of the file. */
  #blockBytes = BLOCK_BYTES;
  /** Offset of the next block. */
  #offset = 0;
  /** Collects small pieces, and how many bytes of it are used. */
  #block: Uint8Array | undefined;
  #used = 0;
  /** Buffers that can be filled again. */
  #free: ArrayBuffer[] = [];
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
      const part = this.#part = partPath(this.#path, name);
      // Nothing is at a random name.
      const left = this.#isResumable ? await openLeft(part, isFresh ? -1 : sizeBytes!) : undefined;
      this.#handle = left?.handle ?? await openNew(part);
      this.#offset = left?.sizeBytes ?? 0;
      this.#blockBytes = Math.max(1, Math.min(BLOCK_BYTES, sizeBytes ?? BLOCK_BYTES));
      this.#block = undefined;
      this.#free = [];
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
    return new Uint8Array(this.#free.pop() ?? new ArrayBuffer(this.#blockBytes));
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#options.checksum?.update(piece);
    if (piece.length >= Math.min(LARGE_BYTES, this.#blockBytes)) {
      await this.#flush();
      await this.#start(piece);
      return;
    }
    if (this.#used + piece.length > this.#blockBytes) await this.#flush();
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
    if (buffer.byteLength === this.#blockBytes) this.#free.push(buffer as ArrayBuffer);
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
    const part = this.#part!;
    if (this.#options.overwrite) {
      // The name may be that of a link or a folder by now.
      await this.checkName();
      await this.#with(() => rename(part, this.#path));
    } else if (!await this.#with(() => renameNew(part, this.#path))) {
      await this.checkName();
      throw this.#exists();
    }
    this.#part = undefined;
    await this.#with(() => syncFolder(this.#path));
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

/**
 * Opens what an interrupted download has left. What cannot be continued is removed.
 *
 * @param maxBytes Size of the whole file.
 * @returns Undefined if there is nothing to continue.
 */
async function openLeft(
  path: string,
  maxBytes: number,
): Promise<{ handle: FileHandle; sizeBytes: number } | undefined> {
  const { O_RDWR, O_NOFOLLOW } = flags();
  const isUsable = (stats: Stats) => stats.isFile() && stats.nlink === 1 && stats.size <= maxBytes;
  const found = await ifExists(fs().lstat(path));
  if (found && isUsable(found)) {
    const handle = await fs().open(path, O_RDWR | O_NOFOLLOW);
    const opened = await handle.stat();
    if (isUsable(opened)) return { handle, sizeBytes: opened.size };
    await handle.close();
  }
  if (found) await remove(path);
  return undefined;
}

/** Makes an empty file. */
async function openNew(path: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = flags();
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
 * Renames a file to a name that must not exist yet.
 *
 * @returns False if the name exists.
 */
async function renameNew(from: string, to: string): Promise<boolean> {
  try {
    await fs().link(from, to);
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (code === "EEXIST") return false;
    const isMissing = NO_LINKS.includes(code) || (error as Error).name === "NotCapable";
    if (!isMissing) throw error;
    if (await ifExists(fs().lstat(to))) return false;
    await rename(from, to);
    return true;
  }
  await remove(from);
  return true;
}
