/**
 * Publishes a folder: copies it to a guest collection of mine, gives up in time if that is stuck, lists
 * what arrived, lets others read it, and describes it in an index where it can be found.
 *
 *     deno task example publish_data                  # my first guest collection with HTTPS
 *     deno task example publish_data -- COLLECTION_ID --keep
 *
 * Without `--keep` it withdraws the publication at the end: the index and the access rule.
 */
import {
  ingestAll,
  plainText,
  SearchClient,
  SearchScopes,
  taskOutcome,
  TransferClient,
  TransferData,
  UserApp,
  walk,
} from "@globus-deno/sdk";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
// A collection that Globus keeps for its tutorials, and a folder on it.
const SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const FOLDER = "/home/share/godata/";

/** What the index says of a file. */
interface Description {
  title: string;
  name: string;
  bytes: number;
  address: string;
}

const keep = Deno.args.includes("--keep");
const [given] = Deno.args.filter((arg) => !arg.startsWith("--"));

await using app = new UserApp("my-tool", {
  clientId: CLIENT_ID,
  config: { tokenStorage: "memory" },
});
// Both clients first, so that there is one login. An index of one's own needs more than queries do.
const tc = new TransferClient({ app });
const search = new SearchClient({ app, appScopes: [SearchScopes.all] });

const { id: collectionId, https_server: httpsServer } = given
  ? await tc.getEndpoint(given)
  : await myGuestCollection();

// Each publication gets a folder of its own, so that it replaces nothing.
const target = `/published-${crypto.randomUUID().slice(0, 8)}/`;
const data = new TransferData(SOURCE, collectionId, {
  label: "Publication",
  verify_checksum: true,
});
data.addItem(FOLDER, target, { recursive: true });
const { task_id } = await tc.submitTransfer(data);

// A task that a person must mend, or that takes too long, must not hold the program up for days.
const { state, task, fault } = await taskOutcome(tc, task_id, {
  giveUp: "needsAction",
  timeoutMs: 60 * 60_000,
  cancel: true,
});
if (state !== "succeeded") {
  console.error(`Cannot publish: the transfer ended as ${state}. ${fault?.meaning ?? ""}`);
  console.error(fault?.advice ?? "Look at the task in the web app.");
  Deno.exit(1);
}
console.log(`\nCopied ${task.files_transferred} files to ${target}`);

const entries: { subject: string; visible_to: string[]; content: Description }[] = [];
for await (const { path, entry, error } of walk(tc, collectionId, { path: target })) {
  if (error) throw error;
  if (entry.type !== "file") continue;
  const address = new URL(path.split("/").map(encodeURIComponent).join("/"), httpsServer!).href;
  entries.push({
    subject: `globus://${collectionId}${path}`,
    visible_to: ["all_authenticated_users"],
    content: {
      title: "Files of the Globus tutorial",
      name: entry.name,
      bytes: entry.size ?? 0,
      address,
    },
  });
}

const { access_id } = await tc.addEndpointAclRule(collectionId, {
  principal_type: "all_authenticated_users",
  principal: "",
  path: target,
  permissions: "r",
});
console.log("All who log in may read them.");

const { id: index } = await search.createIndex("Publications", "Made by an example");
(await ingestAll<Description>(search, index, { entries })).throwIfFailed();

console.log(`\nIndex ${index} finds:`);
for await (const { entries: [{ content }] } of search.postSearch<Description>(index, { q: "*" })) {
  console.log(
    `  ${plainText(content.name)}, ${content.bytes} bytes: ${plainText(content.address)}`,
  );
}

if (keep) {
  console.log(`\nTo withdraw it, delete the index and the access rule ${access_id}.`);
} else {
  await search.deleteIndex(index);
  await tc.deleteEndpointAclRule(collectionId, access_id);
  console.log("\nWithdrew the publication: deleted the index and the access rule.");
}

/** The first of my guest collections whose files have addresses. */
async function myGuestCollection() {
  const mine = tc.endpointSearch({
    filter_scope: "my-endpoints",
    filter_entity_type: "GCSv5_guest_collection",
  });
  for await (const collection of mine) if (collection.https_server) return collection;
  console.error(
    "You have no guest collection yet. Make one in the web app, on a server with HTTPS.",
  );
  Deno.exit(1);
}
