/**
 * Computes a second time when a call is repeated, by R1 to R8 of SECURITY.md. Our transport is compared
 * with it where Python's differs.
 *
 * @module
 */

/** What the service does with one attempt. */
export type Step =
  | { status: number; headers?: Record<string, string> }
  /** The connection breaks, or no response comes. */
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

/** The outcome of a call. */
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
/** The three forms of a date in HTTP (RFC 9110 section 5.6.7). */
const DATES = [
  /^\w{3}, (\d{2}) (\w{3}) (\d{4}) ([\d:]{8}) GMT$/,
  /^\w+day, (\d{2})-(\w{3})-(\d{2}) ([\d:]{8}) GMT$/,
  /^\w{3} (\w{3}) ([ \d]\d) ([\d:]{8}) (\d{4})$/,
];

/** Seconds since 1970 of a date in HTTP; NaN if it is not a date. */
function httpDate(text: string): number {
  const [full, short, old] = DATES.map((form) => form.exec(text)?.slice(1));
  const [day, month, year, time] = full ?? short ?? (old ? [old[1], old[0], old[3], old[2]] : []);
  // Two digits of a year: of those within 50 years from now.
  const century = short ? "20" : "";
  return Date.parse(`${day?.trim().padStart(2, "0")} ${month} ${century}${year} ${time} GMT`) /
    1000;
}

/** The seconds that an answer asks to wait: an integer, or a date that is read against its own. */
export function retryAfterSeconds(
  headers: Record<string, string>,
  now: number,
): number | undefined {
  const all = new Headers(headers);
  const value = (all.get("retry-after") ?? "").trim();
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const served = httpDate(all.get("date")?.trim() ?? "");
  const seconds = httpDate(value) - (Number.isNaN(served) ? now : served);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/**
 * Holds a client back after its service asked it to wait: calls then pass one by one, at the rate at
 * which the service served them, until one succeeds.
 */
export class PlayedGate {
  readonly #random: number;
  #isShut = false;
  #opensAt = 0;
  #nextAt = 0;
  #rate: number | undefined;
  #served = 0;
  #countsFrom = -Infinity;

  constructor(random: number) {
    this.#random = random;
  }

  /** Seconds that a call waits before it passes. */
  pass(now: number): number {
    if (!this.#isShut) return 0;
    const wait = Math.max(0, this.#nextAt - now);
    this.#rate ??= Math.max(this.#served * 0.75, 1);
    this.#nextAt = now + wait + (0.75 + this.#random / 2) / this.#rate;
    return wait;
  }

  /** Notes an answer that does not ask to wait. */
  served(now: number): void {
    if (!this.#isShut && now - this.#countsFrom >= 1) {
      this.#served = 0;
      this.#countsFrom = now;
    }
    if (this.#rate !== undefined && now >= this.#opensAt) this.#isShut = false;
    this.#served++;
  }

  /** Shuts for some seconds. */
  hold(now: number, seconds: number): void {
    this.#opensAt = Math.max(this.#isShut ? this.#opensAt : 0, now + seconds);
    this.#nextAt = this.#opensAt;
    this.#rate = this.#isShut && this.#rate !== undefined
      ? Math.max(this.#rate * 0.75, 0.2)
      : undefined;
    this.#isShut = true;
  }
}

/** Plays a call through; `step` gives what happens to each attempt, from 0. */
export function playRetries(step: (index: number) => Step, rules: RetryRules): Attempts {
  const { maxRetries = 3, maxSleepSeconds = 20, transient = TRANSIENT, busy = BUSY } = rules;
  const deadline = rules.deadlineSeconds ?? 60;
  const gate = new PlayedGate(rules.random);
  const sleeps: number[] = [];
  const renewals: number[] = [];
  const checked: number[] = [];
  let retries = 0;
  let elapsed = 0;
  let renewed = 0;
  const wait = (seconds: number) => {
    if (seconds > 0) sleeps.push(seconds);
    elapsed += seconds;
  };
  for (let index = 0;; index++) {
    wait(gate.pass(elapsed));
    renewals.push(renewed);
    const now = step(index);
    const end = (): Attempts => ({ attempts: index + 1, sleeps, renewals, end: now, checked });
    // Only the deadline of the call ends the wait for a response.
    if ("fault" in now && now.fault === "timeout") return end();
    if ("fault" in now ? now.fault === "own mistake" : now.status < 400) return end();
    const status = "status" in now ? now.status : undefined;
    const counts = status !== undefined && busy.includes(status);
    const asked = counts && "status" in now
      ? retryAfterSeconds(now.headers ?? {}, (rules.now ?? 0) + elapsed)
      : undefined;
    if (asked && !rules.backoff) gate.hold(elapsed, asked);
    if (status !== undefined && !counts) gate.served(elapsed);
    if (status === 401 && rules.renews && renewed === 0) {
      renewed++;
      continue;
    }
    if (retries >= maxRetries) return end();
    if (rules.check) checked.push(index);
    const decided = rules.check?.(index);
    if (decided === false) return end();
    const mayRepeat = (rules.repeatable || status === 429) &&
      (status === undefined || counts || transient.includes(status));
    if (!decided && !mayRepeat) return end();
    const pause = rules.backoff
      ? rules.backoff(index)
      : asked || rules.random * Math.min(0.25 * 2 ** retries, maxSleepSeconds);
    if (elapsed + pause >= deadline) return end();
    retries++;
    const isHeld = pause > 0 && !rules.backoff && (asked || status === 429 && counts);
    if (!isHeld) {
      sleeps.push(pause);
      elapsed += pause;
    } else if (!asked) gate.hold(elapsed, pause);
  }
}
