/**
 * Look up identities by id or user name, one or many at once.
 *
 *     deno task example identities
 *     deno task example identities -- one@uni.example.edu another@lab.example.org
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

// One call for up to a hundred ids or names. The response leaves out those that do not exist.
console.log("\nYou:");
let domain = "";
for (const { id, username, organization } of await auth.getIdentities({ ids: [claims.sub] })) {
  console.log(`${id}  ${plainText(username)}, ${plainText(organization ?? "unknown")}`);
  domain = username.split("@")[1];
}
const { identity_providers } = await auth.getIdentityProviders({ domains: domain });
for (const { name } of identity_providers) console.log(`You log in with ${plainText(name)}`);

// A map needs few calls: it looks up all known ids and names in one, and finds each identity again by
// id and by name.
const wanted = Deno.args.length > 0 ? Deno.args : [claims.sub, "unknown@nowhere.example"];
const map = new IdentityMap(auth, wanted);
console.log("\nLooked up together:");
for (const key of wanted) {
  const identity = await map.get(key);
  console.log(`${key}: ${plainText(identity?.name ?? identity?.username ?? "does not exist")}`);
}
