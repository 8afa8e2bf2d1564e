import type { Answer, Call, Fetch, Refused } from "./call.ts";
import { type Clock, sleep, systemClock, within } from "./clock.ts";
import { GlobusTimeoutError, InvalidResponseError, NetworkError } from "./errors.ts";
import { exchange, type Limits, timeoutError } from "./exchange.ts";
import { headerValue } from "./header.ts";
import type { Hooks } from "./hooks.ts";
import { isError } from "./guards.ts";
import { type Failures, loadFailures } from "./load_failures.ts";
import type { CallState, Recovery } from "./recovery.ts";
import type { RetryConfig } from "./retry.ts";
import { Served } from "./served.ts";
import { Watchdog } from "./watchdog.ts";

/** How requests travel. */
export interface TransportOptions {
  /** What sends requests. @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /**
   * Milliseconds for a call, all its attempts and pauses together. The time in which a person logs
   * in does not count.
   * @default {60_000}, more for operations that are slow by nature
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds until the headers of a response must have come, for those who would rather send a
   * request again than wait. Operations on the files of a collection can take a minute.
   * @default {Infinity}, so that `timeoutMs` alone counts
   */
  readonly headersTimeoutMs?: number;
  /** Milliseconds that a body may pause once it has begun. @default {30_000} */
  readonly idleTimeoutMs?: number;
  /** How calls are repeated. */
  readonly retryConfig?: RetryConfig;
  /** Functions called along the way. */
  readonly hooks?: Hooks;
  /** Where time comes from; tests give their own. */
  readonly clock?: Clock;
  /** A number from 0 to 1 for the jitter of pauses; tests give their own. @default {Math.random} */
  readonly random?: () => number;
}

/** Requirements that are met for one call, each by a login, before its refusal goes to the caller. */
export const maxRedrives = 3;

/**
 * Sends calls: adds authorization, keeps deadlines, repeats what may be repeated, turns what went
 * wrong into typed errors.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #limits: Limits;
  readonly #timeoutMs: number | undefined;
  readonly #served = new Served();
  #recovery: Recovery | undefined;
  #calls = 0;
  /** Where time comes from. */
  readonly clock: Clock;

  /**
   * Keeps the options for every call to come.
   *
   * @throws {RangeError} If a time limit is negative or no number.
   */
  constructor(options: TransportOptions) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.#timeoutMs = options.timeoutMs === undefined ? undefined : limit(options.timeoutMs, 0);
    this.#limits = {
      clock: this.clock,
      watchdog: new Watchdog(this.clock),
      headersMs: limit(options.headersTimeoutMs, Infinity),
      idleMs: limit(options.idleTimeoutMs, 30_000),
    };
  }

  /** Sends a call until it is answered, refused for good, or out of time or attempts. */
  async send(call: Call): Promise<Answer> {
    const { clock } = this;
    const { authorizer, signal } = call;
    const timeoutMs = limit(call.timeoutMs, this.#timeoutMs ?? call.defaultTimeoutMs ?? 60_000);
    const state: CallState = {
      ticket: this.#calls++,
      attempt: 1,
      deadlineMs: clock.monotonicMs() + timeoutMs,
      ...{ header: undefined, holds: 0, error: undefined },
      ...{ spent: 0, retries: 0, renewed: false, redrives: 0, met: undefined },
    };
    const failures = this.#options.hooks && await loadFailures();
    let unanswered = 0;
    for (;; state.attempt++) {
      signal?.throwIfAborted();
      if (this.#recovery?.isShut) await this.#recovery.pass(call, state);
      let header = authorizer?.getAuthorizationHeader({ signal });
      if (typeof header === "object") {
        header = await this.#wait(header, call, state, authorizer!.interactive);
      }
      if (header !== undefined) headerValue("authorization", header);
      state.header = header;
      state.holds = this.#recovery?.holds ?? 0;
      let refused: Refused | undefined;
      try {
        const result = await this.#attempt(call, state, failures);
        if ("http" in result) {
          if (this.#recovery) this.#recovery.succeeded(state);
          else this.#served.note(clock.monotonicMs());
          return result;
        }
        refused = result;
        state.error = result.error;
      } catch (thrown) {
        // Whatever a caller aborts with comes out, also an error of our own kind.
        signal?.throwIfAborted();
        if (!(thrown instanceof NetworkError)) throw thrown;
        state.error = thrown;
        if (!thrown.nothingSent) unanswered++;
        if (unanswered > (call.maxUnanswered ?? Infinity)) throw thrown;
      }
      const recovery = this.#recovery ?? await this.#recover(call, state);
      await recovery.prepare(call, state, refused);
    }
  }

  /** What repeats calls, once one has failed. */
  async #recover(call: Call, state: CallState): Promise<Recovery> {
    const failures = await this.#wait(loadFailures(), call, state, false);
    if (!failures) throw state.error;
    return this.#recovery ??= new failures.Recovery(this.#options, {
      clock: this.clock,
      served: this.#served,
      GlobusTimeoutError,
      InvalidResponseError,
      limit,
      maxRedrives,
      sleep,
      timeoutError,
      wait: (...args) => this.#wait(...args),
      within,
    });
  }

  /** Waits for an authorizer within the call's time, or for a person, whose time does not count. */
  async #wait<T>(
    promise: Promise<T>,
    call: Call,
    state: CallState,
    forPerson: boolean | undefined,
  ): Promise<T> {
    const startedAt = this.clock.monotonicMs();
    const leftMs = forPerson ? Infinity : state.deadlineMs - startedAt;
    const late = () => timeoutError(call, "total", { nothingSent: !state.error });
    const value = await within(this.clock, promise, call.signal, leftMs, late);
    if (forPerson) state.deadlineMs += this.clock.monotonicMs() - startedAt;
    return value;
  }

  /** One request and its answer. */
  #attempt(
    call: Call,
    { header, attempt, deadlineMs }: CallState,
    failures: Failures | undefined,
  ): Promise<Answer | Refused> {
    const { fetch, hooks } = this.#options;
    const send = call.fetch ?? fetch;
    const run = () => exchange(call, this.#limits, send, header, attempt, deadlineMs);
    if (!failures || !hooks?.onRequest && !hooks?.onResponse) return run();
    const { clock } = this;
    return failures.observed(hooks, call, header, attempt, { clock, isError, run });
  }
}

function limit(givenMs: number | undefined, defaultMs: number): number {
  if (givenMs === undefined) return defaultMs;
  if (givenMs >= 0) return givenMs;
  throw new RangeError(`Cannot keep a time limit of ${givenMs} ms: it is not 0 or more`);
}
