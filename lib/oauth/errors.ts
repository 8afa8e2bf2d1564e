import { GlobusAPIError } from "../core/api_error.ts";
import { GlobusError, InvalidResponseError, NetworkError } from "../core/errors.ts";

/**
 * Thrown when a token endpoint reports success, but the response is not a token response (RFC 6749
 * section 5.1). No part of it is used.
 *
 * @category Errors
 */
export class InvalidTokenResponseError extends InvalidResponseError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "InvalidTokenResponseError";
}

/**
 * Thrown when a code was sent and no usable response came. The code may be used up, and sending it
 * twice can revoke the tokens that it gave (RFC 6749 section 4.1.2): start the login again.
 *
 * @category Errors
 */
export class LoginInterruptedError extends NetworkError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "LoginInterruptedError";
}

/**
 * Thrown when tokens can no longer be renewed, because the refresh token has expired or was revoked.
 * The error of Globus Auth is the `cause`. A new login is needed.
 *
 * @category Errors
 */
export class ReauthRequiredError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ReauthRequiredError";
  /** Stable across releases: switch on this, not on the message. */
  readonly code = "REAUTH_REQUIRED";
}

/** The `error` of an OAuth error response (RFC 6749 section 5.2), such as `invalid_grant`. */
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
 * - `malformed`: it is not a compact JWS that contains an object, or it is too large
 * - `algorithm`: its algorithm, or an extension that it names, is not allowed
 * - `key`: none of the issuer's keys matches it
 * - `signature`: no matching key has signed it
 * - `missing_claim`, `malformed_claim`: a required claim is missing, or has the wrong type
 * - `issuer`: another issuer signed it
 * - `audience`, `authorized_party`: it is for another client
 * - `expired`, `not_yet_valid`: it is valid no longer, or not yet
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

/**
 * Thrown when a check of an ID token fails. The error shows no content of the token.
 *
 * @category Errors
 */
export class InvalidIDTokenError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "InvalidIDTokenError";
  /** The check that failed. Stable across releases: switch on this, not on the message. */
  readonly fault: IDTokenFault;
  /** Keeps which check failed. */
  constructor(fault: IDTokenFault, state: string, options?: ErrorOptions) {
    super(`Cannot trust the ID token: ${state}`, options);
    this.fault = fault;
  }
}

/**
 * Thrown when the OpenID configuration or the key set of Globus Auth is unusable.
 *
 * @category Errors
 */
export class InvalidMetadataError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "InvalidMetadataError";
}
