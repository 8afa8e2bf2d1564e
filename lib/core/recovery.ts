import type { GlobusAPIError } from "./api_error.ts";
import type { Attempt, Call, Rejection } from "./call.ts";
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
import type { Throughput } from "./throughput.ts";

/** The options of a client that {@link Recovery} uses. */
interface RecoveryOptions {
  readonly retryConfig?: RetryConfig | undefined;
  readonly hooks?: Hooks | undefined;
  readonly random?: (() => number) | undefined;
}

/** What {@link Recovery} uses of the rest of the SDK. It is passed in: see `failures.ts`. */
interface RecoveryTools {
  readonly clock: Clock;
  readonly throughput: Throughput;
  readonly GlobusTimeoutError: typeof GlobusTimeoutError;
  readonly InvalidResponseError: typeof InvalidResponseError;
  readonly sleep: typeof sleep;
  /** The error of a call that exceeded its time limit. */
  timeoutError(call: Call, limit: "total", options: { nothingSent: boolean }): GlobusTimeoutError;
  readonly within: typeof within;
  /** Logins that may be made to meet the requirements of one call. */
  readonly maxRedrives: number;
  /** Checks a number of milliseconds that a caller gave. */
  limit(givenMs: number | undefined, defaultMs: number): number;
  /** Waits within the call's time limit, or for a user, whose time does not count. */
  wait<T>(
    promise: Promise<T>,
    call: Call,
    state: CallState,
    forPerson: boolean | undefined,
  ): Promise<T>;
}

/** The state of a call over all its attempts. */
export interface CallState extends Attempt {
  /** Number of the call among the client's calls: older calls go first. */
  readonly ticket: number;
  /** Number of the next request, from 1. */
  number: number;
  /** When the call must end, in the clock's monotonic milliseconds. */
  deadlineMs: number;
  /** The Authorization header of the last request. */
  authorization: string | undefined;
  /** {@link Recovery.holds} when the last request was sent. */
  holds: number;
  /** Why the last request failed; undefined before the first. */
  error: GlobusError | undefined;
  /** Tokens that the call's retries took from the budget. */
  spent: number;
  /** Repetitions after transient failures. */
  retries: number;
  /** Whether the authorizer was told of a 401. */
  renewed: boolean;
  /** Repetitions after a requirement was met. */
  redrives: number;
  /** Keys of the requirements that were met. */
  met: Set<string> | undefined;
}

const TRANSIENT_STATUSES = [429, 500, 502, 503, 504];
const BUSY_STATUSES = [429, 503];

/** The outcome of the request before a retry. */
interface Failure {
  /** The service's error; undefined if there was no response. */
  api: GlobusAPIError | undefined;
  /** Milliseconds that the service asks to wait, if its status counts. */
  askedMs: number | undefined;
}

