import type { GlobusAPIError } from "./api_error.ts";
import { type Answer, type Call, exchange, type Limits, timeoutError } from "./exchange.ts";
import { type Clock, sleep, systemClock, within } from "./clock.ts";
import {
  GlobusConnectionError,
  type GlobusError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
} from "./errors.ts";
import { requestEvent, responseEvent } from "./events.ts";
import { headerValue } from "./header.ts";
import type { Hooks, RequestEvent } from "./hooks.ts";
import { secretsOf } from "./known_secrets.ts";
import {
  backoffMs,
  retryAfterMs,
  RetryBudget,
  type RetryConfig,
  type RetryContext,
} from "./retry.ts";
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
   * in does not count. @default {60_000}
   */
  readonly timeoutMs?: number;
  /** Milliseconds until an answer's headers must have come. @default {30_000} */
  readonly headersTimeoutMs?: number;
  /** Milliseconds that a body may pause. @default {30_000} */
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

/**
 * Sends calls: adds authorization, keeps deadlines, repeats what may be repeated, turns what went
 * wrong into typed errors.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #limits: Limits;
  readonly #timeoutMs: number;
  readonly #budget = new RetryBudget();
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
    this.#timeoutMs = limit(options.timeoutMs, 60_000);
    this.#limits = {
      clock: this.clock,
      watchdog: new Watchdog(this.clock),
      headersMs: limit(options.headersTimeoutMs, 30_000),
      idleMs: limit(options.idleTimeoutMs, 30_000),
    };
  }

  /** Sends a call until it is answered, refused for good, or out of time or attempts. */
  async send(call: Call): Promise<Answer> {
    const { clock } = this;
    const { authorizer, signal } = call;
    const state = { deadlineMs: clock.monotonicMs() + limit(call.timeoutMs, this.#timeoutMs) };
    let spent = 0;
    let retries = 0;
    let renewed = false;
    let redrives = 0;
    let met: Set<string> | undefined;
    let unanswered = 0;
    for (let attempt = 1;; attempt++) {
      signal?.throwIfAborted();
      let header = authorizer?.getAuthorizationHeader({ signal });
      if (typeof header === "object") {
        header = await this.#wait(header, call, state, authorizer!.interactive);
      }
      if (header !== undefined) headerValue("authorization", header);
      let error: GlobusError;
      let api: GlobusAPIError | undefined;
      try {
        const result = await this.#attempt(call, header, attempt, state.deadlineMs);
        if (!(result instanceof Error)) {
          this.#budget.refund(spent);
          return result;
        }
        error = api = result;
      } catch (thrown) {
        if (!(thrown instanceof NetworkError)) throw thrown;
        error = thrown;
        if (!(thrown instanceof GlobusConnectionError && thrown.nothingSent)) unanswered++;
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
      const delayMs = this.#delay(call, api, { attempt, error }, retries);
      const cost = error instanceof GlobusTimeoutError ? 10 : 5;
      if (delayMs === undefined || clock.monotonicMs() + delayMs >= state.deadlineMs) throw error;
      if (!this.#budget.take(cost)) throw error;
      spent += cost;
      retries++;
      this.#options.hooks?.onRetry?.({
        request: requestEvent(call, header, attempt),
        error,
        delayMs,
      });
      await sleep(clock, delayMs, signal);
    }
  }

  /** Waits for an authorizer within the call's time, or for a person, whose time does not count. */
  async #wait<T>(
    promise: Promise<T>,
    call: Call,
    state: { deadlineMs: number },
    forPerson: boolean | undefined,
  ): Promise<T> {
    const startedAt = this.clock.monotonicMs();
    const leftMs = forPerson ? Infinity : state.deadlineMs - startedAt;
    const late = () => timeoutError(call, "total");
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
  ): number | undefined {
    const config = this.#options.retryConfig ?? {};
    if (retries >= (config.maxRetries ?? 3)) return undefined;
    const status = api?.httpStatus;
    const counts = status && (config.retryAfterStatusCodes ?? busyStatuses).includes(status);
    const askedMs = counts ? retryAfterMs(api!.headers, this.clock.now()) : undefined;
    const context: RetryContext = { ...failure, httpStatus: status, retryAfterMs: askedMs };
    const decided = config.check?.(context);
    if (decided === false) return undefined;
    if (!decided && !mayRepeat(call, config, context, api)) return undefined;
    if (config.backoff) return limit(Math.max(0, config.backoff(context)), 0);
    const random = (this.#options.random ?? Math.random)();
    // A "0" asks for nothing: then our own delay keeps callers apart.
    return askedMs || backoffMs(retries + 1, random, config.maxSleepMs);
  }

  /** One request and its answer. */
  #attempt(
    call: Call,
    authorization: string | undefined,
    attempt: number,
    deadlineMs: number,
  ): Promise<Answer | GlobusAPIError> {
    const { fetch, hooks } = this.#options;
    const send = call.fetch ?? fetch;
    const run = () => exchange(call, this.#limits, send, authorization, attempt, deadlineMs);
    if (!hooks?.onRequest && !hooks?.onResponse) return run();
    const request = requestEvent(call, authorization, attempt);
    return observed(hooks, request, secretsOf(call, authorization), this.clock, run);
  }
}

/** Calls hooks before and after a request. What they throw is no failure of the request. */
async function observed(
  hooks: Hooks,
  request: RequestEvent,
  secrets: string[],
  clock: Clock,
  run: () => Promise<Answer | GlobusAPIError>,
): Promise<Answer | GlobusAPIError> {
  hooks.onRequest?.(request);
  const startedAt = clock.monotonicMs();
  const report = (outcome: unknown) =>
    hooks.onResponse?.(responseEvent(request, clock.monotonicMs() - startedAt, outcome, secrets));
  let outcome: Answer | GlobusAPIError;
  try {
    outcome = await run();
  } catch (thrown) {
    report(thrown);
    throw thrown;
  }
  report(outcome);
  return outcome;
}

function mayRepeat(
  call: Call,
  config: RetryConfig,
  context: RetryContext,
  api: GlobusAPIError | undefined,
): boolean {
  const never = call.retryClass === "never";
  if (api) {
    const transient = config.transientErrorStatusCodes ?? transientStatuses;
    const busy = config.retryAfterStatusCodes ?? busyStatuses;
    if (!transient.includes(api.httpStatus) && !busy.includes(api.httpStatus)) return false;
    if (never && !(config.repeatRefusedCalls && busyStatuses.includes(api.httpStatus))) {
      return false;
    }
    return !call.caller.isPermanent(api);
  }
  const { error } = context;
  if (error instanceof InvalidResponseError) return false;
  if (error instanceof GlobusTimeoutError && error.limit === "total") return false;
  return !never || (error instanceof GlobusConnectionError && error.nothingSent);
}

function limit(givenMs: number | undefined, defaultMs: number): number {
  if (givenMs === undefined) return defaultMs;
  if (!(givenMs >= 0)) throw new RangeError(`Cannot keep a time limit of ${givenMs} milliseconds`);
  return givenMs;
}
