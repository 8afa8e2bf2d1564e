/**
 * Work with files that does not depend on what is in them. Only modules that load later import this
 * file: see `runtime_deno.ts`.
 *
 * @module
 */

import type { Stats } from "node:fs";
import { builtin, isWindows } from "./runtime_deno.ts";

function fs() {
  return builtin("node:fs/promises");
}

/** The code of an error, such as `ENOENT` of the system or `ERR_SQLITE_ERROR` of SQLite. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Flags to open files with; 0 where the system does not have one. */
export function flags() {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, ...others } = builtin("node:fs").constants;
  return { ...others, O_NOFOLLOW, O_NONBLOCK };
}

/** Resolves to undefined if the file does not exist. */
export async function ifExists<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** What a path leads to in place of a regular file; undefined for a regular file. */
export function notAFile(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  return stats.isSymbolicLink()
    ? "it is a link"
    : stats.isDirectory()
    ? "it is a folder, not a file"
    : stats.isFIFO()
    ? "it is a named pipe, not a file"
    : stats.isSocket()
    ? "it is a socket, not a file"
    : "it is a device, not a file";
}

/** Renames a file. Windows refuses that while another program reads the file: then it tries again. */
export async function rename(from: string, to: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await fs().rename(from, to);
    } catch (error) {
      const shared = ["EPERM", "EACCES", "EBUSY"].includes(systemCode(error) ?? "");
      if (!isWindows() || !shared || attempt > 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}

/** Syncs of folders that are under way, by path. */
const running = new Map<string, Promise<void>>();
/** Syncs that begin once the one under way has ended. */
const waiting = new Map<string, Promise<void>>();

/**
 * Makes sure that a new or renamed file in the folder of a file survives a loss of power. Calls for the
 * same folder at the same time share a sync: not one that is under way, which may miss the file, but the
 * next one.
 */
export function syncFolder(file: string): Promise<void> {
  if (isWindows()) return Promise.resolve();
  const folder = builtin("node:path").dirname(file);
  const shared = waiting.get(folder);
  if (shared) return shared;
  const next = (running.get(folder) ?? Promise.resolve()).catch(() => {}).then(() => {
    waiting.delete(folder);
    const sync = storeFolder(folder).finally(() => {
      if (running.get(folder) === sync) running.delete(folder);
    });
    running.set(folder, sync);
    return sync;
  });
  waiting.set(folder, next);
  return next;
}

async function storeFolder(path: string): Promise<void> {
  const folder = await fs().open(path, flags().O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
