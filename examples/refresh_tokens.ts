/**
 * Access for longer than two days: renew an access token, let the SDK renew it, revoke it.
 *
 *     deno task example refresh_tokens
 */
import { NativeAppAuthClient, RefreshTokenAuthorizer, TransferClient } from "@globus-deno/sdk";
import { ask } from "./terminal.ts";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const client = new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");

client.oauth2StartFlow({ refreshTokens: true });
const authorizeUrl = await client.oauth2GetAuthorizeUrl();
console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);
const authCode = await ask("Please enter the code you get after login here:");
if (!authCode) {
  console.error("No code, no tokens: run the example again when you have one.");
  Deno.exit(1);
}
const tokens = await client.oauth2ExchangeCodeForTokens(authCode);
const transferTokens = tokens.byResourceServer["transfer.api.globus.org"];
const refreshToken = transferTokens.refresh_token;
if (refreshToken === null) throw new Error("Cannot go on: no refresh token was granted");

// By hand: a refresh token gets a new access token, without a browser.
const renewed = await client.oauth2RefreshToken(refreshToken);
const [newTokens] = Object.values(renewed.byResourceServer);
console.log(`\nRenewed: good for ${newTokens.expires_in / 3600} hours from now`);

// Automatically: this renews shortly before the token expires, or when a service refuses it.
const authorizer = new RefreshTokenAuthorizer(refreshToken, client, {
  accessToken: newTokens.access_token,
  expiresAtSeconds: newTokens.expires_at_seconds,
  onRefresh: () => console.log("The SDK has renewed the token"),
});
const tc = new TransferClient({ authorizer });
async function callTransfer(): Promise<void> {
  const page = await tc.endpointSearch({ filter_scope: "my-endpoints" }).page();
  console.log(`Accepted: ${page.DATA.length} collections on the first page`);
}
await callTransfer();

// A revoked access token is useless. The next call is refused, and the authorizer gets a new one.
await client.oauth2RevokeToken(newTokens.access_token);
console.log("Revoked the access token");
await callTransfer();

// Without a refresh token only a new login helps.
await client.oauth2RevokeToken(refreshToken);
console.log("Revoked the refresh token");