/**
 * What a client does after its first failed request: it decides which calls are repeated and when,
 * and holds calls back if the service asks for that.
 */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #tools: RecoveryTools;
  readonly #budget = new RetryBudget();
  readonly #gate: Gate;

  /** Made once for each client. */
  constructor(options: RecoveryOptions, tools: RecoveryTools) {
    this.#options = options;
    this.#tools = tools;
    this.#gate = new Gate(tools.clock, options.random ?? Math.random, tools.throughput);
  }

  /** Whether a call must wait in {@link Recovery.pass} before it is sent. */
  get isShut(): boolean {
    return this.#gate.isShut;
  }

  /** See {@link Gate.holds}. */
  get holds(): number {
    return this.#gate.holds;
  }

  /** Notes that a call succeeded. */
  succeeded(state: CallState): void {
    this.#budget.refund(state.spent);
    this.#gate.passed();
  }

  /**
   * Removes the cause of a failure, or waits until the call can be sent again.
   *
   * @param rejection The error response, if there was one.
   * @throws The error of the call, if it must not be repeated.
   */
  async prepare(call: Call, state: CallState, rejection: Rejection | undefined): Promise<void> {
    const { clock, sleep, wait, maxRedrives } = this.#tools;
    const { authorizer, signal } = call;
    const { authorization: header, number: attempt, holds } = state;
    const api = rejection?.error;
    const askedMs = rejection && this.#askedMs(rejection, holds);
    // An error below 400 is a redirect to a login page.
    const isUnauthorized = api && (api.httpStatus === 401 || api.httpStatus < 400);
    if (isUnauthorized && !state.renewed && authorizer?.handleMissingAuthorization) {
      state.renewed = true;
      const promise = Promise.resolve(authorizer.handleMissingAuthorization({ signal, header }));
      if (await wait(promise, call, state, authorizer.interactive)) return;
    }
    if (api && call.errorPolicy.redrive) {
      const redriving = call.errorPolicy.redrive(api, { signal, met: state.met ??= new Set() });
      if (await wait(redriving, call, state, true) && state.redrives++ < maxRedrives) return;
    }
    const error = state.error!;
    const failure = { api, askedMs };
    const delayMs = this.#delay(call, failure, { attempt, error }, state.retries);
    if (delayMs === undefined || clock.monotonicMs() + delayMs >= state.deadlineMs) throw error;
    const isHeld = this.#isHeld(failure, delayMs, holds);
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
   * Waits while the service wants this client to wait. A new call that would exceed its deadline is
   * sent at once instead, so that it gets a response of its own.
   *
   * @throws The last error of this call, or a {@link GlobusTimeoutError} if it has none, if its turn
   * does not come before its deadline.
   */
  async pass(call: Call, state: CallState): Promise<void> {
    const { clock, timeoutError, within } = this.#tools;
    const gate = this.#gate;
    const delayMs = gate.opensInMs;
    const limitMs = state.deadlineMs - clock.monotonicMs();
    if (delayMs >= limitMs) {
      if (state.error) throw state.error;
      return;
    }
    if (!state.error) {
      const request = requestEvent(call, undefined, state.number);
      this.#options.hooks?.onHold?.({ request, delayMs });
    }
    const { turn, leave } = gate.enter(state.ticket);
    const late = () => state.error ?? timeoutError(call, "total", { nothingSent: true });
    try {
      await within(clock, turn, call.signal, { limitMs, late });
    } finally {
      leave();
    }
  }

  /** Milliseconds that a service asks to wait; undefined for a status whose `Retry-After` is ignored. */
  #askedMs({ error, askedMs }: Rejection, holds: number): number | undefined {
    const { retryAfterStatusCodes = BUSY_STATUSES, backoff } = this.#options.retryConfig ?? {};
    if (!retryAfterStatusCodes.includes(error.httpStatus)) {
      this.#gate.passed();
      return undefined;
    }
    if (askedMs && !backoff) this.#gate.hold(askedMs, holds);
    return askedMs;
  }

  /**
   * Whether the call waits at the gate, where all other calls wait too. Such a retry takes no tokens
   * from the budget: calls that pass one by one do not add load.
   */
  #isHeld({ api, askedMs }: Failure, delayMs: number, holds: number): boolean {
    const { retryAfterStatusCodes = BUSY_STATUSES, backoff } = this.#options.retryConfig ?? {};
    if (delayMs <= 0 || backoff) return false;
    if (askedMs) return this.#gate.isShut;
    if (api?.httpStatus !== 429 || !retryAfterStatusCodes.includes(429)) return false;
    // The service does not say how long: hold all calls for this call's own pause.
    this.#gate.hold(delayMs, holds);
    return true;
  }

  /** Milliseconds until the next attempt, or undefined if there should be none. */
  #delay(
    call: Call,
    { api, askedMs }: Failure,
    last: { attempt: number; error: GlobusError },
    retries: number,
  ): number | undefined {
    const config = this.#options.retryConfig ?? {};
    if (retries >= (config.maxRetries ?? 3)) return undefined;
    const httpStatus = api?.httpStatus;
    const context: RetryContext = { ...last, httpStatus, retryAfterMs: askedMs };
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
      const transient = config.transientErrorStatusCodes ?? TRANSIENT_STATUSES;
      const busy = config.retryAfterStatusCodes ?? BUSY_STATUSES;
      if (!transient.includes(status) && !busy.includes(status)) return false;
      // 429 means that nothing was done. 503 does not: a proxy can send it after the service acted.
      const isRefused = status === 429 || (status === 503 && config.repeatRefusedCalls);
      if (!repeatsHarmlessly && !(isRefused && retryClass === "never")) return false;
      // A permanent error is repeated only if the service itself says when to try again.
      return context.retryAfterMs !== undefined || !call.errorPolicy.isPermanent(api);
    }
    const { GlobusTimeoutError, InvalidResponseError } = this.#tools;
    const error = context.error as NetworkError;
    if (error instanceof InvalidResponseError) return false;
    if (error instanceof GlobusTimeoutError && error.limit === "total") return false;
    return repeatsHarmlessly || error.nothingSent;
  }
}
