/** Above every error that this SDK throws on its own account. */
export class GlobusError extends Error {
  /** Tells the class, also after minification and across copies of this package. */
  static readonly errorName: string = "GlobusError";

  /** Sets `name`, which shows in stack traces. */
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.errorName;
  }

  /**
   * Lets `instanceof` recognize the errors of another copy of this package too: a program can hold
   * two, such as one of its own and one of a library that it uses.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    // A class that a program derives has no name of its own: only the prototypes count.
    if (!Object.hasOwn(this, "errorName") || typeof value !== "object" || !value) return false;
    let kind: unknown = Object.getPrototypeOf(value)?.constructor;
    for (; typeof kind === "function"; kind = Object.getPrototypeOf(kind)) {
      if (!Object.hasOwn(kind, "errorName")) continue;
      if ((kind as typeof GlobusError).errorName === this.errorName) return true;
    }
    return false;
  }
}

/** A call that makes no sense now, or with these arguments together: the caller's mistake. */
export class GlobusSDKUsageError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "GlobusSDKUsageError";
}

/** What is known of a request that got no usable response. */
export interface NetworkErrorOptions extends ErrorOptions {
  /** Whether it is certain that no byte of the request left this machine. @default {false} */
  nothingSent?: boolean;
}

/** No usable response came back: the network failed, or what came was cut off or malformed. */
export class NetworkError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "NetworkError";
  /** True where it is certain that no byte of the request left this machine. */
  readonly nothingSent: boolean;
  /** Says whether the request can have reached the service. */
  constructor(message?: string, options?: NetworkErrorOptions) {
    super(message, options);
    this.nothingSent = options?.nothingSent ?? false;
  }
}

/** Which limit of a request ran out: see {@link GlobusTimeoutError}. */
export type TimeoutKind = "total" | "headers" | "idle";

/** The service did not answer within a limit. The request may have been carried out. */
export class GlobusTimeoutError extends NetworkError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "GlobusTimeoutError";
  /** The limit that ran out: all attempts together, a response's headers, or a pause in its body. */
  readonly limit: TimeoutKind;
  /** Names the limit that ran out. */
  constructor(message: string, limit: TimeoutKind, options?: NetworkErrorOptions) {
    super(message, options);
    this.limit = limit;
  }
}

/** The connection could not be made, or broke. */
export class GlobusConnectionError extends NetworkError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "GlobusConnectionError";
  /** Says whether the request can have reached the service. */
  constructor(message: string, nothingSent: boolean, options?: ErrorOptions) {
    super(message, { ...options, nothingSent });
  }
}

/** A response that is not what was asked for: not JSON, cut off, too large, or a redirect. */
export class InvalidResponseError extends NetworkError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "InvalidResponseError";
  /** HTTP status of the response. */
  readonly httpStatus: number;
  /** Keeps the status of the response. */
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
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "PaginationError";
}
