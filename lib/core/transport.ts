import { BlockReader } from "./body.ts";
import type { Attempt, Call, Fetch, Rejection, Success } from "./call.ts";
import { type Clock, sleep, systemClock, within } from "./clock.ts";
import { GlobusTimeoutError, InvalidResponseError, NetworkError } from "./errors.ts";
import { isError } from "./guards.ts";
import { headerValue } from "./header.ts";
import type { Hooks } from "./hooks.ts";
import { type FailureTools, loadFailures } from "./load_failures.ts";
import type { CallState, Recovery } from "./recovery.ts";
import { type RequestTools, sendRequest, timeoutError } from "./request.ts";
import type { RetryConfig } from "./retry.ts";
import { Throughput } from "./throughput.ts";
import { Watchdog } from "./watchdog.ts";

/** How requests travel. */
export interface TransportOptions {
  /** Sends requests. @default {globalThis.fetch} */
  readonly fetch?: Fetch | undefined;
  /**
   * Milliseconds for a call, all its attempts and pauses together. The time that a user takes to
   * log in does not count.
   * @default {60_000}, more for slow operations
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Milliseconds within which the headers of a response must arrive. A lower value sends requests
   * again instead of waiting. Operations on the files of a collection can take a minute.
   * @default {Infinity}, so that only `timeoutMs` applies
   */
  readonly headersTimeoutMs?: number | undefined;
  /** Milliseconds that a body may pause once it has begun. @default {30_000} */
  readonly idleTimeoutMs?: number | undefined;
  /** How calls are repeated. @default up to three repetitions of calls that may be repeated */
  readonly retryConfig?: RetryConfig | undefined;
  /** Functions that are called for each request, response, retry and warning. */
  readonly hooks?: Hooks | undefined;
  /** Source of the time; tests pass a fake one. @default {systemClock} */
  readonly clock?: Clock | undefined;
  /** Source of jitter: returns a number from 0 to 1. Tests pass a fake one. @default {Math.random} */
  readonly random?: (() => number) | undefined;
}

/** The names of {@link TransportOptions}. */
const TRANSPORT_NAMES = [
  "fetch",
  "timeoutMs",
  "headersTimeoutMs",
  "idleTimeoutMs",
  "retryConfig",
  "hooks",
  "clock",
  "random",
] as const satisfies readonly (keyof TransportOptions)[];

/** The options that say how requests travel, without the others. */
export function transportOf(options: TransportOptions): TransportOptions {
  const given = TRANSPORT_NAMES.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}

/** Logins that may be made to meet the requirements of one call, before its error is thrown. */
export const MAX_REDRIVES = 3;

