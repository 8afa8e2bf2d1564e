import { GlobusSDKUsageError } from "../core/errors.ts";
import { encodeBase64Url, randomText } from "./base64url.ts";

/** Makes a PKCE verifier of 32 random bytes, 43 characters (RFC 7636 section 4.1). */
export function makeVerifier(): string {
  return randomText(32);
}

/**
 * Checks a PKCE verifier that the caller has given.
 *
 * @throws {GlobusSDKUsageError} If it is not 43 to 128 letters, digits, `-`, `.`, `_` or `~`.
 */
export function checkVerifier(verifier: string): string {
  if (typeof verifier !== "string" || !/^[\w.~-]{43,128}$/.test(verifier)) {
    throw new GlobusSDKUsageError(
      "Cannot use this PKCE verifier: it needs 43 to 128 letters, digits, '-', '.', '_' or '~'",
    );
  }
  return verifier;
}

/** The S256 challenge of a verifier (RFC 7636 section 4.2). */
export async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return encodeBase64Url(new Uint8Array(digest));
}
