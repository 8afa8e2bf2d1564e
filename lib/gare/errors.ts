import { GlobusError } from "../core/errors.ts";

/** Thrown when a value given to the SDK does not have the shape that it must have. */
export class ValidationError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ValidationError";
}

/** Thrown when a service asks for a login that an app should not start on its word alone. */
export class RequirementRefusedError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "RequirementRefusedError";
  /** What is wrong with the requirement, one plain text each. */
  readonly reasons: readonly string[];
  /** Scopes asked for that nobody declared or allowed: what an opt-in would have to name. */
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
}

/** Thrown when a service repeats a requirement although a login was made to meet it. */
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
}
