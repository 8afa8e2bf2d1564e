import type { Stats } from "node:fs";
import { ifExists, notAFile, rename, syncFolder } from "../core/files_deno.ts";
import { builtin, isWindows } from "../core/runtime_deno.ts";
import { StoreFailure } from "./failures_deno.ts";
import { checkOwner } from "./owner_deno.ts";
import { createPrivate, openForReading, removeFile } from "./system_files_deno.ts";

function fs() {
  return builtin("node:fs/promises");
}

/** Largest token file in bytes that is read. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const OTHERS_MAY_ACCESS = 0o077;
const OTHERS_MAY_WRITE = 0o022;

/** Called when access rights that were too wide have been narrowed. */
type Warn = (message: string) => void;

function unsafe(path: string, state: string): StoreFailure {
  return new StoreFailure(`Cannot keep tokens in ${path}: ${state}`, "unsafe");
}

/**
 * Makes sure that only this user can use the folder of a file.
 *
 * A folder that contains only the store's own files is made private. The mode of a folder with other
 * files stays unchanged; such a folder is refused if other users may write to it.
 *
 * @param options.make Whether to make a missing folder. @default {false}
 * @param options.own Whether the folder is known to be for tokens only. @default {false}
 * @returns False if the folder is missing.
 */
export async function checkFolder(
  file: string,
  options: { make?: boolean | undefined; own?: boolean | undefined; warn: Warn },
): Promise<boolean> {
  const { basename, dirname } = builtin("node:path");
  const folder = dirname(file);
  let stats = await ifExists(fs().lstat(folder));
  if (!stats && !options.make) return false;
  if (!stats) {
    await fs().mkdir(folder, { recursive: true, mode: 0o700 });
    stats = await fs().lstat(folder);
  }
  // "." and ".." are never links, however they were reached.
  if (stats.isSymbolicLink()) throw unsafe(folder, "it is a link");
  if (!stats.isDirectory()) throw unsafe(folder, "it is not a folder");
  if (isWindows()) return true;
  await checkOwner(folder, stats, file);
  if ((stats.mode & OTHERS_MAY_ACCESS) === 0) return true;
  const name = basename(file);
  const isOwn = options.own ||
    (await fs().readdir(folder)).every((entry) => entry.startsWith(name));
  if (isOwn) {
    await fs().chmod(folder, 0o700).catch(() => {});
    if (((await fs().lstat(folder)).mode & OTHERS_MAY_ACCESS) === 0) {
      options.warn(`${folder} was accessible to other users; it is private now`);
      return true;
    }
  } else if ((stats.mode & OTHERS_MAY_WRITE) === 0) return true;
  throw unsafe(folder, "other users may write to it; give the file a folder of its own");
}

/**
 * Makes sure that a file is a regular file of this user, has one name, and that others cannot access
 * it.
 *
 * @param file Changes the mode of the file, and examines the file again.
 */
async function checkFile(
  path: string,
  stats: Stats,
  file: { chmod(mode: number): Promise<void>; stat(): Promise<Stats> },
  warn: Warn,
): Promise<void> {
  const problem = notAFile(stats);
  if (problem) throw unsafe(path, problem);
  // It can also have no name: another process has just replaced it.
  if (stats.nlink > 1) throw unsafe(path, "it has a second name (a hard link)");
  if (isWindows()) return;
  await checkOwner(path, stats);
  if ((stats.mode & OTHERS_MAY_ACCESS) === 0) return;
  await file.chmod(0o600).catch(() => {});
  if (((await file.stat()).mode & OTHERS_MAY_ACCESS) !== 0) {
    throw unsafe(path, "other users may access it, and its mode cannot be changed");
  }
  warn(`${path} was accessible to other users; it is private now`);
}

/**
 * Checks a file without opening it; undefined if it is missing. For files of databases: closing such
 * a file releases the locks that this process has on it.
 */
export async function checkUnopened(path: string, warn: Warn): Promise<true | undefined> {
  const stats = await ifExists(fs().lstat(path));
  if (!stats) return undefined;
  const file = {
    chmod: (mode: number) => fs().chmod(path, mode),
    stat: () => fs().lstat(path),
  };
  await checkFile(path, stats, file, warn);
  return true;
}

/** Checks a database and the files that SQLite keeps beside it, as {@link checkUnopened}. */
export async function checkDatabase(path: string, warn: Warn): Promise<true | undefined> {
  for (const suffix of ["-journal", "-wal", "-shm"]) await checkUnopened(path + suffix, warn);
  return await checkUnopened(path, warn);
}

/** Reads a file of this user; undefined if it is missing. */
export async function readPrivate(path: string, warn: Warn): Promise<string | undefined> {
  const file = await openForReading(path);
  if (!file) return undefined;
  try {
    const stats = await file.stat();
    await checkFile(path, stats, file, warn);
    if (stats.size > MAX_FILE_BYTES) {
      throw new StoreFailure(`Cannot read ${path}: it is too large`, "corrupt");
    }
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** Path of the next content of a file. Only the holder of the file's lock uses it. */
export function temporaryPath(path: string): string {
  return `${path}.tmp`;
}

/**
 * Replaces a file in one step: at any moment the path has its old or its new content, and when this
 * resolves it has the new one. The caller must hold the file's lock.
 */
export async function replacePrivate(path: string, text: string): Promise<void> {
  const temporary = temporaryPath(path);
  // A process that was stopped in the middle can have left one, with tokens in it.
  await removeFile(temporary);
  try {
    const file = await createPrivate(temporary);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await removeFile(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(path);
}
