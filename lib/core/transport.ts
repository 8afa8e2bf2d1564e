import type { GlobusAPIError } from "./api_error.ts";
import {
  type Answer,
  type Call,
  exchange,
  type Limits,
  type Refused,
  timeoutError,
} from "./exchange.ts";
import { type Clock, sleep, systemClock, within } from "./clock.ts";
import {
  type GlobusError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
} from "./errors.ts";
import { Gate } from "./gate.ts";
import { headerValue } from "./header.ts";
import type { Hooks } from "./hooks.ts";
import { isError } from "./kinds.ts";
import { type Failures, loadFailures } from "./load_failures.ts";
import { backoffMs, RetryBudget, type RetryConfig, type RetryContext } from "./retry.ts";
import { Watchdog } from "./watchdog.ts";

/**
 * What sends a request: `fetch`, the sandbox's, or one that counts, records or adds a proxy. As
 * `fetch` does, it should end the request when `init.signal` is aborted.
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

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
const transientStatuses = [429, 500, 502, 503, 504];
const busyStatuses = [429, 503];

/** How far a call has come. */
interface CallState {
  /** Its place among the client's calls. */
  readonly ticket: number;
  /** Which request is next, from 1. */
  attempt: number;
  /** When its time is over, in the clock's monotonic milliseconds. */
  deadlineMs: number;
  /** What describes requests to hooks, where there are hooks. */
  readonly failures: Failures | undefined;
  /** Why the last request did not succeed; undefined before the first. */
  error: GlobusError | undefined;
}

