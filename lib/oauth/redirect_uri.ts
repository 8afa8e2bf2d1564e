import { GlobusSDKUsageError } from "../core/errors.ts";
import { secureUrl } from "../core/guards.ts";

/**
 * Checks a redirect URI: it must be an absolute https address, or http on this machine (RFC 8252
 * section 7.3), without a fragment or credentials.
 *
 * @returns The unchanged text: the code exchange must send exactly the same.
 * @throws {GlobusSDKUsageError} If it is another kind of address.
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
