import type { ErrorResponse } from "./api_error.ts";
import { type BlockReader, readBody } from "./body.ts";
import type { Attempt, Call, Fetch, OpenResponse, Rejection, Success } from "./call.ts";
import { type Clock, within } from "./clock.ts";
import { decodeBody, type DecodedBody, invalidResponse, type ResponseOrigin } from "./document.ts";
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

/** What the requests of a client share. */
export interface RequestTools {
  /** Source of the time. */
  readonly clock: Clock;
  /** Reads bodies of a known length. */
  readonly blocks: BlockReader;
  /** Stops requests that exceed a limit. */
  readonly watchdog: Watchdog;
  /** Milliseconds within which the headers of a response must arrive. */
  readonly headersMs: number;
  /** Milliseconds that a body may pause. */
  readonly idleMs: number;
}

/** An error response is read up to this size. */
const MAX_ERROR_BYTES = 1024 * 1024;
/** A larger body gets no block of memory before it has arrived. */
const MAX_BLOCK_BYTES = 512 * 1024;
/** Of a body up to this size only the text is needed. */
const MAX_SHORT_BYTES = 16 * 1024;

/** A response that reports an error, read. */
interface Rejected {
  readonly response: ErrorResponse;
  readonly askedMs: number | undefined;
}

/** A request on its way, which the {@link Watchdog} aborts when it is late. */
class PendingRequest implements Watched, Omit<OpenResponse, "response"> {
  readonly #controller = new AbortController();
  readonly #call: Call;
  readonly #tools: RequestTools;
  readonly #attempt: Attempt;
  #phase: "headers" | "idle" = "headers";
  dueMs = 0;
  place = -1;

  constructor(call: Call, tools: RequestTools, attempt: Attempt) {
    this.#call = call;
    this.#tools = tools;
    this.#attempt = attempt;
  }

