import type { RequestOptions } from "./client_options.ts";
import { type Clock, sleep } from "./clock.ts";
import type { GlobusError } from "./errors.ts";
import { isPassing, jittered } from "./polling.ts";

/** How often to poll, and when to stop. */
export interface PollParams {
  /** Milliseconds after which polling ends. The work that it watches continues. @default {Infinity} */
  timeoutMs?: number | undefined;
  /** Milliseconds between the first two polls. @default {1000} */
  minIntervalMs?: number | undefined;
  /** Milliseconds between two polls at most: the pauses grow up to this. @default {60_000} */
  maxIntervalMs?: number | undefined;
  /** Milliseconds for which the service or the network may fail. @default {900_000} */
  outageMs?: number | undefined;
}

/** The part of a client that {@link Poll} uses. */
export interface Polled {
  /** Source of the time, which tests replace. */
  readonly clock: Clock;
  /** Source of the jitter of pauses: numbers from 0 to 1. */
  readonly random: () => number;
  /** The client's own limit of a call in milliseconds, if it was made with one. */
  readonly timeoutMs?: number | undefined;
}

/** The timing of repeated polls: when to poll, how long to wait for a response, when to give up. */
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
   * @param action What the polls are for, such as `watch a task`, for the error.
   * @throws {RangeError} If a time is negative, or `maxIntervalMs` is less than `minIntervalMs`.
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

  /** Milliseconds that have passed since the start. */
  get elapsedMs(): number {
    return this.#client.clock.monotonicMs() - this.#startedAtMs;
  }

  /** Milliseconds until the timeout; 0 or less after it. */
  get leftMs(): number {
    return this.#timeoutMs - this.elapsedMs;
  }

  /** Options of the next poll, which may last at most one second longer than the time that is left. */
  callOptions(): RequestOptions {
    const ownMs = this.#options.timeoutMs ?? this.#client.timeoutMs ?? 60_000;
    return { ...this.#options, timeoutMs: Math.min(ownMs, Math.max(this.leftMs, 1000)) };
  }

  /** Notes that a response arrived. */
  answered(): void {
    this.#answeredAtMs = this.elapsedMs;
  }

  /**
   * Returns the error of a poll if polling continues after it.
   *
   * @throws The error, if it is permanent, if no response arrived for `outageMs`, or if none arrived
   * before the timeout. The signal's reason, once it is aborted.
   */
  overcome(error: unknown): GlobusError {
    this.#options.signal?.throwIfAborted();
    const silentMs = this.elapsedMs - (this.#answeredAtMs ?? 0);
    const isUnanswered = this.#answeredAtMs === undefined && this.leftMs <= 0;
    if (!isPassing(error) || silentMs >= this.#outageMs || isUnanswered) throw error;
    return error as GlobusError;
  }

  /** Waits until the next poll, each time longer, but not beyond the timeout. */
  async pause(): Promise<void> {
    const pauseMs = Math.min(jittered(this.#client, this.#intervalMs), Math.max(0, this.leftMs));
    await sleep(this.#client.clock, pauseMs, this.#options.signal);
    this.#intervalMs = Math.min(this.#intervalMs * 1.5, this.#maxIntervalMs);
  }
}
