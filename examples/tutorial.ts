/**
 * The Globus tutorial: log in, take the tokens of two services, list my collections.
 *
 *     deno task example tutorial          # against a sandbox on this machine
 *     deno task example tutorial --live   # against Globus
 */
import {
  AccessTokenAuthorizer,
  NativeAppAuthClient,
  plainText,
  TransferClient,
} from "@globus-deno/sdk";
import { ask } from "./terminal.ts";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

const client = new NativeAppAuthClient(CLIENT_ID);
client.oauth2StartFlow([
  "openid",
  "profile",
  "email",
  "urn:globus:auth:scope:transfer.api.globus.org:all",
]);
console.log(`Log in at:\n\n${await client.oauth2GetAuthorizeUrl()}\n`);

const code = await ask("Paste the code that you get there:");
if (!code) {
  console.error("No code, no tokens: run the example again when you have one.");
  Deno.exit(1);
}
const tokens = await client.oauth2ExchangeCodeForTokens(code);

// Each service takes tokens of its own.
const authTokens = tokens.byResourceServer["auth.globus.org"];
const transferTokens = tokens.byResourceServer["transfer.api.globus.org"];
console.log(`\nA token for Globus Auth:     good for ${authTokens.expires_in / 3600} hours`);
console.log(`A token for Globus Transfer: good for ${transferTokens.expires_in / 3600} hours`);

const tc = new TransferClient({
  authorizer: new AccessTokenAuthorizer(transferTokens.access_token),
});
console.log("\nMy collections:");
for await (const endpoint of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
  console.log(`[${endpoint.id}] ${plainText(endpoint.display_name ?? "")}`);
}
