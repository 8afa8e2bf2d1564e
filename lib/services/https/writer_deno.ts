import type { FileHandle } from "node:fs/promises";

/** Writes bytes at the end of what it wrote before. */
export interface FileWriter {
  /** Writes all bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the file. */
  close(): void;
}

/** A file of Deno's own. */
interface DenoFile {
  write(bytes: Uint8Array): Promise<number>;
  seek(offset: number, whence: 0): Promise<number>;
  stat(): Promise<{ dev: number; ino: number | null }>;
  close(): void;
}

/** The part of Deno that opens files. */
interface DenoFiles {
  open?(path: string, options: { read: true; write: true }): Promise<DenoFile>;
}

/**
 * Opens a file once more, with Deno's own functions: it writes while the program goes on, which the
 * handle of `node:fs` in Deno (2.9) does not.
 *
 * @param handle The file, which is open. The path can be that of a link by now: then it is not used.
 * @param offset Where the first bytes go.
 * @returns Undefined in other runtimes, and if the path leads to another file.
 */
export async function openWriter(
  path: string,
  handle: FileHandle,
  offset: number,
): Promise<FileWriter | undefined> {
  const { Deno } = globalThis as { Deno?: DenoFiles };
  // To read too, so that opening a named pipe in its place does not wait.
  const file = await Deno?.open?.(path, { read: true, write: true }).catch(() => undefined);
  if (!file) return undefined;
  const [opened, known] = [await file.stat(), await handle.stat()];
  if (opened.ino === null || opened.ino !== known.ino || opened.dev !== known.dev) {
    file.close();
    return undefined;
  }
  await file.seek(offset, 0);
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    },
    close: () => file.close(),
  };
}