/**
 * Sends calls: adds authorization, keeps deadlines, repeats what may be repeated, turns what went
 * wrong into typed errors.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #limits: Limits;
  readonly #timeoutMs: number | undefined;
  readonly #budget = new RetryBudget();
  readonly #gate: Gate;
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
    this.#gate = new Gate(this.clock, options.random ?? Math.random);
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
      failures: this.#options.hooks && await loadFailures(),
      error: undefined,
    };
    let spent = 0;
    let retries = 0;
    let renewed = false;
    let redrives = 0;
    let met: Set<string> | undefined;
    let unanswered = 0;
    for (;; state.attempt++) {
      signal?.throwIfAborted();
      if (this.#gate.isShut) await this.#passGate(call, state);
      let header = authorizer?.getAuthorizationHeader({ signal });
      if (typeof header === "object") {
        header = await this.#wait(header, call, state, authorizer!.interactive);
      }
      if (header !== undefined) headerValue("authorization", header);
      const { holds } = this.#gate;
      let api: GlobusAPIError | undefined;
      let askedMs: number | undefined;
      try {
        const result = await this.#attempt(call, header, state);
        if ("http" in result) {
          this.#budget.refund(spent);
          this.#gate.served();
          return result;
        }
        state.error = api = result.error;
        askedMs = this.#askedMs(result, holds);
      } catch (thrown) {
        // Whatever a caller aborts with comes out, also an error of our own kind.
        signal?.throwIfAborted();
        if (!(thrown instanceof NetworkError)) throw thrown;
        state.error = thrown;
        if (!thrown.nothingSent) unanswered++;
        if (unanswered > (call.maxUnanswered ?? Infinity)) throw thrown;
      }
      if (api?.httpStatus === 401 && !renewed && authorizer?.handleMissingAuthorization) {
        renewed = true;
        const promise = Promise.resolve(authorizer.handleMissingAuthorization({ signal, header }));
        if (await this.#wait(promise, call, state, authorizer.interactive)) continue;
      }
      if (api && call.caller.redrive) {
        const redriving = call.caller.redrive(api, { signal, met: met ??= new Set() });
        if (await this.#wait(redriving, call, state, true) && redrives++ < maxRedrives) continue;
      }
      const { attempt } = state;
      const error = state.error!;
      const delayMs = this.#delay(call, api, { attempt, error }, retries, askedMs);
      if (delayMs === undefined || clock.monotonicMs() + delayMs >= state.deadlineMs) throw error;
      const isHeld = this.#isHeld(api, delayMs, askedMs, holds);
      if (!isHeld) {
        const cost = error instanceof GlobusTimeoutError ? 10 : 5;
        if (!this.#budget.take(cost)) throw error;
        spent += cost;
      }
      retries++;
      const request = state.failures?.requestEvent(call, header, attempt);
      if (request) this.#options.hooks?.onRetry?.({ request, error, delayMs });
      if (!isHeld) await sleep(clock, delayMs, signal);
    }
  }

  /**
   * Waits while the service wants this client to wait. A new call that would be late then is sent
   * at once, to get an answer of its own.
   *
   * @throws What the service last said to this call, or a GlobusTimeoutError, if its turn does not
   * come in the call's time.
   */
  async #passGate(call: Call, state: CallState): Promise<void> {
    const { clock } = this;
    const gate = this.#gate;
    const delayMs = gate.opensInMs;
    const leftMs = state.deadlineMs - clock.monotonicMs();
    if (delayMs >= leftMs) {
      if (state.error) throw state.error;
      return;
    }
    if (!state.error) {
      const request = state.failures?.requestEvent(call, undefined, state.attempt);
      if (request) this.#options.hooks?.onHold?.({ request, delayMs });
    }
    const { turn, leave } = gate.enter(state.ticket);
    const late = () => state.error ?? timeoutError(call, "total", { nothingSent: true });
    try {
      await within(clock, turn, call.signal, leftMs, late);
    } finally {
      leave();
    }
  }

  /** Milliseconds that a service asks to wait, if its status gives it the right to. */
  #askedMs({ error, askedMs }: Refused, holds: number): number | undefined {
    const { retryAfterStatusCodes = busyStatuses, backoff } = this.#options.retryConfig ?? {};
    if (!retryAfterStatusCodes.includes(error.httpStatus)) {
      this.#gate.served();
      return undefined;
    }
    if (askedMs && !backoff) this.#gate.hold(askedMs, holds);
    return askedMs;
  }

  /**
   * Whether the gate does the waiting of a refused call, so that the other calls wait too. That
   * costs no budget: what passes one by one is no extra load.
   */
  #isHeld(
    error: GlobusAPIError | undefined,
    delayMs: number,
    askedMs: number | undefined,
    holds: number,
  ): boolean {
    const { retryAfterStatusCodes = busyStatuses, backoff } = this.#options.retryConfig ?? {};
    if (delayMs <= 0 || backoff) return false;
    if (askedMs) return this.#gate.isShut;
    if (error?.httpStatus !== 429 || !retryAfterStatusCodes.includes(429)) return false;
    // It does not say for how long: the call's own pause has to do.
    this.#gate.hold(delayMs, holds);
    return true;
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

  /** Milliseconds until the next attempt, or undefined if there should be none. */
  #delay(
    call: Call,
    api: GlobusAPIError | undefined,
    failure: { attempt: number; error: GlobusError },
    retries: number,
    askedMs: number | undefined,
  ): number | undefined {
    const config = this.#options.retryConfig ?? {};
    if (retries >= (config.maxRetries ?? 3)) return undefined;
    const httpStatus = api?.httpStatus;
    const context: RetryContext = { ...failure, httpStatus, retryAfterMs: askedMs };
    const decided = config.check?.(context);
    if (decided === false) return undefined;
    if (!decided && !mayRepeat(call, config, context, api)) return undefined;
    if (config.backoff) return limit(Math.max(0, config.backoff(context)), 0);
    const random = (this.#options.random ?? Math.random)();
    // `Retry-After: 0` gives no delay: use our own backoff.
    return askedMs || backoffMs(retries + 1, random, config.maxSleepMs);
  }

  /** One request and its answer. */
  #attempt(
    call: Call,
    authorization: string | undefined,
    { attempt, deadlineMs, failures }: CallState,
  ): Promise<Answer | Refused> {
    const { fetch, hooks } = this.#options;
    const send = call.fetch ?? fetch;
    const run = () => exchange(call, this.#limits, send, authorization, attempt, deadlineMs);
    if (!failures || !hooks?.onRequest && !hooks?.onResponse) return run();
    const { clock } = this;
    return failures.observed(hooks, call, authorization, attempt, { clock, isError, run });
  }
}

function mayRepeat(
  call: Call,
  config: RetryConfig,
  context: RetryContext,
  api: GlobusAPIError | undefined,
): boolean {
  const { retryClass } = call;
  const repeatsHarmlessly = retryClass !== "never" && retryClass !== "once";
  if (api) {
    const status = api.httpStatus;
    const transient = config.transientErrorStatusCodes ?? transientStatuses;
    const busy = config.retryAfterStatusCodes ?? busyStatuses;
    if (!transient.includes(status) && !busy.includes(status)) return false;
    // 429 says that nothing was done. 503 does not: a proxy can send it after the service.
    const isRefused = status === 429 || (status === 503 && config.repeatRefusedCalls);
    if (!repeatsHarmlessly && !(isRefused && retryClass === "never")) return false;
    // An error that stays is repeated only where the service itself says when.
    return context.retryAfterMs !== undefined || !call.caller.isPermanent(api);
  }
  const error = context.error as NetworkError;
  if (error instanceof InvalidResponseError) return false;
  if (error instanceof GlobusTimeoutError && error.limit === "total") return false;
  return repeatsHarmlessly || error.nothingSent;
}

function limit(givenMs: number | undefined, defaultMs: number): number {
  if (givenMs === undefined) return defaultMs;
  if (!(givenMs >= 0)) {
    {
      throw new RangeError(`Cannot keep a time limit of ${givenMs} ms: it is not 0 or more`);
    }
  }
  return givenMs;
}
