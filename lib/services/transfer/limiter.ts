import { type Clock, sleep } from "../../core/clock.ts";
import type { Fetch } from "../../core/transport.ts";

/** Requests that may go out at once after a pause. */
const burst = 20;
/** With the burst, never more than 200 in any 10 seconds. */
const fullRate = 18;
const slowestRate = 0.5;
/** Of the full rate, what each request that went well gives back after a 429. */
const recovery = 0.01;

/** What a {@link RateLimiter} is for: a client. */
export interface Limited {
  /** Where time comes from. */
  readonly clock: Clock;
  /** What sends requests, if not the runtime's `fetch`. */
  readonly fetch: Fetch | undefined;
}

/**
 * Keeps requests under the service's limit for a user: 20 a second, averaged over 10 seconds
 * (Globus FAQ). An answer of status 429 halves the rate, which then recovers little by little.
 *
 * Walkers and pollers of a client share one by themselves; give the same one to those of several
 * clients that act for one user.
 */
export class RateLimiter {
  readonly #clock: Clock;
  #rate = fullRate;
  /** Requests that may go out now; below zero, those that went out before their time. */
  #tokens = burst;
  #filledAtMs: number;

  /** Starts at the full rate. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAtMs = clock.monotonicMs();
  }

  /** Requests a second that go out at present. */
  get requestsPerSecond(): number {
    return this.#rate;
  }

  /** Waits for the turn of a request. */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const delayMs = this.#take();
    if (delayMs <= 0) return;
    try {
      await sleep(this.#clock, delayMs, signal);
    } catch (reason) {
      this.#tokens++;
      throw reason;
    }
  }

  /** Notes how a request was answered. */
  note(httpStatus: number): void {
    this.#fill();
    this.#rate = httpStatus === 429
      ? Math.max(this.#rate / 2, slowestRate)
      : Math.min(this.#rate + fullRate * recovery, fullRate);
  }

  /**
   * What sends a call whose turn has come: repetitions by the client count too, and answers are
   * noted.
   */
  fetch(send: Fetch | undefined): Fetch {
    let repeated = false;
    return async (url, init) => {
      if (repeated) this.#take();
      repeated = true;
      const response = await (send ?? fetch)(url, init);
      this.note(response.status);
      return response;
    };
  }

  #fill(): void {
    const nowMs = this.#clock.monotonicMs();
    const filled = this.#tokens + (nowMs - this.#filledAtMs) / 1000 * this.#rate;
    this.#tokens = Math.min(filled, burst);
    this.#filledAtMs = nowMs;
  }

  /** Takes a turn; the milliseconds until it comes. */
  #take(): number {
    this.#fill();
    return -1000 * --this.#tokens / this.#rate;
  }
}

const limiters = new WeakMap<object, RateLimiter>();

/** The limiter that walkers and pollers of a client share. */
export function limiterOf(client: Limited): RateLimiter {
  let limiter = limiters.get(client);
  if (!limiter) limiters.set(client, limiter = new RateLimiter(client.clock));
  return limiter;
}
