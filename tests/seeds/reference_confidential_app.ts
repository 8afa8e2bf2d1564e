/** The reference's second example, line by line: a service that acts for itself. */
import { AccessTokenAuthorizer, ConfidentialAppAuthClient, TransferClient } from "@globus-deno/sdk";

const authClient = new ConfidentialAppAuthClient(
  Deno.env.get("GLOBUS_CLIENT_ID")!,
  Deno.env.get("GLOBUS_CLIENT_SECRET")!,
);

const tokens = await authClient.oauth2ClientCredentialsTokens({
  requestedScopes: ["urn:globus:auth:scope:transfer.api.globus.org:all"],
});

const transferToken = tokens.byResourceServer["transfer.api.globus.org"];
const authorizer = new AccessTokenAuthorizer(transferToken.access_token);
const tc = new TransferClient({ authorizer });
const found = await tc.endpointSearch({ filter_fulltext: "tutorial", filter_scope: "all" })
  .toArray({ max: 1 });
console.log(`Found: ${found.length}`);
