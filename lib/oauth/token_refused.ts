import { GlobusError } from "../core/errors.ts";

/**
 * Why the token of a caller of your API was refused:
 * - `malformed`: it is not a token, or the introspection response cannot be read
 * - `inactive`, `expired`: it is not active, or not valid at this time
 * - `issuer`, `audience`: another server issued it, or it is for another service
 * - `scope`: it lacks a required scope
 */
export type TokenFault =
  | "malformed"
  | "inactive"
  | "expired"
  | "issuer"
  | "audience"
  | "scope";

/**
 * Thrown when the token of a caller of your API must be refused.
 *
 * @category Errors
 */
export class TokenRefusedError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "TokenRefusedError";
  /** Why the token was refused. Respond with 403 to `scope`, otherwise with 401. */
  readonly fault: TokenFault;
  /** Keeps the reason. */
  constructor(fault: TokenFault, state: string) {
    super(`Cannot accept the token: ${state}`);
    this.fault = fault;
  }
}
