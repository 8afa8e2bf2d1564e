import { GlobusAPIError } from "../core/api_error.ts";
import { GlobusError, InvalidResponseError, NetworkError } from "../core/errors.ts";

/**
 * Thrown when a token endpoint's answer says yes but is no token response (RFC 6749 section 5.1).
 * Nothing of it can be used.
 */
export class InvalidTokenResponseError extends InvalidResponseError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "InvalidTokenResponseError";
}

/**
 * Thrown when a code was sent and no usable answer came. The code may be used up, and sending it
 * twice can revoke all that came of it (RFC 6749 section 4.1.2): start the login again.
 */
export class LoginInterruptedError extends NetworkError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "LoginInterruptedError";
}

/**
 * Thrown when tokens cannot be renewed any more: the refresh token has expired or was revoked. The
 * refusal is the `cause`. Only a new login helps.
 */
export class ReauthRequiredError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ReauthRequiredError";
  /** Stable across releases. */
  readonly code = "REAUTH_REQUIRED";
}

/** The `error` of an OAuth refusal (RFC 6749 section 5.2), such as `invalid_grant`. */
export function oauthErrorCode(error: unknown): string | undefined {
  if (!(error instanceof GlobusAPIError)) return undefined;
  const { rawJson } = error;
  const code = typeof rawJson === "object" && rawJson !== null && "error" in rawJson
    ? rawJson.error
    : undefined;
  return typeof code === "string" ? code : undefined;
}

/**
 * What is wrong with an ID token:
 * - `malformed`: it is not a compact JWS with an object in it, or too large
 * - `algorithm`: its algorithm, or an extension it names, is not allowed
 * - `key`: none of the issuer's keys fits it
 * - `signature`: no key that fits has signed it
 * - `missing_claim`, `malformed_claim`: a required claim is missing, or has the wrong type
 * - `issuer`: another issuer signed it
 * - `audience`, `authorized_party`: it is for another client
 * - `expired`, `not_yet_valid`: its time is over, or has not come
 * - `nonce`: it belongs to another login
 * - `access_token_hash`: it belongs to another access token
 */
export type IDTokenFault =
  | "malformed"
  | "algorithm"
  | "key"
  | "signature"
  | "missing_claim"
  | "malformed_claim"
  | "issuer"
  | "audience"
  | "authorized_party"
  | "expired"
  | "not_yet_valid"
  | "nonce"
  | "access_token_hash";

/** Thrown when an ID token cannot be trusted. Nothing of what it says is shown. */
export class InvalidIDTokenError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "InvalidIDTokenError";
  /** What is wrong with it. Switch on this, not on the message. */
  readonly fault: IDTokenFault;
  /** Keeps what is wrong. */
  constructor(fault: IDTokenFault, state: string, options?: ErrorOptions) {
    super(`Cannot trust the ID token: ${state}`, options);
    this.fault = fault;
  }
}

/** Thrown when what Globus Auth says of itself is not what its address says. */
export class InvalidMetadataError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "InvalidMetadataError";
}
