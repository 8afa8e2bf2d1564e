import { GlobusError } from "../core/errors.ts";

/** Thrown when text does not hold scopes, or is larger than any list of scopes can be. */
export class ScopeParseError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ScopeParseError";
}

/** Thrown when a scope depends on itself, be it through others. */
export class ScopeCycleError extends ScopeParseError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ScopeCycleError";
}
