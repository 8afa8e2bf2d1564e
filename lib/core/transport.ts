import type { ErrorResponse, GlobusAPIError } from "./api_error.ts";
import type { Authorizer } from "./authorizer.ts";
import { readBody } from "./body.ts";
import { type Clock, sleep, systemClock } from "./clock.ts";
import {
  GlobusConnectionError,
  type GlobusError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
  type TimeoutKind,
} from "./errors.ts";
import type { Hooks } from "./hooks.ts";
import { requestEvent, responseEvent } from "./mask.ts";
import {
  backoffMs,
  retryAfterMs,
  RetryBudget,
  type RetryClass,
  type RetryConfig,
  type RetryContext,
} from "./retry.ts";
import { plainText } from "./text.ts";

/** What sends a request: `fetch`, the sandbox's, or one that counts, records or adds a proxy. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How requests travel. */
export interface TransportOptions {
  /** What sends requests. @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** Milliseconds for a call, all its attempts and pauses together. @default {60_000} */
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

/** One call of a service, ready to be sent. */
export interface Call {
  method: string;
  url: string;
  route: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  retryClass: RetryClass;
  maxBodyBytes: number;
  authorizer?: Authorizer;
  timeoutMs?: number;
  signal?: AbortSignal;
  fetch?: Fetch;
  /** Makes the service's error of an answer that says no. */
  toError(response: ErrorResponse): GlobusAPIError;
  /** Whether an error that looks transient by its status will not go away. */
  isPermanent?(error: GlobusAPIError): boolean;
  /** Tries to remove the cause of an error; true means that the call should be repeated. */
  redrive?(error: GlobusAPIError, signal?: AbortSignal): Promise<boolean>;
}

/** An answer that says yes. */
export interface Answer {
  status: number;
  statusText: string;
  headers: Headers;
  url: string;
  attempts: number;
  text: string;
}

const maxErrorBytes = 1024 * 1024;
const transientStatuses = [429, 500, 502, 503, 504];
const busyStatuses = [429, 503];

/**
 * Sends calls: adds authorization, keeps deadlines, repeats what may be repeated, turns what went
 * wrong into typed errors. The only place that calls `fetch`.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #budget = new RetryBudget();
  /** Where time comes from. */
  readonly clock: Clock;

