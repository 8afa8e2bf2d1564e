/**
 * Sets up a guest collection on a server: shares a folder of a mapped collection, describes it, lets
 * users read it, lists who manages it, and then removes it.
 *
 *     deno task example guest_collection_setup                                 # my home directory
 *     deno task example guest_collection_setup -- "Fjord Research Storage" /home/ada/results/
 */
import {
  createGuestCollection,
  GCSClient,
  plainText,
  TransferClient,
  UserApp,
} from "@globus-deno/sdk";
import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";
import { ask } from "./terminal.ts";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

const state = Deno.args.find((arg) => arg.startsWith("--state="))?.slice(8) ?? ".";
const [name = "Research Storage", folder = "/~/"] = Deno.args
  .filter((arg) => !arg.startsWith("--state="));

const tokenStorage = new JSONTokenStorage(`${state}/tokens.json`);
await using app = new UserApp("my-tool", { clientId: CLIENT_ID, config: { tokenStorage } });
const tc = new TransferClient({ app });

const mapped = await tc.endpointSearch({
  filter_fulltext: name,
  filter_entity_type: "GCSv5_mapped_collection",
}).first();
if (!mapped) {
  console.error(`There is no mapped collection called ${plainText(name)}.`);
  Deno.exit(1);
}
console.log(`\nSharing ${plainText(folder)} of ${plainText(mapped.display_name ?? mapped.id)}`);

// The server's manager takes tokens of its own: this logs in for them, with consent to the data.
const { id, https_url, collection_base_path } = await createGuestCollection(
  { transfer: tc, app },
  mapped.id,
  { collection_base_path: folder, display_name: "Shared by an example", public: false },
);
console.log(`Made guest collection ${id} of ${plainText(collection_base_path ?? folder)}`);

const gcs = await GCSClient.forCollection(tc, mapped.id, { app });
try {
  await gcs.updateCollection(id, {
    description: "Figures and tables of run 7.",
    keywords: ["example", "results"],
  });
  await tc.addEndpointAclRule(id, {
    principal_type: "all_authenticated_users",
    principal: "",
    path: "/",
    permissions: "r",
  });
  console.log(`All who log in may read it${https_url ? `, also at ${plainText(https_url)}` : ""}`);
  for await (const { principal, role } of gcs.getRoleList({ collection_id: id })) {
    console.log(`${plainText(principal ?? "")} is ${plainText(role ?? "")}`);
  }
  await ask("Press Enter to delete the collection:");
} finally {
  await gcs.deleteCollection(id);
  console.log("Deleted the guest collection; the files stay where they are");
}
