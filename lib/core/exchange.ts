import type { ErrorResponse } from "./api_error.ts";
import { readBody } from "./body.ts";
import type { Answer, Call, Fetch, Refused } from "./call.ts";
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

/** What holds requests to their time. */
export interface Limits {
  /** Where time comes from. */
  readonly clock: Clock;
  /** Stops what is late. */
  readonly watchdog: Watchdog;
  /** Milliseconds until a response's headers must have come. */
  readonly headersMs: number;
  /** Milliseconds that a body may pause. */
  readonly idleMs: number;
}

const maxErrorBytes = 1024 * 1024;
/** Larger bodies are read in pieces. */
const maxBytesAtOnce = 512 * 1024;
/** Of a body that is read at once nothing is seen on the way: each piece of it has its own time. */
const pieceBytes = 64 * 1024;

/** A request under way, and what stops it. */
class Exchange implements Watched {
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
   * Notes that a phase begins, or that something came within it. A call's own limit stands above.
   *
   * @param pieces How many pieces of a body are awaited at once.
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
 * Sends one request and reads the answer. The only place that calls `fetch`.
 *
 * @param send What sends it, if not the runtime's `fetch`.
 * @param attempt Which request of the call this is, from 1.
 * @returns The answer, or the error that it reports.
 * @throws {NetworkError} If no usable answer comes.
 * @throws The reason of the call's signal.
 */
export async function exchange(
  call: Call,
  limits: Limits,
  send: Fetch | undefined,
  authorization: string | undefined,
  attempt: number,
  deadlineMs: number,
): Promise<Answer | Refused> {
  const { signal } = call;
  const { clock, watchdog } = limits;
  const under = new Exchange(call, limits, deadlineMs);
  const { controller } = under;
  const startedAt = clock.monotonicMs();
  under.progress("headers", startedAt);
  watchdog.watch(under, startedAt);
  signal?.addEventListener("abort", under);
  let refused: ErrorResponse;
  let askedMs: number | undefined;
  try {
    const init: RequestInit = {
      // GET is what fetch sends anyway: to say so costs it two microseconds.
      method: call.method === "GET" && !send ? undefined : call.method,
      headers: authorization === undefined
        ? call.headers
        : [...call.headers, ["authorization", authorization]],
      body: call.body,
      redirect: "manual",
      signal: controller.signal,
    };
    const response = send
      ? await sendBy(send, call.url, init, clock, controller.signal)
      : await fetch(call.url, init);
    const headersAt = clock.monotonicMs();
    under.progress("idle", headersAt);
    watchdog.watch(under, headersAt);
    const { status, statusText, headers } = response;
    if (status < 200 || (status >= 300 && status < 400 && status !== 304)) {
      drop(response);
      throw invalidResponse(originOf(call, status), `it is a redirect (${status})`);
    }
    const failed = status >= 400;
    const length = failed ? undefined : shortLength(response, call.maxBodyBytes);
    if (length !== undefined) {
      under.progress("idle", headersAt, 1 + Math.floor(length / pieceBytes));
    }
    const bytes = length === undefined
      ? await readBody(response, {
        maxBytes: failed ? maxErrorBytes : call.maxBodyBytes,
        cut: failed,
        origin: originOf(call, status),
        signal: controller.signal,
        onProgress: () => under.progress("idle", clock.monotonicMs()),
      })
      : undefined;
    if (!failed) {
      const text = bytes ? new TextDecoder().decode(bytes) : await response.text();
      return { text, http: { status, statusText, headers, url: call.url, attempts: attempt } };
    }
    const failures = await within(clock, loadFailures(), controller.signal);
    const nowMs = clock.now();
    // Without what takes secrets out of it nothing of the response is shown.
    const { retryAfterMs, ...rest } = failures?.readRefusal(
      call,
      authorization,
      { statusText, headers, bytes: bytes! },
      nowMs,
      decodeText,
    ) ??
      { statusText: "", headers, bytes: new Uint8Array() };
    refused = {
      method: call.method,
      url: call.url.split("?", 1)[0],
      route: call.path.route,
      advice: status === 401 ? call.authorizerAdvice : undefined,
      status,
      ...rest,
      attempts: attempt,
      retryAtMs: retryAfterMs === undefined ? undefined : nowMs + retryAfterMs,
    };
    askedMs = retryAfterMs;
  } catch (thrown) {
    const { signal } = controller;
    if (signal.aborted) throw signal.reason;
    throw await asNetworkError(thrown, call, authorization, limits, signal);
  } finally {
    watchdog.release(under);
    signal?.removeEventListener("abort", under);
  }
  return { error: call.caller.toError(refused), askedMs };
}

/** Sends by a function that is not the runtime's, and may not care for the signal. */
async function sendBy(
  send: Fetch,
  url: string,
  init: RequestInit,
  clock: Clock,
  signal: AbortSignal,
): Promise<Response> {
  const sent = send(url, init);
  try {
    return await within(clock, sent, signal);
  } catch (error) {
    if (signal.aborted) sent.then(drop, () => {});
    throw error;
  }
}

/** Cancels a body that is not read. */
function drop(response: Response): void {
  response.body?.cancel().catch(() => {});
}

/**
 * The length of a body that can be read at once: HTTP itself holds it to the length declared. Not so
 * a body that no network brought ("default"), one in chunks, or one that unfolds, which responses
 * from another origin hide in browsers ("cors").
 */
function shortLength({ type, headers }: Response, maxBytes: number): number | undefined {
  if (type !== "basic") return undefined;
  const length = Number(headers.get("content-length") ?? NaN);
  const isShort = length <= Math.min(maxBytes, maxBytesAtOnce) &&
    !headers.has("content-encoding") && !headers.has("transfer-encoding");
  return isShort ? length : undefined;
}

const originOf = ({ method, path }: Call, status: number): ResponseOrigin => ({
  method,
  path,
  status,
});

/** The error of a call that took too long. */
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

/** The runtime's refusals, which say which permission to give, and mistakes in a caller's `fetch`. */
const notNetwork = /^(NotCapable|PermissionDenied|RangeError|ReferenceError|SyntaxError)$/;

async function asNetworkError(
  thrown: unknown,
  call: Call,
  authorization: string | undefined,
  { clock }: Limits,
  signal: AbortSignal,
): Promise<unknown> {
  if (thrown instanceof NetworkError || thrown instanceof GlobusSDKUsageError) return thrown;
  const error = isError(thrown) ? thrown : new Error(String(thrown));
  if (notNetwork.test(error.name)) return error;
  const called = new URL(call.url).origin + call.path.route;
  const failures = await within(clock, loadFailures(), signal);
  const { details, nothingSent } =
    failures?.readConnectionFailure(error, call, called, authorization) ??
      { details: "the connection failed", nothingSent: false };
  return new GlobusConnectionError(
    `Cannot ${call.method} ${called}: ${plainText(details, 300)}`,
    nothingSent,
  );
}
