import { type Clock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { Reentry } from "../core/reentry.ts";

/**
 * Work that several callers wait for, such as a login. Each waits as long as it likes. When the last
 * one has given up, the work is told to end, since a prompt must not stay when no call waits for it.
 * Work that does not listen is left behind.
 */
export class SharedWork {
  /** Settles when the work has ended, or when all callers have given up. */
  readonly over: Promise<void>;
  readonly #stop = new AbortController();
  readonly #reentry = new Reentry();
  readonly #clock: Clock;
  readonly #what: string;
  #waiting = 0;

  /**
   * Begins the work, as soon as the caller has noted that it is under way.
   *
   * @param what Names the work in the error of a call that would wait for itself.
   */
  constructor(clock: Clock, what: string, work: (signal: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.#what = what;
    const { signal } = this.#stop;
    const done = Promise.resolve().then(() => this.#reentry.run(() => work(signal)));
    this.over = within(clock, done, signal);
    // All callers may have stopped waiting: this avoids an unhandled rejection.
    this.over.catch(() => {});
  }

  /** Whether all callers have given up waiting. */
  get isAbandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /**
   * Waits for the end of the work.
   *
   * @throws What the work throws, or the signal's reason.
   * @throws {GlobusSDKUsageError} If the work itself makes the call.
   */
  async wait(signal?: AbortSignal): Promise<void> {
    this.#checkCaller();
    this.#waiting++;
    try {
      await within(this.#clock, this.over, signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && signal?.aborted) this.#stop.abort(signal.reason);
    }
  }

  /**
   * Waits until the work is out of the way, however it ends, without keeping it going.
   *
   * @throws The signal's reason.
   * @throws {GlobusSDKUsageError} If the work itself makes the call.
   */
  async passed(signal?: AbortSignal): Promise<void> {
    this.#checkCaller();
    await within(this.#clock, this.over.catch(() => {}), signal);
  }

  #checkCaller(): void {
    if (!this.#reentry.isInside) return;
    throw new GlobusSDKUsageError(
      `Cannot wait for ${this.#what}: it makes this call itself, and would wait for itself`,
    );
  }
}
