import { constants, type Stats } from "node:fs";
import * as fs from "node:fs/promises";
import { basename, dirname } from "node:path";
import process from "node:process";
import { sleep, systemClock } from "../core/clock.ts";
import { TokenStorageError } from "./errors.ts";
import { systemCode } from "./failures_deno.ts";

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL } = constants;
/** Zero where the system knows no such thing. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const isWindows = process.platform === "win32";
/** Bytes above which no token file is read. */
const maxFileBytes = 32 * 1024 * 1024;
const othersMayAccess = 0o077;
const othersMayWrite = 0o022;

/** Told of what was found and repaired. */
export type Warn = (message: string) => void;

/** Gives undefined where there is no such file. */
async function ifExists<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function unsafe(path: string, state: string): TokenStorageError {
  return new TokenStorageError(`Cannot keep tokens in ${path}: ${state}`, "unsafe");
}

/** The user that this process runs as, if that may be known. */
function ownId(): number | undefined {
  if (isWindows) return undefined;
  const { Deno } = globalThis as unknown as {
    Deno?: { permissions: { querySync(descriptor: object): { state: string } } };
  };
  const known = !Deno ||
    Deno.permissions.querySync({ name: "sys", kind: "uid" }).state === "granted";
  return known ? process.getuid?.() : undefined;
}

/** Refuses what belongs to somebody else. */
function checkOwner(path: string, stats: Stats): void {
  const id = ownId();
  if (id !== undefined && stats.uid !== id) throw unsafe(path, "it belongs to another user");
}

/**
 * Makes sure that only this user can use the folder of a file; makes the folder if it is missing.
 *
 * A folder that holds nothing but the store's own files is made private. One that holds other
 * things too is not the store's to change: it is refused where others may write to it.
 *
 * @param options.make Whether a missing folder is made. @default {false}
 * @param options.own Whether the folder is known to be the store's own. @default {false}
 * @returns False if the folder is missing.
 */
export async function checkFolder(
  file: string,
  options: { make?: boolean; own?: boolean; warn: Warn },
): Promise<boolean> {
  const folder = dirname(file);
  let stats = await ifExists(fs.lstat(folder));
  if (!stats && !options.make) return false;
  if (!stats) {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    stats = await fs.lstat(folder);
  }
  // "." and ".." are never links, whatever way led there.
  if (stats.isSymbolicLink()) throw unsafe(folder, "it is a link");
  if (!stats.isDirectory()) throw unsafe(folder, "it is no folder");
  if (isWindows) return true;
  checkOwner(folder, stats);
  if ((stats.mode & othersMayAccess) === 0) return true;
  const name = basename(file);
  const isOwn = options.own ||
    (await fs.readdir(folder)).every((entry) => entry.startsWith(name));
  if (isOwn) {
    await fs.chmod(folder, 0o700).catch(() => {});
    if (((await fs.lstat(folder)).mode & othersMayAccess) === 0) {
      options.warn(`${folder} was open to other users: it is private now`);
      return true;
    }
  } else if ((stats.mode & othersMayWrite) === 0) return true;
  throw unsafe(folder, "other users may write to it; give the file a folder of its own");
}

/**
 * Makes sure that a file is this user's own, no link, and closed to others.
 *
 * @param chmod Sets the file's mode.
 */
async function checkFile(
  path: string,
  stats: Stats,
  chmod: (mode: number) => Promise<void>,
  again: () => Promise<Stats>,
  warn: Warn,
): Promise<void> {
  if (stats.isSymbolicLink()) throw unsafe(path, "it is a link");
  if (!stats.isFile()) throw unsafe(path, "it is no file");
  // None at all: another process has just replaced it.
  if (stats.nlink > 1) throw unsafe(path, "it has a second name (a hard link)");
  if (isWindows) return;
  checkOwner(path, stats);
  if ((stats.mode & othersMayAccess) === 0) return;
  await chmod(0o600).catch(() => {});
  if (((await again()).mode & othersMayAccess) !== 0) {
    throw unsafe(path, "other users may access it, and that cannot be changed");
  }
  warn(`${path} was open to other users: it is private now`);
}

/**
 * Checks a file without opening it; undefined if it is missing. For files of databases: to close
 * such a file gives up the locks that the process has on it.
 */
export async function checkUnopened(path: string, warn: Warn): Promise<true | undefined> {
  const stats = await ifExists(fs.lstat(path));
  if (!stats) return undefined;
  const chmod = (mode: number) => fs.chmod(path, mode);
  await checkFile(path, stats, chmod, () => fs.lstat(path), warn);
  return true;
}

/** Checks a database and the files that SQLite keeps beside it, as {@link checkUnopened}. */
export async function checkDatabase(path: string, warn: Warn): Promise<true | undefined> {
  for (const suffix of ["-journal", "-wal", "-shm"]) await checkUnopened(path + suffix, warn);
  return await checkUnopened(path, warn);
}

/** Makes an empty file that only this user can use. It must not exist yet. */
export async function createPrivate(path: string): Promise<fs.FileHandle> {
  const file = await fs.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  // A process can be set to give its files less than they ask for.
  if (!isWindows) await file.chmod(0o600);
  return file;
}

/** Reads a file of this user; undefined if it is missing. */
export async function readPrivate(path: string, warn: Warn): Promise<string | undefined> {
  const file = await ifExists(fs.open(path, O_RDONLY | O_NOFOLLOW));
  if (!file) return undefined;
  try {
    if (!O_NOFOLLOW && (await fs.lstat(path)).isSymbolicLink()) throw unsafe(path, "it is a link");
    const stats = await file.stat();
    await checkFile(path, stats, (mode) => file.chmod(mode), () => file.stat(), warn);
    if (stats.size > maxFileBytes) {
      throw new TokenStorageError(`Cannot read ${path}: it is too large`, "corrupt");
    }
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** Where the next content of a file is prepared. Only the holder of the file's lock uses it. */
export const temporaryPath = (path: string): string => `${path}.tmp`;

/** Removes a file, should it exist. */
export async function removeFile(path: string): Promise<void> {
  await ifExists(fs.unlink(path));
}

/**
 * Replaces a file in one step: whatever happens, its old or its new content is there, and once this
 * returns it is the new one. The file's lock must be held.
 */
export async function replacePrivate(path: string, text: string): Promise<void> {
  const temporary = temporaryPath(path);
  // Left by a process that ended in the middle: it would hold tokens for ever.
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

/** Renames, over a reader that has the file open where the system minds that. */
export async function rename(from: string, to: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await fs.rename(from, to);
    } catch (error) {
      const shared = ["EPERM", "EACCES", "EBUSY"].includes(systemCode(error) ?? "");
      if (!isWindows || !shared || attempt > 20) throw error;
      await sleep(systemClock, 10 * attempt);
    }
  }
}

/** Makes sure that a rename in the folder of a file outlives a loss of power. */
export async function syncFolder(file: string): Promise<void> {
  if (isWindows) return;
  const folder = await fs.open(dirname(file), O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
