/**
 * When a call should be sent again, worked out a second time from the rules of the security bar
 * (R1 to R8): the expectation that our transport is held to where Python's differs.
 *
 * @module
 */

/** What the service does with one attempt. */
export type Step =
  | { status: number; headers?: Record<string, string> }
  /** The connection breaks, or the answer stays away. */
  | { fault: "connection" | "timeout" | "body" | "own mistake" };

/** Settings that count. Defaults are ours. */
export interface RetryRules {
  /** Whether the call may be repeated without harm. Where not, 429 alone is repeated. */
  repeatable: boolean;
  /** A number from 0 to 1, for the pauses. */
  random: number;
  maxRetries?: number;
  maxSleepSeconds?: number;
  transient?: number[];
  busy?: number[];
  /** Seconds, in place of our own pauses and of Retry-After. */
  backoff?: (attempt: number) => number;
  /** Decides first, on an attempt that failed. */
  check?: (attempt: number) => boolean | undefined;
  /** Whether the authorizer can renew its token. */
  renews?: boolean;
  deadlineSeconds?: number;
  /** Seconds since 1970 at the start. */
  now?: number;
}

/** What becomes of a call. */
export interface Attempts {
  /** Requests sent. */
  attempts: number;
  /** Seconds of each pause. */
  sleeps: number[];
  /** Renewals before each attempt. */
  renewals: number[];
  /** The last step. */
  end: Step;
  /** Attempts, from 0, on which `check` was asked. */
  checked: number[];
}

/** Statuses that mean "try again later". */
export const TRANSIENT = [429, 500, 502, 503, 504];
/** Statuses with which Retry-After counts. */
export const BUSY = [429, 503];
/** The seconds that an answer asks to wait: an integer, or a date that is read against its own. */
export function retryAfterSeconds(
  headers: Record<string, string>,
  now: number,
): number | undefined {
  const all = new Headers(headers);
  const value = (all.get("retry-after") ?? "").trim();
  if (/^\d{1,9}$/.test(value)) return Number(value);
  if (!/^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/.test(value)) return undefined;
  const served = Date.parse(all.get("date") ?? "") / 1000;
  const seconds = Date.parse(value) / 1000 - (Number.isNaN(served) ? now : served);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Plays a call through; `step` gives what happens to each attempt, from 0. */
export function playRetries(step: (index: number) => Step, rules: RetryRules): Attempts {
  const { maxRetries = 3, maxSleepSeconds = 20, transient = TRANSIENT, busy = BUSY } = rules;
  const deadline = rules.deadlineSeconds ?? 60;
  const sleeps: number[] = [];
  const renewals: number[] = [];
  const checked: number[] = [];
  let elapsed = 0;
  let renewed = 0;
  for (let index = 0;; index++) {
    renewals.push(renewed);
    const now = step(index);
    const end = (): Attempts => ({ attempts: index + 1, sleeps, renewals, end: now, checked });
    // Nothing but the call's own time ends the wait for an answer.
    if ("fault" in now && now.fault === "timeout") return end();
    if ("fault" in now ? now.fault === "own mistake" : now.status < 400) return end();
    const status = "status" in now ? now.status : undefined;
    if (status === 401 && rules.renews && renewed === 0) {
      renewed++;
      continue;
    }
    if (sleeps.length >= maxRetries) return end();
    const counts = status !== undefined && busy.includes(status);
    const asked = counts && "status" in now
      ? retryAfterSeconds(now.headers ?? {}, (rules.now ?? 0) + elapsed)
      : undefined;
    if (rules.check) checked.push(index);
    const decided = rules.check?.(index);
    if (decided === false) return end();
    const mayRepeat = (rules.repeatable || status === 429) &&
      (status === undefined || counts || transient.includes(status));
    if (!decided && !mayRepeat) return end();
    const pause = rules.backoff
      ? rules.backoff(index)
      : asked || rules.random * Math.min(0.25 * 2 ** sleeps.length, maxSleepSeconds);
    if (elapsed + pause >= deadline) return end();
    elapsed += pause;
    sleeps.push(pause);
  }
}
