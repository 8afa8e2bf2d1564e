import { GlobusError } from "../core/errors.ts";

/**
 * Thrown when a list of scopes is malformed, or exceeds a limit of {@link ScopeParser}.
 *
 * @category Errors
 */
export class ScopeParseError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ScopeParseError";
}

/**
 * Thrown when a scope depends on itself, directly or through other scopes.
 *
 * @category Errors
 */
export class ScopeCycleError extends ScopeParseError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ScopeCycleError";
}
