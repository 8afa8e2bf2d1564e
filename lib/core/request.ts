import type { ErrorResponse } from "./api_error.ts";
import { readBody } from "./body.ts";
import type { Call, Fetch, Rejection, Success } from "./call.ts";
import { type Clock, within } from "./clock.ts";
import { invalidResponse, type ResponseOrigin } from "./document.ts";
import {
  GlobusConnectionError,
  GlobusSDKUsageError,
  GlobusTimeoutError,
  NetworkError,
  type NetworkErrorOptions,
  type TimeoutKind,
} from "./errors.ts";
import { isError } from "./guards.ts";
import { loadFailures } from "./load_failures.ts";
import { decodeText, plainText } from "./text.ts";
import type { Watchdog, Watched } from "./watchdog.ts";

/** The time limits of requests. */
export interface Limits {
  /** Source of the time. */
  readonly clock: Clock;
  /** Stops requests that exceed a limit. */
  readonly watchdog: Watchdog;
  /** Milliseconds within which the headers of a response must arrive. */
  readonly headersMs: number;
  /** Milliseconds that a body may pause. */
  readonly idleMs: number;
}

/** An error response is read up to this size. */
const MAX_ERROR_BYTES = 1024 * 1024;
/** Larger bodies are read in pieces. */
const MAX_BYTES_AT_ONCE = 512 * 1024;
/** A body that is read at once shows no progress: it gets the idle time once for each such piece. */
const PIECE_BYTES = 64 * 1024;

/** One request of a call. */
export interface Attempt {
  /** Sends the request, if not the runtime's `fetch`. */
  readonly send: Fetch | undefined;
  /** Value of the Authorization header; undefined sends none. */
  readonly authorization: string | undefined;
  /** Which request of the call this is, from 1. */
  readonly number: number;
  /** When the call must end, in the clock's monotonic milliseconds. */
  readonly deadlineMs: number;
}

/** A request on its way, which the {@link Watchdog} aborts when it is late. */
class PendingRequest implements Watched {
  readonly controller = new AbortController();
  readonly #call: Call;
  readonly #limits: Limits;
  readonly #deadlineMs: number;
  #phase: "headers" | "idle" = "headers";
  dueMs = 0;
  place = -1;

  constructor(call: Call, limits: Limits, deadlineMs: number) {
    this.#call = call;
    this.#limits = limits;
    this.#deadlineMs = deadlineMs;
  }

