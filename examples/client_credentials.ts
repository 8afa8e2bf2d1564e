/**
 * A program that acts for itself: no user logs in. It proves who it is with its client secret.
 *
 *     deno task example client_credentials
 *
 * With `--live` it needs a client of yours, in GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET.
 */
import {
  AuthClient,
  AuthScopes,
  ClientCredentialsAuthorizer,
  ConfidentialAppAuthClient,
  plainText,
  TransferClient,
  TransferScopes,
} from "@globus-deno/sdk";

const clientId = Deno.env.get("GLOBUS_CLIENT_ID");
const clientSecret = Deno.env.get("GLOBUS_CLIENT_SECRET");
if (!clientId || !clientSecret) {
  console.error("Set GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET to those of your client.");
  Deno.exit(1);
}
const client = new ConfidentialAppAuthClient(clientId, clientSecret);

// By hand: request tokens for these scopes. They are valid for two days.
const tokens = await client.oauth2ClientCredentialsTokens([AuthScopes.openid, TransferScopes.all]);
for (const { resource_server, expires_in } of Object.values(tokens.byResourceServer)) {
  console.log(`A token for ${resource_server}: good for ${expires_in / 3600} hours`);
}

// Automatically: an authorizer requests a token when it is needed, once for any number of calls.
function authorize(...scopes: ConstructorParameters<typeof ClientCredentialsAuthorizer>[1][]) {
  return new ClientCredentialsAuthorizer(client, scopes.map(String));
}

const auth = new AuthClient({ authorizer: authorize(AuthScopes.openid, AuthScopes.profile) });
const { sub, preferred_username } = await auth.userinfo();
console.log(`\nIt acts as ${plainText(preferred_username ?? sub)}: share with this name`);

const tc = new TransferClient({ authorizer: authorize(TransferScopes.all) });
const shown = await tc.endpointSearch({ filter_fulltext: "data", filter_scope: "all" })
  .toArray({ max: 3 });
console.log("\nCollections that it can see, among others:");
for (const { id, display_name } of shown) console.log(`[${id}] ${plainText(display_name ?? "")}`);
