import type { DatabaseSync } from "node:sqlite";
import { builtin } from "../core/runtime_deno.ts";
import type { Clock } from "../core/clock.ts";
import { StoreFailure } from "./failures_deno.ts";
import { checkDatabase } from "./private_files_deno.ts";
import type { StoreTools } from "./store_tools.ts";
import { makeIfMissing } from "./system_files_deno.ts";
import type { UpdateOptions } from "./token_storage.ts";

/** Longest pause in milliseconds between two attempts to get a lock. */
const MAX_PAUSE_MS = 50;

/**
 * Holds the lock of a file while `work` runs, so that neither another process nor other work of this
 * one changes the file.
 *
 * The lock is the operating system's advisory lock on `<path>.lock`, taken through SQLite, which Deno
 * and Node.js both have. The system releases it when a process ends, even by a crash. The empty file
 * stays: if it were removed, two processes could each hold a lock.
 *
 * @throws {TokenStorageError} `busy`, if others hold the lock for too long.
 */
export function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  options: UpdateOptions & { clock?: Clock | undefined },
  tools: StoreTools,
): Promise<T> {
  const { signal, clock = tools.systemClock, lockTimeoutMs = tools.DEFAULT_LOCK_TIMEOUT_MS } =
    options;
  const deadline = clock.monotonicMs() + lockTimeoutMs;
  return tools.turns.take(
    path,
    path,
    async () => {
      const lockPath = `${path}.lock`;
      // The file is empty: if others may read it, that is repaired without a warning.
      if (!await checkDatabase(lockPath, () => {})) await makeIfMissing(lockPath);
      const lock = new (builtin("node:sqlite").DatabaseSync)(lockPath);
      try {
        for (
          let pauseMs = 1;
          !tryLock(lock, lockPath, tools);
          pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)
        ) {
          if (clock.monotonicMs() >= deadline) throw tools.busyError(path);
          // A random pause, so that waiters do not all try at the same time.
          await tools.sleep(clock, pauseMs * (0.5 + Math.random()), signal);
        }
        return await work();
      } finally {
        // Ends the transaction and releases the lock.
        lock.close();
      }
    },
    { ...options, clock },
  );
}

function tryLock(lock: DatabaseSync, path: string, { isBusy }: StoreTools): boolean {
  try {
    lock.exec("BEGIN IMMEDIATE");
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    if (!(error as Error).message.startsWith("file is not a database")) throw error;
    throw new StoreFailure(
      `Cannot use ${path} as a lock: it must be empty, and is not; remove it`,
      "corrupt",
      { cause: error },
    );
  }
}
