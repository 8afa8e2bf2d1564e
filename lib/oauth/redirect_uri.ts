import { GlobusSDKUsageError } from "../core/errors.ts";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
// deno-lint-ignore no-control-regex
const unusable = /[\u0000-\u0020\u007f\\#]/;

/**
 * Checks where the browser is sent back to: an absolute https address, or http on this machine
 * (RFC 8252 section 7.3), without a fragment or credentials.
 *
 * @returns The text as given: it must be the same to the byte when the code is exchanged.
 * @throws {GlobusSDKUsageError} If it is anything else.
 */
export function checkRedirectUri(text: string): string {
  const url = typeof text === "string" && !unusable.test(text) && URL.canParse(text)
    ? new URL(text)
    : undefined;
  const secure = url?.protocol === "https:" ||
    (url?.protocol === "http:" && loopback.test(url.hostname));
  if (!url || !secure || url.username || url.password || !/^https?:\/\/[^/]/i.test(text)) {
    throw new GlobusSDKUsageError(
      "Cannot redirect to this address: it needs https, or http on 127.0.0.1, [::1] or localhost," +
        " and no fragment or credentials",
    );
  }
  return text;
}
