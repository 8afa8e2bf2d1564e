import { GlobusAPIError } from "../core/api_error.ts";
import { GlobusError, InvalidResponseError, NetworkError } from "../core/errors.ts";

/**
 * Thrown when a token endpoint's answer says yes but is no token response (RFC 6749 section 5.1).
 * Nothing of it can be used.
 */
export class InvalidTokenResponseError extends InvalidResponseError {
  override name = "InvalidTokenResponseError";
}

/**
 * Thrown when a code was sent and no usable answer came. The code may be used up, and sending it
 * twice can revoke all that came of it (RFC 6749 section 4.1.2): start the login again.
 */
export class LoginInterruptedError extends NetworkError {
  override name = "LoginInterruptedError";
}

/**
 * Thrown when tokens cannot be renewed any more: the refresh token has expired or was revoked. The
 * refusal is the `cause`. Only a new login helps.
 */
export class ReauthRequiredError extends GlobusError {
  override name = "ReauthRequiredError";
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
