/**
 * Shares a folder of my computer: creates a guest collection, gives a user access, and then removes
 * both.
 *
 *     deno task example guest_collection_share                       # everybody who is logged in
 *     deno task example guest_collection_share -- /~/data/ USER_ID   # one person, by identity id
 */
import { AccessTokenAuthorizer, plainText, TransferClient, TransferScopes } from "@globus-deno/sdk";
import { logIn } from "./login.ts";
import { ask } from "./terminal.ts";

const [path = "/~/", identityId] = Deno.args;

const { tokens } = await logIn(TransferScopes.all);
const { access_token } = tokens.byResourceServer["transfer.api.globus.org"];
const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(access_token) });

// A connected computer of mine with Globus Connect Personal. On Globus Connect Server the server itself
// creates guest collections.
const mine = tc.endpointSearch({
  filter_scope: "my-gcp-endpoints",
  filter_entity_type: "GCP_mapped_collection",
});
let host;
for await (const endpoint of mine) {
  if (endpoint.gcp_connected) {
    host = endpoint;
    break;
  }
}
if (!host) {
  console.error("None of your computers with Globus Connect Personal is connected.");
  Deno.exit(1);
}
console.log(`\nSharing ${plainText(path)} of ${plainText(host.display_name ?? host.id)}`);

const { id } = await tc.createSharedEndpoint({
  host_endpoint: host.id,
  host_path: path,
  display_name: "Shared by an example",
});
console.log(`Made guest collection ${id}`);
try {
  const { access_id } = await tc.addEndpointAclRule(id, {
    principal_type: identityId ? "identity" : "all_authenticated_users",
    principal: identityId ?? "",
    path: "/",
    permissions: "r",
  });
  for await (const rule of tc.endpointAclList(id)) {
    const who = rule.principal || rule.principal_type;
    console.log(
      `${who} may ${rule.permissions === "r" ? "read" : "write"} in ${plainText(rule.path)}`,
    );
  }
  await ask("Press Enter to take it back:");
  await tc.deleteEndpointAclRule(id, access_id);
  console.log("Took the rule back");
} finally {
  await tc.deleteEndpoint(id);
  console.log("Deleted the guest collection; the files stay where they are");
}
