import type { Clock, within } from "../core/clock.ts";
import type { GlobusSDKUsageError } from "../core/errors.ts";
import type { Reentry } from "../core/reentry.ts";

/** What {@link SharedWork} needs of the rest of the SDK. It is passed in: this file loads later. */
export interface SharedWorkTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly Reentry: typeof Reentry;
  readonly within: typeof within;
}

/**
 * Work that several calls wait for, such as a login. Each call can be aborted on its own. When the last
 * one is, the signal of the work is aborted too: a prompt must not stay when no call waits for it. Work
 * that ignores its signal goes on, and its result is ignored.
 */
export class SharedWork {
  /** Settles when the work has ended, or when all calls that waited were aborted. */
  readonly over: Promise<void>;
  readonly #stop = new AbortController();
  readonly #reentry: Reentry;
  readonly #clock: Clock;
  readonly #tools: SharedWorkTools;
  readonly #what: string;
  #waiting = 0;

  /**
   * Begins the work in the next microtask, so that the caller can store this object first.
   *
   * @param what Names the work in the error of a call that would wait for itself.
   */
  constructor(
    clock: Clock,
    what: string,
    work: (signal: AbortSignal) => Promise<void>,
    tools: SharedWorkTools,
  ) {
    this.#clock = clock;
    this.#tools = tools;
    this.#reentry = new tools.Reentry();
    this.#what = what;
    const { signal } = this.#stop;
    const done = Promise.resolve().then(() => this.#reentry.run(() => work(signal)));
    this.over = tools.within(clock, done, signal);
    // If no call waits any longer, this avoids an unhandled rejection.
    this.over.catch(() => {});
  }

  /** Whether all calls that waited were aborted. */
  get isAbandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /**
   * Waits for the end of the work.
   *
   * @throws The error of the work, or the reason of the signal.
   * @throws {GlobusSDKUsageError} If the work itself makes the call.
   */
  async wait(signal?: AbortSignal): Promise<void> {
    this.#refuseReentry();
    this.#waiting++;
    try {
      await this.#tools.within(this.#clock, this.over, signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && signal?.aborted) this.#stop.abort(signal.reason);
    }
  }

  /**
   * Waits until the work has ended, whether it succeeds or fails. Such a wait does not keep the work
   * from being aborted.
   *
   * @throws The reason of the signal.
   * @throws {GlobusSDKUsageError} If the work itself makes the call.
   */
  async passed(signal?: AbortSignal): Promise<void> {
    this.#refuseReentry();
    await this.#tools.within(this.#clock, this.over.catch(() => {}), signal);
  }

  #refuseReentry(): void {
    if (!this.#reentry.isInside) return;
    throw new this.#tools.GlobusSDKUsageError(
      `Cannot wait for ${this.#what}: it makes this call itself, and would wait for itself`,
    );
  }
}
