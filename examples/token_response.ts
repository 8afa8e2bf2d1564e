/**
 * What a login gives: tokens by resource server, what they are good for, and who logged in.
 *
 *     deno task example token_response
 */
import { AuthScopes, plainText, TransferScopes } from "@globus-deno/sdk";
import { logIn } from "./login.ts";

const { openid, profile, email } = AuthScopes;
const { tokens } = await logIn([openid, profile, email, TransferScopes.all]);

// One entry for each service: a token opens that one and no other.
for (const token of Object.values(tokens.byResourceServer)) {
  const ends = new Date(token.expires_at_seconds * 1000);
  console.log(`\n${token.resource_server}`);
  console.log(`  scopes:     ${token.scope.split(" ").join("\n              ")}`);
  console.log(`  ends:       ${ends.toISOString()}, after ${token.expires_in / 3600} hours`);
  console.log(`  renewable:  ${token.refresh_token ? "yes" : "no"}`);
}

// Printing a token, or writing it as JSON, shows no secret: programs log what they hold. To see one
// on purpose, read `access_token`; to store tokens by yourself, store what `toDocument()` gives.
console.log(`\n${JSON.stringify(tokens.byResourceServer["auth.globus.org"], null, 2)}`);

// People can decline: compare before you rely on a scope.
console.log(`\nNot granted: ${tokens.missingScopes.join(" ") || "nothing, you have all"}`);

// Signature, issuer, audience, times, nonce and access token are checked, or this throws.
const claims = await tokens.decodeIdToken();
console.log(`\nLogged in: ${plainText(claims.name ?? "a person without a name")}`);
console.log(`  identity:   ${claims.sub}`);
console.log(`  signed by:  ${claims.iss}`);
