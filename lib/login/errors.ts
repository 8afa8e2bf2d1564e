import { GlobusError } from "../core/errors.ts";
import type { AuthorizationParametersDocument } from "../gare/parameters.ts";

/**
 * Thrown when a person must log in, and the program cannot ask for it: a server, a page in a
 * browser, a job without a terminal. Nothing was sent.
 *
 * @category Errors
 */
export class LoginRequiredError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "LoginRequiredError";
  /** Stable across releases: switch on this, not on the message. */
  readonly code = "LOGIN_REQUIRED";
  /** What the login must request and fulfill: pass it to the login that you begin. */
  readonly parameters: AuthorizationParametersDocument;
  /** Keeps the parameters of the login. */
  constructor(
    message: string,
    parameters: AuthorizationParametersDocument,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.parameters = parameters;
  }
}

/**
 * Thrown when a program cannot ask for a code, because it has no terminal or the input has ended.
 * Give the login flow a `readLine` that asks in another way.
 *
 * @category Errors
 */
export class CommandLineLoginFlowEOFError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "CommandLineLoginFlowEOFError";
}

/**
 * Thrown when a login by a local server fails, such as when it takes too long.
 *
 * @category Errors
 */
export class LocalServerLoginError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "LocalServerLoginError";
}

/**
 * Thrown when a login by a local server cannot work on this machine.
 *
 * @category Errors
 */
export class LocalServerEnvironmentalLoginError extends LocalServerLoginError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "LocalServerEnvironmentalLoginError";
}
