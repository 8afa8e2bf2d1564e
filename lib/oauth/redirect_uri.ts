import { GlobusSDKUsageError } from "../core/errors.ts";
import { secureUrl } from "../core/guards.ts";

/**
 * Checks where the browser is sent back to: an absolute https address, or http on this machine
 * (RFC 8252 section 7.3), without a fragment or credentials.
 *
 * @returns The text as given: it must be the same to the byte when the code is exchanged.
 * @throws {GlobusSDKUsageError} If it is anything else.
 */
export function checkRedirectUri(text: string): string {
  if (!secureUrl(text) || text.includes("#")) {
    throw new GlobusSDKUsageError(
      "Cannot redirect to this address: it needs https, or http on 127.0.0.1, [::1] or localhost," +
        " and no fragment or credentials",
    );
  }
  return text;
}