  /** Keeps the options for every call to come. */
  constructor(options: TransportOptions) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
  }

  /** Sends a call until it is answered, refused for good, or out of time or attempts. */
  async send(call: Call): Promise<Answer> {
    const { clock } = this;
    const config = this.#options.retryConfig ?? {};
    const deadline = clock.monotonicMs() + (call.timeoutMs ?? this.#options.timeoutMs ?? 60_000);
    let spent = 0;
    let retries = 0;
    let renewed = false;
    let redriven = false;
    for (let attempt = 1;; attempt++) {
      let error: GlobusError;
      let api: GlobusAPIError | undefined;
      try {
        const result = await this.#attempt(call, attempt, deadline);
        if (!(result instanceof Error)) {
          this.#budget.refund(spent);
          return result;
        }
        error = api = result;
      } catch (thrown) {
        if (!(thrown instanceof NetworkError)) throw thrown;
        error = thrown;
      }
      const { signal } = call;
      if (api?.httpStatus === 401 && !renewed && call.authorizer?.handleMissingAuthorization) {
        renewed = true;
        if (await call.authorizer.handleMissingAuthorization({ signal })) continue;
      }
      if (api && !redriven && call.redrive) {
        redriven = true;
        if (await call.redrive(api, signal)) continue;
      }
      const delayMs = this.#delay(call, config, api, { attempt, error }, retries);
      const cost = error instanceof GlobusTimeoutError ? 10 : 5;
      if (delayMs === undefined || clock.monotonicMs() + delayMs >= deadline) throw error;
      if (!this.#budget.take(cost)) throw error;
      spent += cost;
      retries++;
      if (this.#options.hooks?.onRetry) {
        const request = requestEvent({ ...call, headers: new Headers(call.headers) }, attempt);
        this.#options.hooks.onRetry({ request, error, delayMs });
      }
      await sleep(clock, delayMs, signal);
    }
  }

  /** Milliseconds until the next attempt, or undefined if there should be none. */
  #delay(
    call: Call,
    config: RetryConfig,
    api: GlobusAPIError | undefined,
    failure: { attempt: number; error: GlobusError },
    retries: number,
  ): number | undefined {
    if (retries >= (config.maxRetries ?? 3)) return undefined;
    const status = api?.httpStatus;
    const counts = status && (config.retryAfterStatusCodes ?? busyStatuses).includes(status);
    const askedMs = counts ? retryAfterMs(api!.headers, this.clock.now()) : undefined;
    const context: RetryContext = { ...failure, httpStatus: status, retryAfterMs: askedMs };
    const decided = config.check?.(context);
    if (decided === false) return undefined;
    if (!decided && !this.#mayRepeat(call, config, context, api)) return undefined;
    if (config.backoff) return Math.max(0, config.backoff(context));
    const random = (this.#options.random ?? Math.random)();
    // A "0" asks for nothing: then our own delay keeps callers apart.
    return askedMs || backoffMs(retries + 1, random, config.maxSleepMs);
  }

  #mayRepeat(
    call: Call,
    config: RetryConfig,
    context: RetryContext,
    api: GlobusAPIError | undefined,
  ): boolean {
    const never = call.retryClass === "never";
    if (api) {
      const transient = config.transientErrorStatusCodes ?? transientStatuses;
      if (context.retryAfterMs === undefined && !transient.includes(api.httpStatus)) return false;
      if (never && !(config.repeatRefusedCalls && busyStatuses.includes(api.httpStatus))) {
        return false;
      }
      return !call.isPermanent?.(api);
    }
    const { error } = context;
    if (error instanceof InvalidResponseError) return false;
    if (error instanceof GlobusTimeoutError && error.limit === "total") return false;
    return !never || (error instanceof GlobusConnectionError && error.nothingSent);
  }

  async #attempt(
    call: Call,
    attempt: number,
    deadline: number,
  ): Promise<Answer | GlobusAPIError> {
    const { clock } = this;
    const options = this.#options;
    const { signal } = call;
    signal?.throwIfAborted();

    const headers: Record<string, string> = { ...call.headers };
    if (call.authorizer) {
      let header = call.authorizer.getAuthorizationHeader({ signal });
      if (typeof header === "object") header = await header;
      if (header !== undefined) headers.authorization = header;
    }

    // One timer a request: when it fires it looks which limit is next, instead of being set anew
    // for each piece of a body.
    const controller = new AbortController();
    const startedAt = clock.monotonicMs();
    let phase: TimeoutKind = "headers";
    let progressAt = startedAt;
    const limitMs = () =>
      phase === "headers" ? options.headersTimeoutMs ?? 30_000 : options.idleTimeoutMs ?? 30_000;
    const watch = () => {
      const now = clock.monotonicMs();
      const due = Math.min(progressAt + limitMs(), deadline);
      if (now < due) cancelTimer = clock.setTimer(watch, due - now);
      else controller.abort(timeoutError(call, now >= deadline ? "total" : phase));
    };
    let cancelTimer = clock.setTimer(watch, Math.min(limitMs(), deadline - startedAt));
    const onAbort = () => controller.abort(signal!.reason);
    signal?.addEventListener("abort", onAbort, { once: true });

    const { hooks } = options;
    const watched = hooks?.onRequest || hooks?.onResponse;
    const event = watched
      ? requestEvent({ ...call, headers: new Headers(headers) }, attempt)
      : undefined;
    if (event) hooks!.onRequest?.(event);
    const report = (
      answer?: { status: number; headers: Headers; text(): string },
      error?: Error,
    ) => hooks?.onResponse?.(responseEvent(event!, clock.monotonicMs() - startedAt, answer, error));

    try {
      const response = await (call.fetch ?? options.fetch ?? globalThis.fetch)(call.url, {
        method: call.method,
        headers,
        body: call.body,
        redirect: "manual",
        signal: controller.signal,
      });
      phase = "idle";
      progressAt = clock.monotonicMs();
      const { status } = response;
      const failed = status >= 400;
      const read = (maxBytes: number) =>
        readBody(response, {
          maxBytes,
          cut: failed,
          signal: controller.signal,
          onProgress: () => progressAt = clock.monotonicMs(),
        });
      if (status < 200 || (status >= 300 && status < 400 && status !== 304)) {
        void response.body?.cancel().catch(() => {});
        throw new InvalidResponseError(
          `Cannot use the answer to ${call.method} ${call.route}: it is a redirect (${status})`,
          status,
        );
      }
      if (failed) {
        const retryAfter = retryAfterMs(response.headers, clock.now());
        const error = call.toError({
          method: call.method,
          url: call.url.split("?", 1)[0],
          route: call.route,
          authorizationScheme: headers.authorization?.split(" ", 1)[0],
          status,
          statusText: response.statusText,
          headers: response.headers,
          bytes: await read(maxErrorBytes),
          attempts: attempt,
          retryAtMs: retryAfter === undefined ? undefined : clock.now() + retryAfter,
        });
        if (event) {
          report({ status, headers: response.headers, text: () => error.text }, error);
        }
        return error;
      }
      const text = hasKnownSize(response, call.maxBodyBytes)
        ? await response.text()
        : new TextDecoder().decode(await read(call.maxBodyBytes));
      if (event) report({ status, headers: response.headers, text: () => text });
      return {
        status,
        statusText: response.statusText,
        headers: response.headers,
        url: call.url,
        attempts: attempt,
        text,
      };
    } catch (thrown) {
      const error = controller.signal.aborted
        ? controller.signal.reason
        : asNetworkError(thrown, call);
      if (event) report(undefined, error);
      throw error;
    } finally {
      cancelTimer();
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

/** HTTP itself holds a body to a declared length; a compressed one can still unfold without end. */
function hasKnownSize(response: Response, maxBytes: number): boolean {
  const length = response.headers.get("content-length");
  return length !== null && Number(length) <= maxBytes &&
    !response.headers.has("content-encoding");
}

function timeoutError(call: Call, limit: TimeoutKind): GlobusTimeoutError {
  const state = {
    total: "its time is up",
    headers: "no answer came in time",
    idle: "the answer stopped in the middle",
  };
  return new GlobusTimeoutError(`Cannot ${call.method} ${call.route}: ${state[limit]}`, limit);
}

/** Failures before a byte is sent, in the words of Deno and the codes of Node.js. */
const beforeSending =
  /client error \(Connect\)|dns error|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT/;

function asNetworkError(thrown: unknown, call: Call): unknown {
  if (thrown instanceof NetworkError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  // The runtime's own refusal says which permission to give.
  if (error.name === "NotCapable" || error.name === "PermissionDenied") return error;
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined;
  const details = [error.message, cause?.code, cause?.message]
    .filter((part) => typeof part === "string").join(": ");
  // Runtimes put the whole URL in their message, and its query can hold secrets.
  const reason = plainText(details.replace(/ for url \([^)]{0,4000}\)/g, ""), 300);
  return new GlobusConnectionError(
    `Cannot ${call.method} ${new URL(call.url).origin}${call.route}: ${reason}`,
    beforeSending.test(details),
  );
}
