/**
 * What a login gives: tokens by resource server, their scopes, and who logged in.
 *
 *     deno task example token_response
 */
import { NativeAppAuthClient, plainText } from "@globus-deno/sdk";
import { ask } from "./terminal.ts";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const client = new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");

client.oauth2StartFlow();
const authorizeUrl = await client.oauth2GetAuthorizeUrl();
console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);
const authCode = await ask("Please enter the code you get after login here:");
if (!authCode) {
  console.error("No code, no tokens: run the example again when you have one.");
  Deno.exit(1);
}
const tokens = await client.oauth2ExchangeCodeForTokens(authCode);

// One entry for each service: a token is valid for that service only.
for (const token of Object.values(tokens.byResourceServer)) {
  const ends = new Date(token.expires_at_seconds * 1000);
  console.log(`\n${token.resource_server}`);
  console.log(`  scopes:     ${token.scope.split(" ").join("\n              ")}`);
  console.log(`  ends:       ${ends.toISOString()}, after ${token.expires_in / 3600} hours`);
  console.log(`  renewable:  ${token.refresh_token ? "yes" : "no"}`);
}

// A printed token shows no secret, also in JSON, because programs log their values. To see the secret,
// read `access_token`; to store tokens yourself, store `toDocument()`.
console.log(`\n${JSON.stringify(tokens.byResourceServer["auth.globus.org"], null, 2)}`);

// Users can decline scopes: check before you rely on one.
console.log(`\nNot granted: ${tokens.missingScopes.join(" ") || "nothing, you have all"}`);

// Checks signature, issuer, audience, times, nonce and access token, and throws if one is wrong.
const claims = await tokens.decodeIdToken();
console.log(`\nLogged in: ${plainText(claims.name ?? "a person without a name")}`);
console.log(`  identity:   ${claims.sub}`);
console.log(`  signed by:  ${claims.iss}`);
