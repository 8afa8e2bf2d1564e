import type { GlobusError } from "./errors.ts";

/**
 * Whether a call may be sent again when no answer came, or an answer that says "not now":
 *
 * - `safe`: it changes nothing (GET).
 * - `keyed`: the service recognises a repetition by a key in it (a submission id).
 * - `conditional`: doing it twice is as doing it once (PUT, DELETE).
 * - `never`: it would happen twice (mkdir, create, a code exchange). It is repeated only where it
 *   is certain that nothing was sent.
 */
export type RetryClass = "safe" | "keyed" | "conditional" | "never";

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
   * Repeats `never` calls on 429 and 503 too. Right only for a service that answers so before it
   * does anything. @default {false}
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

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds that an answer asks to wait (RFC 9110 section 10.2.3): seconds, or a date that is
 * read against the answer's own `Date`, so that a wrong clock here does no harm.
 *
 * @param now This machine's clock, for an answer without `Date`.
 * @returns Undefined where there is no such header, or none that makes sense; never negative.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!httpDate.test(value)) return undefined;
  const served = headers.get("date")?.trim() ?? "";
  const delay = Date.parse(value) - (httpDate.test(served) ? Date.parse(served) : now);
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}

/**
 * Keeps repetitions in proportion when a service is down for everybody: each takes from a purse of
 * 500, which success fills again.
 */
export class RetryBudget {
  #tokens = 500;
  /** Takes the price of a repetition; false if the purse does not hold it. */
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
