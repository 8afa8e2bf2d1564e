import { type Clock, sleep } from "./clock.ts";
import type { Fetch } from "./call.ts";

/** Requests a second that go out at least. */
const SLOWEST_RATE = 0.5;
/** Of the full rate, what each request that went well gives back after a 429. */
const RECOVERY = 0.01;

/** What a {@link RateLimiter} allows. With its defaults never more than 200 in any 10 seconds. */
export interface RateLimits {
  /** Requests a second, over a longer time. @default {18} */
  requestsPerSecond?: number;
  /** Requests that may go out at once after a pause. @default {20} */
  burst?: number;
}

/** What a {@link RateLimiter} is for: a client. */
export interface Limited {
  /** Where time comes from. */
  readonly clock: Clock;
  /** What sends requests, if not the runtime's `fetch`. */
  readonly fetch: Fetch | undefined;
}

/**
 * Keeps requests under a service's limit for a user. That of Globus Transfer is 20 a second, averaged
 * over 10 seconds (Globus FAQ). A response of status 429 halves the rate, which then recovers little
 * by little.
 *
 * Walkers and pollers of a client share one by themselves; give the same one to those of several
 * clients that act for one user. Single calls do without: after a refusal the client itself holds
 * them back for as long as the service says.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #fullRate: number;
  readonly #burst: number;
  #rate: number;
  /** Requests that may go out now; below zero, those that went out before their time. */
  #tokens: number;
  #filledAtMs: number;

  /**
   * Starts at the full rate.
   *
   * @throws {RangeError} If a limit is not a positive number.
   */
  constructor(clock: Clock, limits: RateLimits = {}) {
    const { requestsPerSecond = 18, burst = 20 } = limits;
    if (!(requestsPerSecond > 0 && burst > 0)) {
      throw new RangeError("Cannot limit requests: requestsPerSecond and burst must be positive");
    }
    this.#clock = clock;
    this.#filledAtMs = clock.monotonicMs();
    this.#fullRate = this.#rate = requestsPerSecond;
    this.#burst = this.#tokens = burst;
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
    const full = this.#fullRate;
    this.#rate = httpStatus === 429
      ? Math.max(this.#rate / 2, Math.min(SLOWEST_RATE, full))
      : Math.min(this.#rate + full * RECOVERY, full);
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
    this.#tokens = Math.min(filled, this.#burst);
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
