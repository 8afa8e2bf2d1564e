/**
 * Who is behind an id or a user name: single lookups, and many at once.
 *
 *     deno task example identities
 *     deno task example identities -- somebody@uni.example.edu another@lab.example.org
 */
import {
  AccessTokenAuthorizer,
  AuthClient,
  AuthScopes,
  IdentityMap,
  plainText,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";

const { tokens } = await logIn([AuthScopes.openid, AuthScopes.email, AuthScopes.viewIdentities]);
const claims = await tokens.decodeIdToken();
const { access_token } = tokens.byResourceServer["auth.globus.org"];
const auth = new AuthClient({ authorizer: new AccessTokenAuthorizer(access_token) });

// One call for up to a hundred ids or names. Those that do not exist are missing in the answer.
console.log("\nYou:");
let domain = "";
for (const { id, username, organization } of await auth.getIdentities({ ids: [claims.sub] })) {
  console.log(`${id}  ${plainText(username)}, ${plainText(organization ?? "unknown")}`);
  domain = username.split("@")[1];
}
const { identity_providers } = await auth.getIdentityProviders({ domains: domain });
for (const { name } of identity_providers) console.log(`You log in with ${plainText(name)}`);

// A map asks as seldom as it can: what is wanted at the same time goes into one call, and what was
// found is kept under both id and name.
const wanted = Deno.args.length > 0 ? Deno.args : [claims.sub, "nobody@nowhere.example"];
const map = new IdentityMap(auth);
const found = await Promise.all(wanted.map((key) => map.get(key)));
console.log("\nLooked up together:");
wanted.forEach((key, i) => {
  console.log(`${key}: ${plainText(found[i]?.name ?? found[i]?.username ?? "does not exist")}`);
});
