export type {
  AuthorizationParameters,
  ErrorInfo,
  ErrorResponse,
  ErrorShapes,
  ErrorSubdocument,
  JsonObject,
  ParsedError,
} from "./api_error.ts";
export { GlobusAPIError } from "./api_error.ts";
export type { Authorizer } from "./authorizer.ts";
export type {
  AppLike,
  CallOptions,
  ClientOptions,
  ListOptions,
  PageOptions,
  RequestOptions,
  ScopeLike,
} from "./client_options.ts";
export { BaseClient } from "./client.ts";
export type { ClientInfo } from "./client_info.ts";
export type { Clock } from "./clock.ts";
export { systemClock } from "./clock.ts";
export type { BodyEncoding, ResponseType } from "./document.ts";
export { getServiceUrl, getWebappUrl } from "./environment.ts";
export type { NetworkErrorOptions, TimeoutKind } from "./errors.ts";
export {
  GlobusConnectionError,
  GlobusError,
  GlobusSDKUsageError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
  PaginationError,
} from "./errors.ts";
export type { FileExchange, MeetOptions, OpenResponse, RedriveOptions } from "./call.ts";
export type {
  BodyStart,
  HoldEvent,
  Hooks,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  WarningEvent,
} from "./hooks.ts";
export { exactInteger } from "./json.ts";
export type { ListingOptions, ListingSource, Paging } from "./listing.ts";
export { Listing } from "./listing.ts";
export { Path, path } from "./path.ts";
export type { Polled, PollParams } from "./poll.ts";
export type { QueryParams, QueryValue } from "./query.ts";
export type { HttpResponse } from "./response.ts";
export { httpResponse } from "./response.ts";
export type { RetryClass, RetryConfig, RetryContext } from "./retry.ts";
export { Secret } from "./secret.ts";
export { plainText } from "./text.ts";
export type { Fetch } from "./call.ts";
export type { TransportOptions } from "./transport.ts";
export { VERSION } from "./version.ts";
