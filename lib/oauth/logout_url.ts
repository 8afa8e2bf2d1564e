import { encodeQuery } from "../core/query.ts";
import { issuerOf } from "./metadata.ts";
import { checkRedirectUri } from "./redirect_uri.ts";

/** Where the page that ends a browser's session leads on to. */
export interface WebLogoutParams {
  /** Where a link of the page leads back to: https, or http on this machine. */
  redirectUri?: string;
  /** Name of your application, which the link shows. Needs `redirectUri`. */
  redirectName?: string;
}

/**
 * Writes the address of the page that ends a browser's session at Globus Auth.
 *
 * @throws {GlobusSDKUsageError} If the redirect URI is unusable.
 * @throws {TypeError} If there is a name, but no redirect URI.
 */
export function webLogoutUrl(
  client: { readonly baseUrl: string; readonly clientId: string },
  { redirectUri, redirectName }: WebLogoutParams,
): string {
  if (redirectUri != null) checkRedirectUri(redirectUri);
  else if (redirectName != null) {
    throw new TypeError("Cannot lead back by name: give redirectUri beside redirectName");
  }
  const query = encodeQuery({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    redirect_name: redirectName,
  });
  return `${issuerOf(client.baseUrl)}/v2/web/logout?${query}`;
}
