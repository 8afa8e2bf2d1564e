/**
 * Consents: what a collection demands beyond Transfer itself, and what I have allowed so far.
 *
 *     deno task example consents
 *     deno task example consents --live -- ID_OF_A_MAPPED_COLLECTION
 */
import {
  AuthClient,
  AuthScopes,
  type Consent,
  plainText,
  TransferClient,
  UserApp,
} from "@globus-deno/sdk";

const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
// In the sandbox: the storage of Fjord University, which demands the scope `data_access`.
const collectionId = Deno.args.find((arg) => !arg.startsWith("-")) ??
  "f10d0002-8b64-4e19-b5a0-2c7d913fe846";

const app = new UserApp("consents", {
  clientId: CLIENT_ID,
  // To see what was allowed to other programs too.
  scopeRequirements: { "auth.globus.org": [AuthScopes.openid, AuthScopes.viewConsents] },
  config: { tokenStorage: "memory", autoRedriveGares: true },
});
// Both before the first call, so that one login asks for what either needs.
const tc = new TransferClient({ app });
const ac = new AuthClient({ app });

// Two logins: one for Transfer, and one more when the collection says that it wants `data_access`.
// The call is repeated then. Only what the app's own services need may be asked for in this way.
const listing = tc.operationLs(collectionId, { path: "/~/" });
const names = (await listing.toArray({ max: 5 })).map(({ name }) => plainText(name));
console.log(`\nIn the collection: ${names.join(", ")}`);

// A program that knows this beforehand asks for all of it at once, and saves the second login:
//
//     const { dataAccess } = new GCSCollectionScopes(collectionId);
//     tc.addAppScope(TransferScopes.all.withDependency(dataAccess.withOptional(true)));

const consents = await ac.getConsents({ all: true });
const forest = consents.toForest();
console.log("\nAllowed so far:");
for (const tree of forest.trees) print(tree.root);

function print(consent: Consent, indent = ""): void {
  console.log(`${indent}${consent.scope_name}`);
  for (const id of forest.edges.get(consent.id) ?? []) print(forest.getNode(id), `${indent}  `);
}

await app.logout();