/**
 * Sends calls: adds authorization, enforces deadlines, repeats calls that may be repeated, and
 * throws typed errors.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #tools: RequestTools;
  readonly #timeoutMs: number | undefined;
  readonly #throughput = new Throughput();
  #recovery: Recovery | undefined;
  #calls = 0;
  /** Source of the time. */
  readonly clock: Clock;

  /**
   * Takes the options for all calls.
   *
   * @throws {RangeError} If a time limit is not a number of 0 or more.
   */
  constructor(options: TransportOptions) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.#timeoutMs = options.timeoutMs === undefined ? undefined : limit(options.timeoutMs, 0);
    this.#tools = {
      clock: this.clock,
      blocks: new BlockReader(),
      watchdog: new Watchdog(this.clock),
      headersMs: limit(options.headersTimeoutMs, Infinity),
      idleMs: limit(options.idleTimeoutMs, 30_000),
    };
  }

  /** Sends a call, and repeats it until it succeeds, fails for good, or runs out of time or attempts. */
  async send(call: Call): Promise<Success> {
    const { clock } = this;
    const { authorizer, signal } = call;
    const timeoutMs = limit(call.timeoutMs, this.#timeoutMs ?? call.defaultTimeoutMs ?? 60_000);
    const { fetch, hooks } = this.#options;
    // Written out: a spread would cost as much as the rest of the object.
    const state: CallState = {
      ticket: this.#calls++,
      send: call.fetch ?? fetch,
      authorization: undefined,
      number: 1,
      deadlineMs: clock.monotonicMs() + timeoutMs,
      holds: 0,
      error: undefined,
      spent: 0,
      retries: 0,
      renewed: false,
      redrives: 0,
      met: undefined,
    };
    const failures = hooks && await loadFailures();
    let unanswered = 0;
    for (;; state.number++) {
      signal?.throwIfAborted();
      if (this.#recovery?.isShut) await this.#recovery.pass(call, state);
      let header = authorizer?.getAuthorizationHeader({ signal });
      if (typeof header === "object") {
        header = await this.#wait(header, call, state, authorizer!.interactive);
      }
      if (header !== undefined) headerValue("authorization", header);
      state.authorization = header;
      state.holds = this.#recovery?.holds ?? 0;
      let rejection: Rejection | undefined;
      try {
        const result = await (failures
          ? this.#sendObserved(call, state, failures)
          : sendRequest(call, this.#tools, state));
        if ("http" in result) {
          if (this.#recovery) {
            this.#recovery.succeeded(state);
          } else this.#throughput.note(clock.monotonicMs());
          return result;
        }
        rejection = result;
        state.error = result.error;
      } catch (thrown) {
        // The caller gets the signal's reason, even if that is an error of this SDK.
        signal?.throwIfAborted();
        if (!(thrown instanceof NetworkError)) throw thrown;
        state.error = thrown;
        if (!thrown.nothingSent) unanswered++;
        if (unanswered > (call.maxUnanswered ?? Infinity)) throw thrown;
      }
      if (call.file?.isReplayable === false) throw state.error;
      const recovery = this.#recovery ?? await this.#recover(call, state);
      await recovery.prepare(call, state, rejection);
    }
  }

  /** Makes what repeats calls, after the first failure. */
  async #recover(call: Call, state: CallState): Promise<Recovery> {
    const failures = await this.#wait(loadFailures(), call, state, false);
    if (!failures) throw state.error;
    return this.#recovery ??= new failures.Recovery(this.#options, {
      clock: this.clock,
      throughput: this.#throughput,
      GlobusTimeoutError,
      InvalidResponseError,
      limit,
      maxRedrives: MAX_REDRIVES,
      sleep,
      timeoutError,
      wait: (...args) => this.#wait(...args),
      within,
    });
  }

  /** Waits within the call's time limit, or for a user, whose time does not count. */
  async #wait<T>(
    promise: Promise<T>,
    call: Call,
    state: CallState,
    forPerson: boolean | undefined,
  ): Promise<T> {
    const startedAt = this.clock.monotonicMs();
    const limitMs = forPerson ? Infinity : state.deadlineMs - startedAt;
    const late = () => timeoutError(call, "total", { nothingSent: !state.error });
    const value = await within(this.clock, promise, call.signal, { limitMs, late });
    if (forPerson) state.deadlineMs += this.clock.monotonicMs() - startedAt;
    return value;
  }

  /** Sends one request of a call, and calls the hooks. */
  #sendObserved(
    call: Call,
    attempt: Attempt,
    failures: FailureTools,
  ): Promise<Success | Rejection> {
    const hooks = this.#options.hooks!;
    const run = () => sendRequest(call, this.#tools, attempt);
    if (!hooks.onRequest && !hooks.onResponse) return run();
    return failures.observed(hooks, call, attempt, { clock: this.clock, isError, run });
  }
}

function limit(givenMs: number | undefined, defaultMs: number): number {
  if (givenMs === undefined) return defaultMs;
  if (givenMs >= 0) return givenMs;
  throw new RangeError(`Cannot keep a time limit of ${givenMs} ms: it is not 0 or more`);
}
