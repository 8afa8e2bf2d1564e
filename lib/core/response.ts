/** The HTTP side of a document that an operation resolved to: see {@link httpResponse}. */
export interface HttpResponse {
  /** HTTP status, such as 200. */
  readonly status: number;
  /** HTTP reason phrase; empty over HTTP/2. */
  readonly statusText: string;
  /** Headers of the answer. */
  readonly headers: Headers;
  /** URL that was asked for. */
  readonly url: string;
  /** Requests that the call took, from 1. */
  readonly attempts: number;
}

const responses = new WeakMap<object, HttpResponse>();

/** Notes which response a document came from. */
export function rememberResponse(document: object, response: HttpResponse): void {
  responses.set(document, response);
}

/**
 * The HTTP response that a document came from: status, headers, URL, attempts.
 *
 * @returns Undefined for an object that is no result of an operation, such as a copy of one.
 */
export function httpResponse(document: object): HttpResponse | undefined {
  return responses.get(document);
}
