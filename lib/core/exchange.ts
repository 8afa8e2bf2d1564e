import type { ErrorResponse, GlobusAPIError } from "./api_error.ts";
import type { Authorizer } from "./authorizer.ts";
import { readBody } from "./body.ts";
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
import { isError } from "./kinds.ts";
import { secretHider, secretsOf } from "./known_secrets.ts";
import { authorizationScheme, maskText } from "./mask.ts";
import type { Path } from "./path.ts";
import type { HttpResponse } from "./response.ts";
import { retryAfterMs, type RetryClass } from "./retry.ts";
import { decodeText, plainText } from "./text.ts";
import type { Fetch } from "./transport.ts";
import type { Watchdog, Watched } from "./watchdog.ts";

/** What a call asks of the client that makes it. */
export interface Caller {
  /** Makes the service's error of an answer that says no. */
  toError(response: ErrorResponse): GlobusAPIError;
  /** Whether an error that looks transient by its status will not go away. */
  isPermanent(error: GlobusAPIError): boolean;
  /** Tries to remove the cause of an error; true means that the call should be repeated. */
  redrive?(error: GlobusAPIError, options: RedriveOptions): Promise<boolean>;
}

/** What is known where the cause of an error is to be removed. */
export interface RedriveOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /**
   * Keys of the requirements that were met for this call so far. One set for all refusals of a call:
   * it is read, and added to, by what meets requirements.
   */
  readonly met?: Set<string>;
}

/** One call of a service, ready to be sent. */
export interface Call {
  /** Who makes it. */
  readonly caller: Caller;
  /** HTTP method. */
  readonly method: string;
  /** URL with its query. */
  readonly url: string;
  /** What `url` was made from; its route is what errors show. */
  readonly path: Path;
  /** Headers but `Authorization`, with names in lower case: a list, as fetch takes it fastest. */
  readonly headers: [string, string][];
  /** Body as it is sent. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Whether the call may be repeated. */
  readonly retryClass: RetryClass;
  /** How often at most, after a request that was sent and not answered. */
  readonly maxUnanswered?: number;
  /** Decoded bytes above which an answer is refused. */
  readonly maxBodyBytes: number;
  /** Yields the `Authorization` header. */
  readonly authorizer?: Authorizer;
  /** What to do about a response of 401, where there is no authorizer although one is needed. */
  readonly authorizerAdvice?: string;
  /** Milliseconds for all attempts and pauses, in place of the transport's. */
  readonly timeoutMs?: number;
  /** The same, where the transport sets none. */
  readonly defaultTimeoutMs?: number;
  /** Ends the call. */
  readonly signal?: AbortSignal;
  /** What sends the requests, in place of the transport's. */
  readonly fetch?: Fetch;
}

