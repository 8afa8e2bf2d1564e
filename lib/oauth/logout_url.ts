import { encodeQuery } from "../core/query.ts";
import { issuerOf } from "./metadata.ts";
import { checkRedirectUri } from "./redirect_uri.ts";

/** Where the link of the logout page leads. */
export interface WebLogoutParams {
  /** Address that the link leads to: https, or http on this machine. */
  redirectUri?: string | undefined;
  /** Name of your application, as the text of the link. Needs `redirectUri`. */
  redirectName?: string | undefined;
}

/**
 * The address of the page that logs a browser out of Globus Auth.
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
    throw new TypeError("Cannot make the logout URL: redirectName needs redirectUri");
  }
  const query = encodeQuery({
    client_id: client.clientId,
    redirect_uri: redirectUri,
    redirect_name: redirectName,
  });
  return `${issuerOf(client.baseUrl)}/v2/web/logout?${query}`;
}
