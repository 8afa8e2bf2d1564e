import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { flags, ifExists, notAFile, systemCode } from "../core/files_deno.ts";
import { builtin, isWindows } from "../core/runtime_deno.ts";
import { StoreFailure } from "./failures_deno.ts";

function fs() {
  return builtin("node:fs/promises");
}

/**
 * Opens a file for reading; undefined if it is missing. Never follows a link, and never waits:
 * opening a named pipe would wait until another program writes to it.
 */
export async function openForReading(path: string): Promise<FileHandle | undefined> {
  // Look first: opening a device, such as a tape, can change it.
  const stats = await ifExists(fs().lstat(path));
  if (!stats) return undefined;
  const problem = notAFile(stats);
  if (problem) throw new StoreFailure(`Cannot read ${path}: ${problem}`, "unsafe");
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = flags();
  return await ifExists(fs().open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
}

/** Makes an empty file that only this user can access. It must not exist yet. */
export async function createPrivate(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = flags();
  const file = await fs().open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  // The umask of a process can remove rights of the owner.
  if (!isWindows()) await file.chmod(0o600);
  return file;
}

/** Makes an empty file that only this user can access, unless it exists already. */
export async function makeIfMissing(path: string): Promise<void> {
  try {
    await (await createPrivate(path)).close();
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

/**
 * Removes a file or a link, if there is one.
 *
 * @throws {StoreFailure} If it is a folder.
 */
export async function removeFile(path: string): Promise<void> {
  const stats = await ifExists(fs().lstat(path));
  if (stats?.isDirectory()) {
    throw new StoreFailure(
      `Cannot use ${path}: it is a folder, and must be a file; remove it`,
      "unavailable",
    );
  }
  if (stats) await ifExists(fs().unlink(path));
}

/**
 * Makes an empty file beside a file and removes it.
 *
 * @returns The attributes of that file, such as its owner: the user that this process runs as.
 * @throws The system's error, if the program cannot write to the folder.
 */
export async function probeFolder(file: string): Promise<Stats> {
  const path = `${file}.probe`;
  for (let attempt = 1;; attempt++) {
    try {
      const probe = await createPrivate(path);
      try {
        return await probe.stat();
      } finally {
        await probe.close();
        await removeFile(path);
      }
    } catch (error) {
      // Another process makes the same file, or was stopped after it did.
      if (systemCode(error) !== "EEXIST" || attempt > 20) throw error;
      await removeFile(path);
    }
  }
}
