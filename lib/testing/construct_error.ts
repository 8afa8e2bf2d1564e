import { type ErrorResponse, GlobusAPIError } from "../core/api_error.ts";
import { checkNamed } from "../core/arguments.ts";
import * as failures from "../core/failures.ts";
import { isUuid } from "../core/guards.ts";
import { maskBy } from "../core/masking.ts";
import { decodeText } from "../core/text.ts";

/** A class of errors of a service, such as {@link TransferAPIError}. */
export type ErrorClass<Thrown extends GlobusAPIError> = new (response: ErrorResponse) => Thrown;

/** The error response that {@link constructError} makes an error of, and the request before it. */
export interface ConstructErrorParams<Thrown extends GlobusAPIError = GlobusAPIError> {
  /** Class of the error: that of the service. @default {GlobusAPIError} */
  readonly errorClass?: ErrorClass<Thrown> | undefined;
  /** HTTP status of the response, from 300. */
  readonly httpStatus: number;
  /** Body of the response: text, bytes, or a document, which is sent as JSON. @default no body */
  readonly body?: string | Uint8Array | object | undefined;
  /** Headers of the response. A document adds the content type of JSON. */
  readonly responseHeaders?: Readonly<Record<string, string>> | undefined;
  /** HTTP method of the request. @default {"GET"} */
  readonly method?: string | undefined;
  /** URL of the request. @default {"https://service.example/"} */
  readonly url?: string | undefined;
  /** Headers of the request. Secrets in them are removed from the error, as after a real call. */
  readonly requestHeaders?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes the error that a service's response would cause, to test what a program does about it. The
 * service's own class reads the response, as after a real call: all fields, `info` and
 * `retryAt` included.
 *
 * @example A program that tells people what to do
 * ```ts
 * import { TransferAPIError } from "@globus-deno/sdk";
 * import { constructError } from "@globus-deno/sdk/testing";
 * import { assertEquals } from "@std/assert";
 *
 * function advise(error: unknown): string {
 *   if (!(error instanceof TransferAPIError)) return "Try again";
 *   return error.info.consentRequired ? "Log in again" : error.message;
 * }
 *
 * const error = constructError({
 *   errorClass: TransferAPIError,
 *   httpStatus: 403,
 *   body: { code: "ConsentRequired", message: "Missing", required_scopes: ["data_access"] },
 * });
 * assertEquals(advise(error), "Log in again");
 * ```
 *
 * @throws {RangeError} If `httpStatus` is not one of an error.
 * @throws {TypeError} If `url` is not a URL.
 */
export function constructError<Thrown extends GlobusAPIError = GlobusAPIError>(
  params: ConstructErrorParams<Thrown>,
): Thrown {
  checkNamed("constructError({ errorClass, httpStatus, body })", params);
  const {
    errorClass = GlobusAPIError as unknown as ErrorClass<Thrown>,
    httpStatus: status,
    body,
    method = "GET",
    url = "https://service.example/",
    responseHeaders,
    requestHeaders,
  } = params;
  if (!Number.isInteger(status) || status < 300 || status > 599) {
    throw new RangeError("Cannot make an error: httpStatus is not from 300 to 599");
  }
  if (!URL.canParse(url)) throw new TypeError("Cannot make an error: url is not a URL");
  const headers = new Headers(responseHeaders);
  const { pathname } = new URL(url);
  const route = pathname.split("/").map((part) => isUuid(part) ? "{}" : part).join("/");
  const { authorization, ...sent } = Object.fromEntries(new Headers(requestHeaders));
  // A call loads this when it fails; here no call is made.
  maskBy(failures);
  const nowMs = Date.now();
  const { retryAfterMs, ...shown } = failures.readRejection(
    { method, url, headers: sent, path: { route } },
    authorization,
    { statusText: "", headers, bytes: bytesOf(body, headers) },
    { nowMs, decodeText },
  );
  return new errorClass({
    ...shown,
    method: method.toUpperCase(),
    url: url.split("?", 1)[0],
    route,
    status,
    attempts: 1,
    retryAtMs: retryAfterMs === undefined ? undefined : nowMs + retryAfterMs,
  });
}

/** The body as it travels; a document says in `headers` that it is JSON. */
function bytesOf(body: ConstructErrorParams["body"], headers: Headers): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (ArrayBuffer.isView(body)) return body as Uint8Array;
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return new TextEncoder().encode(JSON.stringify(body));
}
