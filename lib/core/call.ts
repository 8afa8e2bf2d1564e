import type { ErrorResponse, GlobusAPIError } from "./api_error.ts";
import type { Authorizer } from "./authorizer.ts";
import type { DecodedBody } from "./document.ts";
import type { Path } from "./path.ts";
import type { HttpResponse } from "./response.ts";
import type { RetryClass } from "./retry.ts";

/**
 * Sends a request: `fetch`, the sandbox's, or a function that counts, records or adds a proxy. Like
 * `fetch`, it should end the request when `init.signal` is aborted.
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How a client treats error responses. */
export interface ErrorPolicy {
  /** Makes the service's error from an error response. */
  toError(response: ErrorResponse): GlobusAPIError;
  /** Whether a repeated call would fail with the same error, although its status looks transient. */
  isPermanent(error: GlobusAPIError): boolean;
  /** Tries to remove the cause of an error; true means that the call should be repeated. */
  redrive?(error: GlobusAPIError, options: RedriveOptions): Promise<boolean>;
}

/** What an app is told when it should remove the cause of an error. */
export interface RedriveOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Keys of the requirements that were met for this call so far. All errors of a call share one set:
   * what meets requirements reads it and adds to it.
   */
  readonly met?: Set<string> | undefined;
}

/** What an app is told when it should meet a requirement that a document states. */
export interface MeetOptions extends RedriveOptions {
  /** Host of the service that states it, such as `flows.globus.org`: named in errors and messages. */
  readonly source: string;
  /**
   * Id of what waits for it, such as a run. For the same thing the app does not log in twice in a row;
   * others that wait for the same login go on after it. @default everything is the same thing
   */
  readonly about?: string | undefined;
}

/** One call of a service, ready to be sent. */
export interface Call {
  /** How the client treats errors. */
  readonly errorPolicy: ErrorPolicy;
  /** HTTP method, in upper case. */
  readonly method: string;
  /** URL with its query. */
  readonly url: string;
  /** The path in `url`. Errors show its route. */
  readonly path: Path;
  /** Headers except `Authorization`, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Encoded body. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /**
   * Set for the bytes of a file, which can take hours: they have no time limit while they move, unless
   * the call has a `timeoutMs`. The body of the response is not read, but handed over.
   */
  readonly file?: FileExchange;
  /** Whether the call may be repeated. */
  readonly retryClass: RetryClass;
  /** Repetitions after requests that were sent and got no response. @default {Infinity} */
  readonly maxUnanswered?: number;
  /** Size limit of a response: one with more decoded bytes is refused. */
  readonly maxBodyBytes: number;
  /** Supplies the `Authorization` header. */
  readonly authorizer?: Authorizer;
  /** What to do about a 401 response, if the call needs an authorizer and has none. */
  readonly authorizerAdvice?: string;
  /** Milliseconds for all attempts and pauses, in place of the transport's. */
  readonly timeoutMs?: number;
  /** Milliseconds for all attempts and pauses, if neither the call nor the transport has a limit. */
  readonly defaultTimeoutMs?: number;
  /** Ends the call. */
  readonly signal?: AbortSignal;
  /** Sends the requests, in place of the transport's `fetch`. */
  readonly fetch?: Fetch;
}

/** How the bytes of a file are sent or received. */
export interface FileExchange {
  /**
   * Makes the body of one request, if there is one.
   *
   * @param onProgress Called for each piece that is sent.
   */
  makeBody?(onProgress: () => void): RequestInit;
  /** Whether the body can be sent again. */
  readonly isReplayable?: boolean;
  /**
   * Describes what is wrong with a response that reports success; undefined if it is right.
   */
  faultOf(response: Response): string | undefined;
  /**
   * Reads a redirect that stands for an error, such as one to a login page.
   *
   * @returns The error response in its place; undefined if the redirect stands for none.
   */
  readRedirect(response: Response): Response | undefined;
}

/** A response whose body is not read yet, and its request, which is still under way. */
export interface OpenResponse {
  /** Status, headers and the body. */
  readonly response: Response;
  /** Aborted when the body is late, or by the caller. */
  readonly signal: AbortSignal;
  /** Begins to wait for a piece of the body: it must arrive within the limits. */
  wait(): void;
  /** Stops the watch, until the next {@link OpenResponse.wait}. */
  rest(): void;
  /** Ends the request; must be called once the body is read, or will not be read. */
  end(): void;
  /** The typed error of a body that broke. */
  failure(thrown: unknown): Promise<unknown>;
}

/** One request of a call. */
export interface Attempt {
  /** Sends the request, if not the runtime's `fetch`. */
  readonly send: Fetch | undefined;
  /** Value of the Authorization header; undefined sends none. */
  readonly authorization: string | undefined;
  /** Which request of the call this is, from 1. */
  readonly number: number;
  /**
   * When the call must end, in the clock's monotonic milliseconds. The progress of a file moves it.
   */
  deadlineMs: number;
}

/** A response that reports success. */
export interface Success extends DecodedBody {
  /** Status, headers and the rest. */
  readonly http: HttpResponse;
  /** The response with its body, if the call is for a file. */
  readonly open?: OpenResponse;
}

/** A response that reports an error. */
export interface Rejection {
  /** The error that it reports. */
  readonly error: GlobusAPIError;
  /** Milliseconds that the service asks to wait; undefined if it does not ask. */
  readonly askedMs: number | undefined;
}