  /** Aborted when the request is late, or by the caller. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Sends the request, and resolves once the headers of the response are there. */
  send(): Promise<Response> {
    const { url, method, headers, body, file } = this.#call;
    const { send, authorization } = this.#attempt;
    const named = authorization === undefined ? headers : { ...headers, authorization };
    let init: RequestInit = {
      // GET is the default of fetch: naming it costs two microseconds.
      method: method === "GET" && !send ? undefined : method,
      // Pairs save fetch three microseconds. A caller's function gets an object, which is easier to use.
      headers: send || file ? named : Object.entries(named),
      body,
      redirect: "manual",
      signal: this.signal,
    };
    if (file?.makeBody) {
      const sent = file.makeBody(() => this.progress());
      init = { ...init, ...sent, headers: { ...init.headers, ...sent.headers } as HeadersInit };
    }
    return send ? sendWith(send, url, init, this.#tools.clock) : fetch(url, init);
  }

  /** Begins a phase, which the watchdog limits. */
  begin(phase: "headers" | "idle"): void {
    this.#phase = phase;
    this.progress();
    this.#tools.watchdog.watch(this);
  }

  /** Notes that data moved. A call's own `timeoutMs` replaces the limits. */
  progress(): void {
    const { clock, headersMs, idleMs } = this.#tools;
    const attempt = this.#attempt;
    const ownMs = this.#call.timeoutMs;
    if (this.#call.file && ownMs === undefined) {
      const fileMs = this.#call.defaultTimeoutMs ?? Infinity;
      attempt.deadlineMs = Math.max(attempt.deadlineMs, clock.monotonicMs() + fileMs);
    }
    const limitMs = this.#phase === "idle"
      ? Math.max(idleMs, ownMs ?? 0)
      : ownMs === undefined
      ? headersMs
      : Infinity;
    // The clock is read only where that matters: each time costs a third of a microsecond.
    this.dueMs = limitMs === Infinity
      ? attempt.deadlineMs
      : Math.min(clock.monotonicMs() + limitMs, attempt.deadlineMs);
  }

  /** Reads a body of a known length; undefined if the runtime cannot read so. */
  readBlock(response: Response, length: number): Promise<DecodedBody | undefined> {
    return this.#tools.blocks.read(response, length, decodeBody, () => this.progress());
  }

  /** Reads a body in pieces. A longer one is cut at `maxBytes`, or refused. */
  readPieces(response: Response, maxBytes: number, cut: boolean): Promise<Uint8Array> {
    return readBody(response, {
      maxBytes,
      cut,
      origin: originOf(this.#call, response.status),
      signal: this.signal,
      onProgress: () => this.progress(),
    });
  }

  wait(): void {
    this.begin("idle");
    const nowMs = this.#tools.clock.monotonicMs();
    // The reader may have waited for longer than the call may last.
    if (this.dueMs <= nowMs) this.onDue(nowMs);
  }

  rest(): void {
    this.#tools.watchdog.release(this);
  }

  end(): void {
    this.rest();
    this.#call.signal?.removeEventListener("abort", this);
  }

  async failure(thrown: unknown): Promise<unknown> {
    const { signal } = this;
    if (signal.aborted) return signal.reason;
    const load = () => within(this.#tools.clock, loadFailures(), signal);
    return await asNetworkError(thrown, this.#call, this.#attempt.authorization, load);
  }

  /** Reads a response that reports an error. */
  async readRejected(response: Response): Promise<Rejected> {
    const call = this.#call;
    const { clock } = this.#tools;
    const { authorization, number } = this.#attempt;
    const { status, statusText, headers } = response;
    const bytes = await this.readPieces(response, MAX_ERROR_BYTES, true);
    const failures = await within(clock, loadFailures(), this.signal);
    const nowMs = clock.now();
    // Without the code that removes secrets, the error shows nothing of the response.
    const { retryAfterMs, ...shown } = failures?.readRejection(
      call,
      authorization,
      { statusText, headers, bytes },
      { nowMs, decodeText },
    ) ??
      { statusText: "", headers, bytes: new Uint8Array() };
    const error = {
      method: call.method,
      url: call.url.split("?", 1)[0],
      route: call.path.route,
      advice: status === 401 ? call.authorizerAdvice : undefined,
      status,
      ...shown,
      attempts: number,
      retryAtMs: retryAfterMs === undefined ? undefined : nowMs + retryAfterMs,
    };
    return { response: error, askedMs: retryAfterMs };
  }

  onDue(nowMs: number): void {
    const limit = nowMs >= this.#attempt.deadlineMs ? "total" : this.#phase;
    this.#controller.abort(timeoutError(this.#call, limit));
  }

  /** The caller's signal was aborted. */
  handleEvent(event: Event): void {
    this.#controller.abort((event.target as AbortSignal).reason);
  }
}

/**
 * Sends one request and reads the response. Only this file calls `fetch`.
 *
 * @returns The response, or the error that it reports.
 * @throws {NetworkError} If no usable response arrives.
 * @throws The reason of the call's signal, once it is aborted.
 */
export async function sendRequest(
  call: Call,
  tools: RequestTools,
  attempt: Attempt,
): Promise<Success | Rejection> {
  const pending = new PendingRequest(call, tools, attempt);
  pending.begin("headers");
  call.signal?.addEventListener("abort", pending);
  let rejected: Rejected;
  let isOpen = false;
  try {
    let response = await pending.send();
    const { status, statusText, headers } = response;
    pending.begin("idle");
    const isRedirect = status < 200 || (status >= 300 && status < 400 && status !== 304);
    const refusal = isRedirect ? call.file?.readRedirect(response) : undefined;
    if (isRedirect) drop(response);
    if (refusal) response = refusal;
    else if (isRedirect) {
      throw invalidResponse(originOf(call, status), `it is a redirect (${status})`);
    } else if (call.file && status < 400) {
      const fault = call.file.faultOf(response);
      if (fault !== undefined) {
        drop(response);
        throw invalidResponse(originOf(call, status), fault);
      }
      pending.rest();
      isOpen = true;
      const http = { status, statusText, headers, url: call.url, attempts: attempt.number };
      return { text: "", http, open: Object.assign(pending, { response }) };
    } else if (status < 400) {
      const length = declaredLength(response, call.maxBodyBytes);
      const body = length <= MAX_SHORT_BYTES
        ? { text: await response.text() }
        : (length <= MAX_BLOCK_BYTES && await pending.readBlock(response, length)) ||
          decodeBody(await pending.readPieces(response, call.maxBodyBytes, false));
      const http = { status, statusText, headers, url: call.url, attempts: attempt.number };
      return { text: body.text, hasLong: body.hasLong, http };
    }
    rejected = await pending.readRejected(response);
  } catch (thrown) {
    throw await pending.failure(thrown);
  } finally {
    if (!isOpen) pending.end();
  }
  return { error: call.errorPolicy.toError(rejected.response), askedMs: rejected.askedMs };
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
 * The length of a body, if HTTP enforces it. It does not for a body that did not come from the network
 * (type `default`), one in chunks, or a compressed one. Browsers hide the compression of responses from
 * another origin (type `cors`).
 *
 * @returns NaN if the length is not known, or is beyond `maxBytes`.
 */
function declaredLength({ type, headers }: Response, maxBytes: number): number {
  if (type !== "basic") return NaN;
  const length = Number(headers.get("content-length") ?? NaN);
  const isEnforced = length <= maxBytes && !headers.has("content-encoding") &&
    !headers.has("transfer-encoding");
  return isEnforced ? length : NaN;
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

/** The address of a call without its query, with `{}` in place of each id. */
function shownAddress({ url, path: { text, route } }: Call): string {
  const [address] = url.split("?", 1);
  // The address of the service can have a path of its own, such as `/api`.
  const { origin, pathname } = new URL(address.slice(0, address.length - text.length));
  const base = origin + pathname.replace(/\/$/, "");
  return route === "" || route.startsWith("/") ? base + route : `${base}/${route}`;
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
  const called = shownAddress(call);
  const failures = await load();
  const { details, nothingSent } =
    failures?.readConnectionFailure(error, call, called, authorization) ??
      { details: "the connection failed", nothingSent: false };
  return new GlobusConnectionError(
    `Cannot ${call.method} ${called}: ${plainText(details, 300)}`,
    nothingSent,
  );
}
