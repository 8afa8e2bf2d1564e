import type { ErrorResponse, GlobusAPIError } from "./api_error.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Path } from "./path.ts";
import type { HttpResponse } from "./response.ts";
import type { RetryClass } from "./retry.ts";

/**
 * What sends a request: `fetch`, the sandbox's, or one that counts, records or adds a proxy. As
 * `fetch` does, it should end the request when `init.signal` is aborted.
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

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

/** An answer that says no. */
export interface Refused {
  /** The error that it reports. */
  readonly error: GlobusAPIError;
  /** Milliseconds that it asks to wait. */
  readonly askedMs: number | undefined;
}
