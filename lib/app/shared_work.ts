import { type Clock, within } from "../core/clock.ts";

/**
 * Work that several wait for, such as a login: each waits as long as it likes, and when the last one
 * has given up the work is told to end. A prompt that nobody waits for any more must not stay.
 */
export class SharedWork {
  /** Settles when the work is over. */
  readonly over: Promise<void>;
  readonly #stop = new AbortController();
  readonly #clock: Clock;
  #waiting = 0;

  /** Begins the work, as soon as the caller has noted that it is under way. */
  constructor(clock: Clock, work: (signal: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.over = Promise.resolve(this.#stop.signal).then(work);
    // Nobody may be waiting for it any more when it fails.
    this.over.catch(() => {});
  }

  /** Whether all have given up waiting, so that it is about to fail. */
  get isAbandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /**
   * Waits for the end of the work.
   *
   * @throws What the work throws, or the signal's reason.
   */
  async wait(signal?: AbortSignal): Promise<void> {
    this.#waiting++;
    try {
      await within(this.#clock, this.over, signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && signal?.aborted) this.#stop.abort(signal.reason);
    }
  }
}
