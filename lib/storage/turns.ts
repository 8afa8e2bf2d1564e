import { type Clock, sleep, systemClock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { isError } from "../core/guards.ts";
import { Reentry } from "../core/reentry.ts";
import { TokenStorageError } from "./errors.ts";
import type { UpdateOptions } from "./token_storage.ts";

/** Milliseconds that a change waits for its turn, unless the caller sets `lockTimeoutMs`. */
export const DEFAULT_LOCK_TIMEOUT_MS = 60_000;

/** Milliseconds that another program may keep a database locked. */
const BUSY_TIMEOUT_MS = 10_000;
/** Longest pause in milliseconds between two attempts to use a database. */
const MAX_PAUSE_MS = 50;

/** Whether an error of SQLite or Deno KV says that another connection has locked the database. */
export function isBusy(error: unknown): boolean {
  // Match at the start: further on, a message can contain a path.
  return isError(error) &&
    /^database( table| schema)? is (locked|busy)/.test(error.message);
}

/**
 * Works with a database as soon as no other program has locked it. It repeats the work, which must do
 * nothing when it fails with such an error.
 *
 * @param what Names the database in the error.
 * @param signal Ends the wait early.
 * @throws {TokenStorageError} `busy`, if it stays locked for 10 seconds.
 */
export async function whenFree<T>(
  clock: Clock,
  what: string,
  work: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = clock.monotonicMs() + BUSY_TIMEOUT_MS;
  for (let pauseMs = 1;; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (clock.monotonicMs() >= deadline) throw busyError(what);
      await sleep(clock, pauseMs * (0.5 + Math.random()), signal);
    }
  }
}

/** The error of work whose turn did not come in time. */
export function busyError(what: string): TokenStorageError {
  return new TokenStorageError(
    `Cannot use ${what}: other programs kept it locked for too long; try again`,
    "busy",
  );
}

/** Lets the work of this process take turns: under each key, one piece runs after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #running = new Map<string, Reentry>();

  /**
   * Runs `work` when all earlier work under the same key has ended.
   *
   * @param what Names what the work waits for in errors.
   * @param options `clock`: the clock of `lockTimeoutMs`.
   * @throws {TokenStorageError} `busy`, if the turn does not come in time.
   * @throws {GlobusSDKUsageError} If work that has its turn under this key makes the call: it would
   * wait for itself.
   */
  async take<T>(
    key: string,
    what: string,
    work: () => T | Promise<T>,
    options: UpdateOptions & { readonly clock?: Clock | undefined } = {},
  ): Promise<T> {
    const { signal, lockTimeoutMs = DEFAULT_LOCK_TIMEOUT_MS, clock = systemClock } = options;
    signal?.throwIfAborted();
    if (this.#running.get(key)?.isInside) {
      throw new GlobusSDKUsageError(
        `Cannot change ${what}: the change under way makes this call itself, and would wait for itself`,
      );
    }
    const before = this.#last.get(key);
    const { promise: over, resolve } = Promise.withResolvers<void>();
    // A waiter that gives up keeps its place until earlier work ends, so that later waiters do not
    // overtake it.
    const mine = before ? before.then(() => over) : over;
    this.#last.set(key, mine);
    void mine.then(() => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    });
    const reentry = new Reentry();
    try {
      if (before) {
        await within(clock, before, signal, {
          limitMs: lockTimeoutMs,
          late: () => busyError(what),
        });
      }
      this.#running.set(key, reentry);
      return await reentry.run(work);
    } finally {
      if (this.#running.get(key) === reentry) this.#running.delete(key);
      resolve();
    }
  }
}
