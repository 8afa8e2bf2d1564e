import type { RequestOptions } from "./client_options.ts";
import { type Clock, sleep } from "./clock.ts";
import type { GlobusError } from "./errors.ts";
import { isPassing, jittered } from "./polling.ts";

/** How something that takes its time is asked for again and again. */
export interface PollParams {
  /** Milliseconds after which to stop asking. What is asked about goes on. @default {Infinity} */
  timeoutMs?: number;
  /** Milliseconds between the first two questions. @default {1000} */
  minIntervalMs?: number;
  /** Milliseconds to which the pauses grow. @default {60_000} */
  maxIntervalMs?: number;
  /** Milliseconds for which service or network may be out of order. @default {900_000} */
  outageMs?: number;
}

/** What is asked: a client. */
export interface Polled {
  /** Source of the time. */
  readonly clock: Clock;
  /** Where jitter comes from: numbers from 0 to 1. */
  readonly random: () => number;
  /** Milliseconds for a call, if the client has a limit of its own. */
  readonly timeoutMs?: number | undefined;
}

/** The time of a poll: when to ask, how long to wait for an answer, when to give up. */
export class Poll {
  readonly #client: Polled;
  readonly #options: RequestOptions;
  readonly #timeoutMs: number;
  readonly #maxIntervalMs: number;
  readonly #outageMs: number;
  readonly #startedAtMs: number;
  #intervalMs: number;
  #answeredAtMs: number | undefined;

  /**
   * Starts the time.
   *
   * @param action What the poll is for, such as `watch a task`: named in the error.
   * @throws {RangeError} If a time is negative, or the pauses shrink.
   */
  constructor(action: string, client: Polled, params: PollParams, options: RequestOptions) {
    const { minIntervalMs = 1000, maxIntervalMs = 60_000 } = params;
    const { timeoutMs = Infinity, outageMs = 900_000 } = params;
    if (!(minIntervalMs >= 0 && maxIntervalMs >= minIntervalMs && timeoutMs >= 0)) {
      throw new RangeError(
        `Cannot ${action}: timeoutMs and minIntervalMs must be 0 or more, and maxIntervalMs at` +
          " least minIntervalMs",
      );
    }
    this.#client = client;
    this.#options = options;
    this.#timeoutMs = timeoutMs;
    this.#maxIntervalMs = maxIntervalMs;
    this.#outageMs = outageMs;
    this.#intervalMs = minIntervalMs;
    this.#startedAtMs = client.clock.monotonicMs();
  }

  /** Milliseconds since it started. */
  get elapsedMs(): number {
    return this.#client.clock.monotonicMs() - this.#startedAtMs;
  }

  /** Milliseconds left; 0 or less once the time is over. */
  get leftMs(): number {
    return this.#timeoutMs - this.elapsedMs;
  }

  /** Options of a question: it lasts a second longer than the time that is left at most. */
  callOptions(): RequestOptions {
    const ownMs = this.#options.timeoutMs ?? this.#client.timeoutMs ?? 60_000;
    return { ...this.#options, timeoutMs: Math.min(ownMs, Math.max(this.leftMs, 1000)) };
  }

  /** Notes that an answer came. */
  answered(): void {
    this.#answeredAtMs = this.elapsedMs;
  }

  /**
   * Returns the error of a question if the poll goes on after it.
   *
   * @throws The error itself if it will not pass, if there was no answer for too long, or if none
   * came in all the time; the signal's reason, once it is aborted.
   */
  overcome(error: unknown): GlobusError {
    this.#options.signal?.throwIfAborted();
    const silentMs = this.elapsedMs - (this.#answeredAtMs ?? 0);
    const isUnanswered = this.#answeredAtMs === undefined && this.leftMs <= 0;
    if (!isPassing(error) || silentMs >= this.#outageMs || isUnanswered) throw error;
    return error as GlobusError;
  }

  /** Waits until the next question: each time longer, and not beyond the end of the time. */
  async pause(): Promise<void> {
    const pauseMs = Math.min(jittered(this.#client, this.#intervalMs), Math.max(0, this.leftMs));
    await sleep(this.#client.clock, pauseMs, this.#options.signal);
    this.#intervalMs = Math.min(this.#intervalMs * 1.5, this.#maxIntervalMs);
  }
}
