import { GlobusError } from "../core/errors.ts";

/**
 * Why the callback of a login was refused:
 * - `malformed`: it is not a callback, or contains what a callback must not contain
 * - `state`: no login of this browser waits for it
 * - `issuer`: it comes from another server
 * - `refused`: the server or the user refused the login; see `error`
 */
export type CallbackFault = "malformed" | "state" | "issuer" | "refused";

/**
 * Thrown when the callback of a login cannot be accepted.
 *
 * @category Errors
 */
export class LoginCallbackError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "LoginCallbackError";
  /** Why it was refused. `error` and `errorDescription` are set only with fault `refused`. */
  readonly fault: CallbackFault;
  /** The server's error code, such as `access_denied`, with fault `refused`; otherwise null. */
  readonly error: string | null;
  /** The server's description as plain text, with fault `refused`; otherwise null. */
  readonly errorDescription: string | null;

  /** The path of the site that the login was to lead to, with fault `refused`; otherwise null. */
  readonly returnTo: string | null;

  /** Keeps the fault, the server's error and where to go now. */
  constructor(
    fault: CallbackFault,
    state: string,
    details: {
      error?: string | null | undefined;
      errorDescription?: string | null | undefined;
      returnTo?: string | null | undefined;
    } = {},
  ) {
    super(`Cannot finish the login: ${state}`);
    this.fault = fault;
    this.error = details.error ?? null;
    this.errorDescription = details.errorDescription ?? null;
    this.returnTo = details.returnTo ?? null;
  }
}
