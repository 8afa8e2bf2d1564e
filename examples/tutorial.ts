/**
 * The Globus tutorial, steps 2 and 3: log in, take the tokens of two services, list my collections.
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

client.oauth2StartFlow();
const authorizeUrl = await client.oauth2GetAuthorizeUrl();
console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);

const authCode = await ask("Please enter the code you get after login here:");
if (!authCode) {
  console.error("No code, no tokens: run the example again when you have one.");
  Deno.exit(1);
}
const tokenResponse = await client.oauth2ExchangeCodeForTokens(authCode);

// Each service accepts only its own tokens.
const globusAuthData = tokenResponse.byResourceServer["auth.globus.org"];
const globusTransferData = tokenResponse.byResourceServer["transfer.api.globus.org"];

// Tokens are text. Anyone who has one can act as you, so they are not printed here.
const AUTH_TOKEN = globusAuthData.access_token;
const TRANSFER_TOKEN = globusTransferData.access_token;
console.log(`\nA token for Globus Auth:     ${AUTH_TOKEN.length} characters`);
console.log(`A token for Globus Transfer: ${TRANSFER_TOKEN.length} characters`);

// An authorizer adds the token to each request. Other authorizers renew it when it expires.
const authorizer = new AccessTokenAuthorizer(TRANSFER_TOKEN);
const tc = new TransferClient({ authorizer });

// A listing requests the next page when it is needed.
console.log("\nMy Endpoints:");
for await (const ep of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
  console.log(`[${ep.id}] ${plainText(ep.display_name ?? "")}`);
}
