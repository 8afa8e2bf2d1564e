import { CALLBACK_TOOLS } from "./callback_tools.ts";
import { type LoginCallback, readCallback } from "./read_callback.ts";

/**
 * Reads the callback of a login: the URL that the browser was sent back to (RFC 6749 section 4.1.2).
 *
 * @example A handler of the redirect URI
 * ```ts ignore
 * const callback = parseCallback(request.url);
 * const attempt = await logins.take(browserKey, callback.state);
 * const code = callback.codeFor(attempt);
 * ```
 *
 * @param url The URL of the request, or its query.
 * @throws {LoginCallbackError} With fault `malformed`, if a parameter comes twice, if it contains a
 * token or a fragment, or if it does not contain either a code or an error.
 */
export function parseCallback(url: string | URL | URLSearchParams): LoginCallback {
  return readCallback(url, CALLBACK_TOOLS);
}