/** An answer that says yes. */
export interface Answer {
  /** Its body. */
  readonly text: string;
  /** All but its body. */
  readonly http: HttpResponse;
}

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
/** Larger bodies are read in pieces, so that a slow one that goes on is not taken for stuck. */
const maxBytesAtOnce = 512 * 1024;

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

  /** Notes that a phase begins, or that something came within it. A call's own limit stands above. */
  progress(phase: "headers" | "idle", nowMs: number): void {
    const { headersMs, idleMs } = this.#limits;
    const ownMs = this.#call.timeoutMs;
    this.#phase = phase;
    const limitMs = phase === "idle"
      ? Math.max(idleMs, ownMs ?? 0)
      : ownMs === undefined
      ? headersMs
      : Infinity;
    this.dueMs = Math.min(nowMs + limitMs, this.#deadlineMs);
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
): Promise<Answer | GlobusAPIError> {
  const { signal } = call;
  const { clock, watchdog } = limits;
  const under = new Exchange(call, limits, deadlineMs);
  const { controller } = under;
  const startedAt = clock.monotonicMs();
  under.progress("headers", startedAt);
  watchdog.watch(under, startedAt);
  signal?.addEventListener("abort", under);
  let refused: ErrorResponse;
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
    if (!failed && isShort(response, call.maxBodyBytes)) {
      const text = await response.text();
      return { text, http: { status, statusText, headers, url: call.url, attempts: attempt } };
    }
    const bytes = await readBody(response, {
      maxBytes: failed ? maxErrorBytes : call.maxBodyBytes,
      cut: failed,
      origin: originOf(call, status),
      signal: controller.signal,
      onProgress: () => under.progress("idle", clock.monotonicMs()),
    });
    if (!failed) {
      const text = new TextDecoder().decode(bytes);
      return { text, http: { status, statusText, headers, url: call.url, attempts: attempt } };
    }
    const retryAfter = retryAfterMs(headers, clock.now());
    const hide = secretHider(secretsOf(call, authorization));
    refused = {
      method: call.method,
      url: call.url.split("?", 1)[0],
      route: call.path.route,
      authorizationScheme: authorizationScheme(authorization),
      advice: status === 401 ? call.authorizerAdvice : undefined,
      status,
      statusText: hide(statusText),
      ...withoutSecrets(bytes, headers, hide),
      attempts: attempt,
      retryAtMs: retryAfter === undefined ? undefined : clock.now() + retryAfter,
    };
  } catch (thrown) {
    throw controller.signal.aborted
      ? controller.signal.reason
      : asNetworkError(thrown, call, authorization);
  } finally {
    watchdog.release(under);
    signal?.removeEventListener("abort", under);
  }
  return call.caller.toError(refused);
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

/** Lets go of a body that nobody will read. */
function drop(response: Response): void {
  response.body?.cancel().catch(() => {});
}

/**
 * Whether a body can be read at once: HTTP itself holds it to the length declared. Not so a body
 * that no network brought ("default"), one in chunks, or one that unfolds, which answers from another
 * origin hide in browsers ("cors").
 */
function isShort({ type, headers }: Response, maxBytes: number): boolean {
  if (type !== "basic") return false;
  const length = headers.get("content-length");
  return length !== null && Number(length) <= Math.min(maxBytes, maxBytesAtOnce) &&
    !headers.has("content-encoding") && !headers.has("transfer-encoding");
}

/** A body is left as it came, unless a secret is in it. Then it becomes UTF-8. */
function withoutSecrets(bytes: Uint8Array, headers: Headers, hide: (text: string) => string) {
  const type = headers.get("content-type") ?? "";
  const text = decodeText(bytes, type);
  const shown = hide(text);
  if (shown === text) return { bytes, headers };
  const declared = new Headers(headers);
  if (type) {
    declared.set("content-type", type.replace(/charset=["']?[\w-]*["']?/i, "charset=utf-8"));
  }
  return { bytes: new TextEncoder().encode(shown), headers: declared };
}

const originOf = (call: Call, status: number): ResponseOrigin => ({
  method: call.method,
  route: call.path.route,
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

/** Codes of Node.js and Bun for failures before a byte of the request is sent. */
const codesBeforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;

/** How Deno words them, without the URL. No URL holds a space, so that none can look like it. */
const wordsBeforeSending = /^(error sending request[^:]*: )?client error \(Connect\)/;

/** The runtime's refusals, which say which permission to give, and mistakes in a caller's `fetch`. */
const notNetwork = /^(NotCapable|PermissionDenied|RangeError|ReferenceError|SyntaxError)$/;

function asNetworkError(
  thrown: unknown,
  call: Call,
  authorization: string | undefined,
): unknown {
  if (thrown instanceof NetworkError || thrown instanceof GlobusSDKUsageError) return thrown;
  const error = isError(thrown) ? thrown : new Error(String(thrown));
  if (notNetwork.test(error.name)) return error;
  const cause = isError(error.cause) ? error.cause : undefined;
  const codes = [error, error.cause].map(codeOf);
  const called = new URL(call.url).origin + call.path.route;
  const words = [error.message, cause?.message].map((text) =>
    withoutUrls(text ?? "", call, called)
  );
  const details = [words[0], codes[1], words[1]].filter(Boolean).join(": ");
  const hide = secretHider(secretsOf(call, authorization));
  const shown = plainText(maskText(hide(details)), 300);
  return new GlobusConnectionError(
    `Cannot ${call.method} ${called}: ${shown}`,
    codes.some((code) => codesBeforeSending.test(code)) ||
      words.some((text) => wordsBeforeSending.test(text)),
  );
}

/** The code of an error, or an empty text. */
function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}

/** The words of an error. Runtimes put the whole URL in them, and its query can hold secrets. */
function withoutUrls(text: string, call: Call, called: string): string {
  return text.slice(0, 10_000)
    .replaceAll(new URL(call.url).href, called).replaceAll(call.url, called)
    .replace(/ for url \(\S*\)/g, "").replace(/(https?:\/\/[^\s?#]*)[?#]\S*/gi, "$1");
}
