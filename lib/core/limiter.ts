import type { Clock } from "./clock.ts";
import type { Fetch } from "./call.ts";

/** The lowest rate, in requests a second. */
const SLOWEST_RATE = 0.5;
/** Share of the full rate by which each success raises the rate after a 429. */
const RECOVERY = 0.01;

/**
 * The rate that a {@link RateLimiter} allows. With the defaults it never exceeds 200 requests in any
 * 10 seconds.
 */
export interface RateLimits {
  /** Average number of requests a second. @default {18} */
  requestsPerSecond?: number;
  /** Requests that may be sent at once after a pause. @default {20} */
  burst?: number;
}

/** The part of a client that a {@link RateLimiter} uses. */
export interface Limited {
  /** Source of the time. */
  readonly clock: Clock;
  /** Sends requests; undefined for the runtime's `fetch`. */
  readonly fetch: Fetch | undefined;
}

/**
 * Keeps requests below a service's rate limit for a user. The limit of Globus Transfer is 20 requests
 * a second, averaged over 10 seconds (Globus FAQ). A 429 response halves the rate, and each success
 * raises it a little.
 *
 * The walks and watches of one client share a limiter. If several clients act for the same user, pass
 * one limiter to all of their walks and watches. Single calls do not need one: after a 429 response
 * the client itself holds them back for as long as the service says.
 *
 * @example A walk that leaves room for others
 * ```ts
 * import { RateLimiter, TransferClient, UserApp, walk } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * // Other programs act for the same user: take half of what the service allows.
 * const limiter = new RateLimiter(tc.clock, { requestsPerSecond: 9 });
 * const found = walk(tc, "6c54cade-bde5-45c1-bdea-f4bd71dba2cc", { path: "/home/share/", limiter });
 * for await (const { path } of found) console.log(path);
 * ```
 *
 * @category Helpers
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #fullRate: number;
  readonly #burst: number;
  #rate: number;
  /** Requests that may be sent now; a negative number counts turns that are taken in advance. */
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

  /** The current rate, in requests a second. */
  get requestsPerSecond(): number {
    return this.#rate;
  }

  /** Waits until a request may be sent. */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const delayMs = this.#take();
    if (delayMs <= 0) return;
    // Not by `sleep`, which pages load to begin with, unlike this file.
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const cancel = this.#clock.setTimer(resolve, delayMs);
    const giveUp = () => {
      cancel();
      this.#tokens++;
      reject(signal!.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    await promise;
    signal?.removeEventListener("abort", giveUp);
  }

  /** Adapts the rate to the status of a response. */
  note(httpStatus: number): void {
    this.#fill();
    const full = this.#fullRate;
    this.#rate = httpStatus === 429
      ? Math.max(this.#rate / 2, Math.min(SLOWEST_RATE, full))
      : Math.min(this.#rate + full * RECOVERY, full);
  }

  /**
   * Makes a `fetch` for one call after {@link RateLimiter.acquire}. It counts the client's retries
   * too, and adapts the rate to each response.
   *
   * @param send Sends the requests; undefined for the runtime's `fetch`.
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

  /** Takes a turn, and returns the milliseconds until it comes. */
  #take(): number {
    this.#fill();
    return -1000 * --this.#tokens / this.#rate;
  }
}
