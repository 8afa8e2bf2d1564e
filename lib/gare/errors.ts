import { errorResponse, type GlobusAPIError } from "../core/api_error.ts";
import { GlobusError } from "../core/errors.ts";

/**
 * Thrown when a requirement, or a part of one, has a field of the wrong type.
 *
 * @category Errors
 */
export class ValidationError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ValidationError";
}

/**
 * Thrown when a service requires a login that an app must not start only because the service says so,
 * such as one for scopes that the app did not declare.
 *
 * If a client's call throws it, it is also an instance of the service's error class, such as
 * `TransferAPIError`, with the status and the body of the response.
 *
 * @category Errors
 */
export class RequirementRefusedError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "RequirementRefusedError";
  /** Why the requirement is refused: one or more phrases in plain text. */
  readonly reasons: readonly string[];
  /** Scopes that the app neither declared nor allowed. An app that trusts the service can allow them. */
  readonly scopes: readonly string[];
  /** Takes who sent the requirement, the reasons, and the scopes. */
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

  /** Also true for an error of a service's class that was made from this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return super[Symbol.hasInstance](value) ||
      this === RequirementRefusedError && isNamed(value, "RequirementRefusedError");
  }
}

/**
 * Thrown when a service repeats a requirement although the user has logged in to meet it.
 *
 * If a client's call throws it, it is also an instance of the service's error class, such as
 * `TransferAPIError`, with the status and the body of the response.
 *
 * @category Errors
 */
export class RequirementNotMetError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "RequirementNotMetError";
  /** The requirement's code, such as `AuthorizationRequired`. */
  readonly code: string;
  /** Takes the requirement's code. */
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Also true for an error of a service's class that was made from this one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return super[Symbol.hasInstance](value) ||
      this === RequirementNotMetError && isNamed(value, "RequirementNotMetError");
  }
}

/** Compares names, because the error's class is that of a service. */
function isNamed(value: unknown, name: string): boolean {
  return value instanceof GlobusError && value.name === name;
}

/**
 * Turns an error of this module into one of a service's error class, so that a caller who catches that
 * class gets it. `instanceof` recognizes both classes.
 *
 * @param error A {@link RequirementRefusedError} or {@link RequirementNotMetError}.
 * @param refusal The service's error, which becomes the `cause`.
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
