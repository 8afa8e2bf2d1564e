/**
 * The base class of all errors of this SDK.
 *
 * @category Errors
 */
export class GlobusError extends Error {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static readonly errorName: string = "GlobusError";

  /** Sets `name` to the class's {@link GlobusError.errorName}, for stack traces. */
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.errorName;
  }

  /**
   * Makes `instanceof` recognize errors from other copies of this package: a program can load two
   * copies, such as its own and that of a library.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    // A program's own subclass has no errorName: only the prototypes count.
    if (!Object.hasOwn(this, "errorName") || typeof value !== "object" || !value) return false;
    let kind: unknown = Object.getPrototypeOf(value)?.constructor;
    for (; typeof kind === "function"; kind = Object.getPrototypeOf(kind)) {
      if (!Object.hasOwn(kind, "errorName")) continue;
      if ((kind as typeof GlobusError).errorName === this.errorName) return true;
    }
    return false;
  }
}

/**
 * A mistake of the caller: the call makes no sense in this state, or with this set of arguments.
 *
 * @category Errors
 */
export class GlobusSDKUsageError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "GlobusSDKUsageError";
}

/** How a {@link NetworkError} is made. */
export interface NetworkErrorOptions extends ErrorOptions {
  /** Whether it is certain that no byte of the request left this machine. @default {false} */
  nothingSent?: boolean | undefined;
}

/**
 * No usable response arrived: the network failed, or the response was cut off or malformed.
 *
 * @category Errors
 */
export class NetworkError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "NetworkError";
  /** Whether it is certain that no byte of the request left this machine. */
  readonly nothingSent: boolean;
  /** Takes the message and, in `options`, the cause and `nothingSent`. */
  constructor(message?: string, options?: NetworkErrorOptions) {
    super(message, options);
    this.nothingSent = options?.nothingSent ?? false;
  }
}

/**
 * The time limit that a request exceeded: that of all attempts (`total`), of a response's headers, or
 * of a pause in its body (`idle`).
 */
export type TimeoutKind = "total" | "headers" | "idle";

/**
 * The service did not respond within a time limit. It may have carried out the request.
 *
 * @category Errors
 */
export class GlobusTimeoutError extends NetworkError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "GlobusTimeoutError";
  /** The limit that the request exceeded. */
  readonly limit: TimeoutKind;
  /** Takes the limit that the request exceeded. */
  constructor(message: string, limit: TimeoutKind, options?: NetworkErrorOptions) {
    super(message, options);
    this.limit = limit;
  }
}

/**
 * The connection could not be opened, or it broke.
 *
 * @category Errors
 */
export class GlobusConnectionError extends NetworkError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "GlobusConnectionError";
  /** Takes whether it is certain that nothing of the request was sent. */
  constructor(message: string, nothingSent: boolean, options?: ErrorOptions) {
    super(message, { ...options, nothingSent });
  }
}

/**
 * A response that cannot be used: it is not JSON, cut off, too large, or a redirect.
 *
 * @category Errors
 */
export class InvalidResponseError extends NetworkError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "InvalidResponseError";
  /** HTTP status of the response, such as 200. */
  readonly httpStatus: number;
  /** Takes the HTTP status of the response. */
  constructor(message: string, httpStatus: number, options?: ErrorOptions) {
    super(message, options);
    this.httpStatus = httpStatus;
  }
}

/**
 * A listing that cannot continue or would never end: the service repeats a marker, an offset does
 * not advance, too many pages are empty, or a page is malformed.
 *
 * @category Errors
 */
export class PaginationError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "PaginationError";
}
