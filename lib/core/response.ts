/** The HTTP response that a result comes from, without its body: see {@link httpResponse}. */
export interface HttpResponse {
  /** HTTP status, such as 200. */
  readonly status: number;
  /** HTTP reason phrase, such as `OK`; empty over HTTP/2. */
  readonly statusText: string;
  /** Headers of the response, unmasked. */
  readonly headers: Headers;
  /** URL of the request, with its query. */
  readonly url: string;
  /** Requests that were sent for the call, from 1. */
  readonly attempts: number;
}

const responses = new WeakMap<object, HttpResponse>();

/** Remembers the response that a document comes from. */
export function rememberResponse(document: object, response: HttpResponse): void {
  responses.set(document, response);
}

/**
 * Returns the HTTP response that a result comes from: status, headers, URL, attempts.
 *
 * @param document The object that an operation resolved to.
 * @returns Undefined for any other object, such as a copy of a result.
 *
 * @category Helpers
 */
export function httpResponse(document: object): HttpResponse | undefined {
  return responses.get(document);
}
