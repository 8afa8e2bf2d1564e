import { errorResponse, type GlobusAPIError } from "../core/api_error.ts";
import { GlobusError } from "../core/errors.ts";

/** Thrown when a value given to the SDK does not have the shape that it must have. */
export class ValidationError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ValidationError";
}

/**
 * Thrown when a service asks for a login that an app must not start on its word alone.
 *
 * From a call of a client it is an instance of the service's error class too, such as
 * `TransferAPIError`, with the status and the body of the answer.
 */
export class RequirementRefusedError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "RequirementRefusedError";
  /** What is wrong with the requirement, one plain text each. */
  readonly reasons: readonly string[];
  /** Scopes asked for that the app neither declared nor allowed: an opt-in would have to name them. */
  readonly scopes: readonly string[];
  /** Keeps what is wrong, and the scopes. */
  constructor(
    source: string,
    reasons: readonly string[],
    scopes: readonly string[],
    options?: ErrorOptions,
  ) {
    super(`Cannot follow the requirement of ${source}: ${reasons.join("; ")}`, options);
    this.reasons = reasons;
    this.scopes = scopes;
  }

  /** Also true for an error of a service's class that stands for this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return super[Symbol.hasInstance](value) ||
      this === RequirementRefusedError && isNamed(value, "RequirementRefusedError");
  }
}

/**
 * Thrown when a service repeats a requirement although a login was made to meet it.
 *
 * From a call of a client it is an instance of the service's error class too, such as
 * `TransferAPIError`, with the status and the body of the answer.
 */
export class RequirementNotMetError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "RequirementNotMetError";
  /** The requirement's code, such as `AuthorizationRequired`. */
  readonly code: string;
  /** Keeps the code. */
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Also true for an error of a service's class that stands for this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return super[Symbol.hasInstance](value) ||
      this === RequirementNotMetError && isNamed(value, "RequirementNotMetError");
  }
}

/** By name: the class is that of a service's errors. */
function isNamed(value: unknown, name: string): boolean {
  return value instanceof GlobusError && value.name === name;
}

/**
 * Gives an error about a service's answer the class of the service's errors too, so that
 * `catch` of that class finds it.
 *
 * @param error One of the errors above that has a `Symbol.hasInstance`.
 * @param refusal The service's answer; it becomes the `cause`.
 */
export function withClassOf<T extends GlobusError>(
  error: T,
  refusal: GlobusAPIError,
): T & GlobusAPIError {
  const Service = refusal.constructor as typeof GlobusAPIError;
  const both = new Service(errorResponse(refusal));
  const { name, message, stack } = error;
  return Object.assign(both, { ...error, name, message, stack, cause: refusal });
}
