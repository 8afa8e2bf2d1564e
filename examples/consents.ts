/**
 * Consents: what a collection requires beyond Transfer itself, and what I have allowed so far.
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
// In the sandbox: the storage of Fjord University, which requires the scope `data_access`.
const collectionId = Deno.args.find((arg) => !arg.startsWith("-")) ??
  "f10d0002-8b64-4e19-b5a0-2c7d913fe846";

const app = new UserApp("consents", {
  clientId: CLIENT_ID,
  // Lists the consents given to other programs too.
  scopeRequirements: { "auth.globus.org": [AuthScopes.openid, AuthScopes.viewConsents] },
  config: { tokenStorage: "memory", autoRedriveGares: true },
});
// Make both clients before the first call, so that one login requests the scopes of both.
const tc = new TransferClient({ app });
const ac = new AuthClient({ app });

// Two logins: one for Transfer, and another when the collection requires `data_access`. The app then
// repeats the call. A service can only ask for scopes of services that the app uses.
const listing = tc.operationLs(collectionId, { path: "/~/" });
const names = (await listing.toArray({ max: 5 })).map(({ name }) => plainText(name));
console.log(`\nIn the collection: ${names.join(", ")}`);

// A program that knows the collection can request both scopes in the first login:
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
