import type { GlobusError } from "./errors.ts";

/**
 * Whether a call may be sent again when no response came, or one that says "not now":
 *
 * - `safe`: it changes nothing (GET).
 * - `keyed`: the service recognizes a repetition by a key in it (a submission id).
 * - `conditional`: doing it twice is the same as doing it once (PUT, DELETE).
 * - `never`: it would happen twice (mkdir, create). It is repeated only where it is certain that
 *   nothing was done: nothing was sent, or the service answered 429.
 * - `once`: sending it twice does harm by itself (a code exchange). It is repeated only where it is
 *   certain that nothing was sent.
 */
export type RetryClass = "safe" | "keyed" | "conditional" | "never" | "once";

/** What {@link RetryConfig} functions get to decide by. */
export interface RetryContext {
  /** Requests sent so far for this call, from 1. */
  readonly attempt: number;
  /** Why the last one did not succeed. */
  readonly error: GlobusError;
  /** HTTP status of the answer, if there was one. */
  readonly httpStatus?: number;
  /** Milliseconds that the service asked to wait, if it did. */
  readonly retryAfterMs?: number;
}

/** How calls are repeated. */
export interface RetryConfig {
  /** Repetitions after the first request. @default {3} */
  readonly maxRetries?: number;
  /** Milliseconds that an own delay never exceeds. @default {20_000} */
  readonly maxSleepMs?: number;
  /** Statuses that mean "try again later". @default {[429, 500, 502, 503, 504]} */
  readonly transientErrorStatusCodes?: readonly number[];
  /** Statuses that mean "busy": repeated too, when `Retry-After` says. @default {[429, 503]} */
  readonly retryAfterStatusCodes?: readonly number[];
  /** Milliseconds to wait before the next request, in place of the delay of {@link backoffMs}. */
  readonly backoff?: (context: RetryContext) => number;
  /** Decides first: true repeats, false does not, undefined leaves it to the other rules. */
  readonly check?: (context: RetryContext) => boolean | undefined;
  /**
   * Repeats `never` calls on 503 too, as all are on 429. Right only for a service that answers so
   * before it does anything. @default {false}
   */
  readonly repeatRefusedCalls?: boolean;
}

/**
 * Milliseconds to wait before the next request: a random part ("full jitter") of 250 ms doubled
 * with each attempt, so that many callers do not come back all at once.
 *
 * @param attempt Requests sent so far, from 1.
 * @param random A number from 0 to 1.
 * @param maxMs What it never exceeds.
 */
export function backoffMs(attempt: number, random: number, maxMs = 20_000): number {
  return random * Math.min(250 * 2 ** (attempt - 1), maxMs);
}

/**
 * Retry budget: each retry spends tokens and each success refills them, up to 500, so that an outage
 * does not multiply traffic.
 */
export class RetryBudget {
  #tokens = 500;
  /** Takes the price of a retry; false if too few tokens are left. */
  take(cost: number): boolean {
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
  /** Gives back what a call that succeeded took, or a little for one that took nothing. */
  refund(cost: number): void {
    this.#tokens = Math.min(500, this.#tokens + (cost || 1));
  }
}
