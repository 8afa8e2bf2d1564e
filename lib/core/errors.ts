/** Above every error that this SDK throws on its own account. */
export class GlobusError extends Error {
  /** The class name, so that it shows in a stack trace after minification too. */
  override name = "GlobusError";
}

/** A call that makes no sense now, or with these arguments together: the caller's mistake. */
export class GlobusSDKUsageError extends GlobusError {
  /** The name of the class, also after minification. */
  override name = "GlobusSDKUsageError";
}

/** No usable answer came back: the network failed, or what came was cut off or malformed. */
export class NetworkError extends GlobusError {
  /** The name of the class, also after minification. */
  override name = "NetworkError";
}

/** Which limit of a request ran out: see {@link GlobusTimeoutError}. */
export type TimeoutKind = "total" | "headers" | "idle";

/** The service did not answer within a limit. The request may have been carried out. */
export class GlobusTimeoutError extends NetworkError {
  /** The name of the class, also after minification. */
  override name = "GlobusTimeoutError";
  /** The limit that ran out: all attempts together, an answer's headers, or a pause in its body. */
  readonly limit: TimeoutKind;
  /** Names the limit that ran out. */
  constructor(message: string, limit: TimeoutKind, options?: ErrorOptions) {
    super(message, options);
    this.limit = limit;
  }
}

/** The connection could not be made, or broke. */
export class GlobusConnectionError extends NetworkError {
  /** The name of the class, also after minification. */
  override name = "GlobusConnectionError";
  /** True where it is certain that no byte of the request left this machine. */
  readonly nothingSent: boolean;
  /** Says whether the request can have reached the service. */
  constructor(message: string, nothingSent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.nothingSent = nothingSent;
  }
}

/** An answer that cannot be what was asked for: no JSON, cut off, too large, or a redirect. */
export class InvalidResponseError extends NetworkError {
  /** The name of the class, also after minification. */
  override name = "InvalidResponseError";
  /** HTTP status of the answer. */
  readonly httpStatus: number;
  /** Keeps the status of the answer. */
  constructor(message: string, httpStatus: number, options?: ErrorOptions) {
    super(message, options);
    this.httpStatus = httpStatus;
  }
}

/**
 * A listing that would never end: a page came back that cannot lead on (the same marker twice, an
 * offset that does not advance, or page after page with nothing in it).
 */
export class PaginationError extends GlobusError {
  /** The name of the class, also after minification. */
  override name = "PaginationError";
}
