import type { GlobusAPIError } from "./api_error.ts";
import type { Call, Refused } from "./call.ts";
import type { Clock, sleep, within } from "./clock.ts";
import type {
  GlobusError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
} from "./errors.ts";
import { requestEvent } from "./events.ts";
import { Gate } from "./gate.ts";
import type { Hooks } from "./hooks.ts";
import { backoffMs, RetryBudget, type RetryConfig, type RetryContext } from "./retry.ts";
import type { Served } from "./served.ts";

/** How calls are repeated. */
export interface RecoveryOptions {
  readonly retryConfig?: RetryConfig;
  readonly hooks?: Hooks;
  readonly random?: () => number;
}

/** What {@link Recovery} needs of the rest of the SDK; it is passed in, see `failures.ts`. */
export interface RecoveryTools {
  readonly clock: Clock;
  readonly served: Served;
  readonly GlobusTimeoutError: typeof GlobusTimeoutError;
  readonly InvalidResponseError: typeof InvalidResponseError;
  readonly sleep: typeof sleep;
  /** The error of a call that took too long. */
  timeoutError(call: Call, limit: "total", options: { nothingSent: boolean }): GlobusTimeoutError;
  readonly within: typeof within;
  /** Requirements that are met for one call. */
  readonly maxRedrives: number;
  /** Reads a number of milliseconds that a caller gave. */
  limit(givenMs: number | undefined, defaultMs: number): number;
  /** Waits for an authorizer within the call's time, or for a person, whose time does not count. */
  wait<T>(
    promise: Promise<T>,
    call: Call,
    state: CallState,
    forPerson: boolean | undefined,
  ): Promise<T>;
}

/** How far a call has come. */
export interface CallState {
  /** Its place among the client's calls. */
  readonly ticket: number;
  /** Which request is next, from 1. */
  attempt: number;
  /** When its time is over, in the clock's monotonic milliseconds. */
  deadlineMs: number;
  /** The Authorization header of the last request. */
  header: string | undefined;
  /** {@link Recovery.holds} when the last request was sent. */
  holds: number;
  /** Why the last request did not succeed; undefined before the first. */
  error: GlobusError | undefined;
  /** What the repetitions took from the budget. */
  spent: number;
  /** Repetitions for the sake of a failure that may pass. */
  retries: number;
  /** Whether the authorizer was told of a 401. */
  renewed: boolean;
  /** Repetitions for the sake of a requirement that was met. */
  redrives: number;
  /** Keys of the requirements that were met. */
  met: Set<string> | undefined;
}

const transientStatuses = [429, 500, 502, 503, 504];
const busyStatuses = [429, 503];

/**
 * What a client does after its first failed request: it decides which calls are repeated, and when,
 * and holds calls back where the service asks for that.
 */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #tools: RecoveryTools;
  readonly #budget = new RetryBudget();
  readonly #gate: Gate;

  /** Takes the options of the client. */
  constructor(options: RecoveryOptions, tools: RecoveryTools) {
    this.#options = options;
    this.#tools = tools;
    this.#gate = new Gate(tools.clock, options.random ?? Math.random, tools.served);
  }

  /** Whether a call must {@link Recovery.pass} first. */
  get isShut(): boolean {
    return this.#gate.isShut;
  }

  /** As {@link Gate.holds}. */
  get holds(): number {
    return this.#gate.holds;
  }

  /** Notes that a call succeeded. */
  succeeded(state: CallState): void {
    this.#budget.refund(state.spent);
    this.#gate.served();
  }

  /**
   * Removes the cause of a failure, or waits until the call can be sent again.
   *
   * @param refused The response, if there was one.
   * @throws The failure, if the call must not be repeated.
   */
  async prepare(call: Call, state: CallState, refused: Refused | undefined): Promise<void> {
    const { clock, sleep, wait, maxRedrives } = this.#tools;
    const { authorizer, signal } = call;
    const { header, attempt, holds } = state;
    const api = refused?.error;
    const askedMs = refused && this.#askedMs(refused, holds);
    if (api?.httpStatus === 401 && !state.renewed && authorizer?.handleMissingAuthorization) {
      state.renewed = true;
      const promise = Promise.resolve(authorizer.handleMissingAuthorization({ signal, header }));
      if (await wait(promise, call, state, authorizer.interactive)) return;
    }
    if (api && call.caller.redrive) {
      const redriving = call.caller.redrive(api, { signal, met: state.met ??= new Set() });
      if (await wait(redriving, call, state, true) && state.redrives++ < maxRedrives) return;
    }
    const error = state.error!;
    const delayMs = this.#delay(call, api, { attempt, error }, state.retries, askedMs);
    if (delayMs === undefined || clock.monotonicMs() + delayMs >= state.deadlineMs) throw error;
    const isHeld = this.#isHeld(api, delayMs, askedMs, holds);
    if (!isHeld) {
      const cost = error instanceof this.#tools.GlobusTimeoutError ? 10 : 5;
      if (!this.#budget.take(cost)) throw error;
      state.spent += cost;
    }
    state.retries++;
    const { hooks } = this.#options;
    hooks?.onRetry?.({ request: requestEvent(call, header, attempt), error, delayMs });
    if (!isHeld) await sleep(clock, delayMs, signal);
  }

  /**
   * Waits while the service wants this client to wait. A new call that would be late then is sent
   * at once, to get an answer of its own.
   *
   * @throws What the service last said to this call, or a GlobusTimeoutError, if its turn does not
   * come in the call's time.
   */
  async pass(call: Call, state: CallState): Promise<void> {
    const { clock, timeoutError, within } = this.#tools;
    const gate = this.#gate;
    const delayMs = gate.opensInMs;
    const leftMs = state.deadlineMs - clock.monotonicMs();
    if (delayMs >= leftMs) {
      if (state.error) throw state.error;
      return;
    }
    if (!state.error) {
      const request = requestEvent(call, undefined, state.attempt);
      this.#options.hooks?.onHold?.({ request, delayMs });
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
    if (!decided && !this.#mayRepeat(call, config, context, api)) return undefined;
    if (config.backoff) return this.#tools.limit(Math.max(0, config.backoff(context)), 0);
    const random = (this.#options.random ?? Math.random)();
    // `Retry-After: 0` gives no delay: use our own backoff.
    return askedMs || backoffMs(retries + 1, random, config.maxSleepMs);
  }

  #mayRepeat(
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
    const { GlobusTimeoutError, InvalidResponseError } = this.#tools;
    const error = context.error as NetworkError;
    if (error instanceof InvalidResponseError) return false;
    if (error instanceof GlobusTimeoutError && error.limit === "total") return false;
    return repeatsHarmlessly || error.nothingSent;
  }
}
