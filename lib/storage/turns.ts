import { type Clock, systemClock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { Reentry } from "../core/reentry.ts";
import { TokenStorageError } from "./errors.ts";
import type { UpdateOptions } from "./token_storage.ts";

/** Milliseconds that a change waits for its turn, if nothing else is said. */
export const defaultLockTimeoutMs = 60_000;

/** The error of a change whose turn did not come in time. */
export function busyError(what: string): TokenStorageError {
  return new TokenStorageError(
    `Cannot change ${what}: it was held by others for too long; try again`,
    "busy",
  );
}

/** Lets one piece of work after the other have its turn, within this process. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #running = new Map<string, Reentry>();

  /**
   * Runs `work` when all work that was given before it under the same key is over.
   *
   * @param what Names what is waited for, in the error.
   * @throws {TokenStorageError} If the turn does not come in time.
   * @throws {GlobusSDKUsageError} If the work that has its turn under this key makes the call: it
   * would wait for itself.
   */
  async take<T>(
    key: string,
    what: string,
    work: () => T | Promise<T>,
    options: UpdateOptions = {},
    clock: Clock = systemClock,
  ): Promise<T> {
    const { signal, lockTimeoutMs = defaultLockTimeoutMs } = options;
    signal?.throwIfAborted();
    if (this.#running.get(key)?.isInside) {
      throw new GlobusSDKUsageError(
        `Cannot change ${what}: the change under way makes this call, which would wait for it`,
      );
    }
    const before = this.#last.get(key);
    const { promise: over, resolve } = Promise.withResolvers<void>();
    // Who gives up waiting still holds the place of those behind until those before are through.
    const mine = before ? before.then(() => over) : over;
    this.#last.set(key, mine);
    void mine.then(() => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    });
    const reentry = new Reentry();
    try {
      if (before) await within(clock, before, signal, lockTimeoutMs, () => busyError(what));
      this.#running.set(key, reentry);
      return await reentry.run(work);
    } finally {
      if (this.#running.get(key) === reentry) this.#running.delete(key);
      resolve();
    }
  }
}