  /**
   * Notes that a phase begins or that data arrived. A call's own `timeoutMs` replaces the limits.
   *
   * @param pieces Pieces of the body that are awaited at once.
   */
  progress(phase: "headers" | "idle", nowMs: number, pieces = 1): void {
    const { headersMs, idleMs } = this.#limits;
    const ownMs = this.#call.timeoutMs;
    this.#phase = phase;
    const limitMs = phase === "idle"
      ? Math.max(idleMs, ownMs ?? 0)
      : ownMs === undefined
      ? headersMs
      : Infinity;
    this.dueMs = Math.min(nowMs + pieces * limitMs, this.#deadlineMs);
  }

  onDue(nowMs: number): void {
    const limit = nowMs >= this.#deadlineMs ? "total" : this.#phase;
    this.controller.abort(timeoutError(this.#call, limit));
  }

  /** The caller's signal was aborted. */
  handleEvent(event: Event): void {
    this.controller.abort((event.target as AbortSignal).reason);
  }
}

/**
 * Sends one request and reads the response. Only this function calls `fetch`.
 *
 * @returns The response, or the error that it reports.
 * @throws {NetworkError} If no usable response arrives.
 * @throws The reason of the call's signal, once it is aborted.
 */
export async function sendRequest(
  call: Call,
  limits: Limits,
  { send, authorization, number, deadlineMs }: Attempt,
): Promise<Success | Rejection> {
  const { signal } = call;
  const { clock, watchdog } = limits;
  const pending = new PendingRequest(call, limits, deadlineMs);
  const { controller } = pending;
  const startedAt = clock.monotonicMs();
  pending.progress("headers", startedAt);
  watchdog.watch(pending, startedAt);
  signal?.addEventListener("abort", pending);
  let rejected: ErrorResponse;
  let askedMs: number | undefined;
  try {
    const init: RequestInit = {
      // GET is the default of fetch: naming it costs two microseconds.
      method: call.method === "GET" && !send ? undefined : call.method,
      headers: authorization === undefined
        ? call.headers
        : [...call.headers, ["authorization", authorization]],
      body: call.body,
      redirect: "manual",
      signal: controller.signal,
    };
    const response = send
      ? await sendWith(send, call.url, init, clock)
      : await fetch(call.url, init);
    const headersAt = clock.monotonicMs();
    pending.progress("idle", headersAt);
    watchdog.watch(pending, headersAt);
    const { status, statusText, headers } = response;
    if (status < 200 || (status >= 300 && status < 400 && status !== 304)) {
      drop(response);
      throw invalidResponse(originOf(call, status), `it is a redirect (${status})`);
    }
    const failed = status >= 400;
    const length = failed ? undefined : shortLength(response, call.maxBodyBytes);
    if (length !== undefined) {
      pending.progress("idle", headersAt, 1 + Math.floor(length / PIECE_BYTES));
    }
    const bytes = length === undefined
      ? await readBody(response, {
        maxBytes: failed ? MAX_ERROR_BYTES : call.maxBodyBytes,
        cut: failed,
        origin: originOf(call, status),
        signal: controller.signal,
        onProgress: () => pending.progress("idle", clock.monotonicMs()),
      })
      : undefined;
    if (!failed) {
      const text = bytes ? new TextDecoder().decode(bytes) : await response.text();
      return { text, http: { status, statusText, headers, url: call.url, attempts: number } };
    }
    const failures = await within(clock, loadFailures(), controller.signal);
    const nowMs = clock.now();
    // Without the code that removes secrets, the error shows nothing of the response.
    const { retryAfterMs, ...rest } = failures?.readRejection(
      call,
      authorization,
      { statusText, headers, bytes: bytes! },
      { nowMs, decodeText },
    ) ??
      { statusText: "", headers, bytes: new Uint8Array() };
    rejected = {
      method: call.method,
      url: call.url.split("?", 1)[0],
      route: call.path.route,
      advice: status === 401 ? call.authorizerAdvice : undefined,
      status,
      ...rest,
      attempts: number,
      retryAtMs: retryAfterMs === undefined ? undefined : nowMs + retryAfterMs,
    };
    askedMs = retryAfterMs;
  } catch (thrown) {
    const { signal } = controller;
    if (signal.aborted) throw signal.reason;
    const load = () => within(clock, loadFailures(), signal);
    throw await asNetworkError(thrown, call, authorization, load);
  } finally {
    watchdog.release(pending);
    signal?.removeEventListener("abort", pending);
  }
  return { error: call.errorPolicy.toError(rejected), askedMs };
}

/** Sends with a function that is not the runtime's `fetch` and may ignore the signal. */
async function sendWith(
  send: Fetch,
  url: string,
  init: RequestInit,
  clock: Clock,
): Promise<Response> {
  const signal = init.signal!;
  const sent = send(url, init);
  try {
    return await within(clock, sent, signal);
  } catch (error) {
    if (signal.aborted) sent.then(drop, () => {});
    throw error;
  }
}

/** Cancels a body that will not be read. */
function drop(response: Response): void {
  response.body?.cancel().catch(() => {});
}

/**
 * The length of a body that can be read at once, because HTTP enforces the declared length. It does
 * not for a body that did not come from the network (type `default`), one in chunks, or a compressed
 * one. Browsers hide the compression of responses from another origin (type `cors`).
 *
 * @returns Undefined if the body must be read in pieces.
 */
function shortLength({ type, headers }: Response, maxBytes: number): number | undefined {
  if (type !== "basic") return undefined;
  const length = Number(headers.get("content-length") ?? NaN);
  const isShort = length <= Math.min(maxBytes, MAX_BYTES_AT_ONCE) &&
    !headers.has("content-encoding") && !headers.has("transfer-encoding");
  return isShort ? length : undefined;
}

function originOf({ method, path }: Call, status: number): ResponseOrigin {
  return { method, path, status };
}

/** The error of a call that exceeded a time limit. */
export function timeoutError(
  call: Call,
  limit: TimeoutKind,
  options?: NetworkErrorOptions,
): GlobusTimeoutError {
  const state = {
    total: "its time limit is over",
    headers: "no response began within its time limit",
    idle: "the response stopped in the middle",
  };
  return new GlobusTimeoutError(
    `Cannot ${call.method} ${call.path.route}: ${state[limit]}`,
    limit,
    options,
  );
}

/** Missing permissions, whose message names the permission, and mistakes in a caller's `fetch`. */
const NOT_NETWORK = /^(NotCapable|PermissionDenied|RangeError|ReferenceError|SyntaxError)$/;

async function asNetworkError(
  thrown: unknown,
  call: Call,
  authorization: string | undefined,
  load: typeof loadFailures,
): Promise<unknown> {
  if (thrown instanceof NetworkError || thrown instanceof GlobusSDKUsageError) return thrown;
  const error = isError(thrown) ? thrown : new Error(String(thrown));
  if (NOT_NETWORK.test(error.name)) return error;
  const called = new URL(call.url).origin + call.path.route;
  const failures = await load();
  const { details, nothingSent } =
    failures?.readConnectionFailure(error, call, called, authorization) ??
      { details: "the connection failed", nothingSent: false };
  return new GlobusConnectionError(
    `Cannot ${call.method} ${called}: ${plainText(details, 300)}`,
    nothingSent,
  );
}
