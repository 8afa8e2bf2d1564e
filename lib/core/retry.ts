import type { GlobusError } from "./errors.ts";

/**
 * Whether a call may be sent again after a transient error or no response:
 *
 * - `safe`: it changes nothing (GET).
 * - `keyed`: the service recognizes a repetition by a key in it (a submission id).
 * - `conditional`: doing it twice has the same effect as doing it once (PUT, DELETE).
 * - `never`: doing it twice has another effect (mkdir, create). It is repeated only if it certainly
 *   had no effect: nothing was sent, or the service responded with 429.
 * - `once`: sending it twice does harm (redeeming an authorization code). It is repeated only if
 *   nothing was sent.
 */
export type RetryClass = "safe" | "keyed" | "conditional" | "never" | "once";

/** A failed request, as the functions of a {@link RetryConfig} see it. */
export interface RetryContext {
  /** Requests sent so far for this call, from 1. */
  readonly attempt: number;
  /** The error that the last request failed with. */
  readonly error: GlobusError;
  /** HTTP status of the response; undefined if none arrived. */
  readonly httpStatus?: number;
  /** Milliseconds that the service asked to wait; undefined if it did not ask. */
  readonly retryAfterMs?: number;
}

/** How calls are repeated. */
export interface RetryConfig {
  /** Repetitions after the first request. @default {3} */
  readonly maxRetries?: number | undefined;
  /**
   * Longest delay in milliseconds. It does not limit `Retry-After`, nor `backoff`. @default {20_000}
   */
  readonly maxSleepMs?: number | undefined;
  /** HTTP statuses of transient errors. @default {[429, 500, 502, 503, 504]} */
  readonly transientErrorStatusCodes?: readonly number[] | undefined;
  /** HTTP statuses that are repeated too, and whose `Retry-After` counts. @default {[429, 503]} */
  readonly retryAfterStatusCodes?: readonly number[] | undefined;
  /**
   * Returns the milliseconds to wait before the next request.
   * @default up to 250 ms before the first retry, up to twice as long before each further one
   */
  readonly backoff?: ((context: RetryContext) => number) | undefined;
  /** Decides before all other rules: true repeats, false does not, undefined leaves it to them. */
  readonly check?: (context: RetryContext) => boolean | undefined;
  /**
   * Repeats `never` calls on 503 too, not only on 429. Set it only for a service that sends 503
   * before it does anything. @default {false}
   */
  readonly repeatRefusedCalls?: boolean | undefined;
}

/**
 * Returns the milliseconds to wait before the next request: a random part ("full jitter") of 250 ms,
 * doubled with each attempt. Jitter keeps many callers from returning at the same time.
 *
 * @param attempt Requests sent so far, from 1.
 * @param random A number from 0 to 1.
 * @param maxMs Upper limit. @default {20_000}
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
  /** Takes the tokens for a retry; false if too few are left. */
  take(cost: number): boolean {
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
  /** Refills after a call succeeded: the tokens that it took, or one if it took none. */
  refund(cost: number): void {
    this.#tokens = Math.min(500, this.#tokens + (cost || 1));
  }
}
