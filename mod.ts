/**
 * Globus for Deno and the web: log in, find collections, move files.
 *
 * @module
 */

export type {
  AuthorizationParameters,
  ErrorInfo,
  ErrorResponse,
  ErrorSubdocument,
  JsonObject,
  ParsedError,
} from "./lib/core/api_error.ts";
export { GlobusAPIError } from "./lib/core/api_error.ts";
export type { Authorizer } from "./lib/core/authorizer.ts";
export type {
  CallOptions,
  ClientOptions,
  ClientSession,
  ListOptions,
  RequestOptions,
  ScopeLike,
} from "./lib/core/client.ts";
export { BaseClient } from "./lib/core/client.ts";
export type { Clock } from "./lib/core/clock.ts";
export { getServiceUrl, getWebappUrl } from "./lib/core/environment.ts";
export type { TimeoutKind } from "./lib/core/errors.ts";
export {
  GlobusConnectionError,
  GlobusError,
  GlobusSDKUsageError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
  PaginationError,
} from "./lib/core/errors.ts";
export type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "./lib/core/hooks.ts";
export type { ListingOptions, ListingSource, Paging } from "./lib/core/listing.ts";
export { Listing } from "./lib/core/listing.ts";
export { Path, path } from "./lib/core/path.ts";
export type { QueryParams, QueryValue } from "./lib/core/query.ts";
export type { HttpResponse } from "./lib/core/response.ts";
export { httpResponse } from "./lib/core/response.ts";
export type { RetryClass, RetryConfig, RetryContext } from "./lib/core/retry.ts";
export { Secret } from "./lib/core/secret.ts";
export { plainText } from "./lib/core/text.ts";
export type { Answer, Call, Fetch, Transport, TransportOptions } from "./lib/core/transport.ts";
export { VERSION } from "./lib/core/version.ts";
