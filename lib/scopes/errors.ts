import { GlobusError } from "../core/errors.ts";

/** Thrown when a text is no list of scopes, or is larger than a list of scopes can be. */
export class ScopeParseError extends GlobusError {
  /** The class name, so that it shows in a stack trace after minification too. */
  override name = "ScopeParseError";
}

/** Thrown when a scope depends on itself, be it through others. */
export class ScopeCycleError extends ScopeParseError {
  /** The class name, so that it shows in a stack trace after minification too. */
  override name = "ScopeCycleError";
}
