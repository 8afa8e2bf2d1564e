/**
 * Uploads results to a guest collection of mine by HTTPS, lets others read them, and prints the
 * addresses that they can use.
 *
 *     deno task example share_results                   # my first guest collection
 *     deno task example share_results -- COLLECTION_ID
 */
import { CollectionClient, plainText, TransferClient, uploadAll, UserApp } from "@globus-deno/sdk";
import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

const state = Deno.args.find((arg) => arg.startsWith("--state="))?.slice(8) ?? ".";
const [givenId] = Deno.args.filter((arg) => !arg.startsWith("--state="));

const tokenStorage = new JSONTokenStorage(`${state}/tokens.json`);
await using app = new UserApp("my-tool", { clientId: CLIENT_ID, config: { tokenStorage } });
const tc = new TransferClient({ app });

const collectionId = givenId ?? await myGuestCollection();
const files = await CollectionClient.for(tc, collectionId);

// Results of a computation.
const folder = `${state}/results`;
await Deno.mkdir(`${folder}/tables`, { recursive: true });
await Deno.writeTextFile(`${folder}/README.txt`, "Mean bleaching by reef and year.\n");
await Deno.writeTextFile(`${folder}/tables/2026.csv`, "reef,bleaching\nnorth,0.31\nsouth,0.27\n");

// Each run gets a folder of its own, so that it replaces nothing.
const target = `/results-${crypto.randomUUID().slice(0, 8)}/`;
const uploaded: string[] = [];
for await (const outcome of uploadAll(files, { from: folder, to: target, transfer: tc })) {
  if (outcome.state === "failed") throw outcome.error;
  uploaded.push(outcome.path);
}

const { access_id } = await tc.addEndpointAclRule(collectionId, {
  principal_type: "all_authenticated_users",
  principal: "",
  path: target,
  permissions: "r",
});
console.log("\nAll who log in may read:");
for (const path of uploaded.sort()) {
  console.log(`  ${plainText(new URL(path.slice(1), files.baseUrl).href)}`);
}
const [first] = uploaded;
console.log(`\n${plainText(first)} says: ${plainText(await (await files.read(first)).text())}`);
console.log(`To stop sharing, delete the access rule ${access_id} of the collection.`);

/** The first of my guest collections whose files can be reached by HTTPS. */
async function myGuestCollection(): Promise<string> {
  const mine = tc.endpointSearch({
    filter_scope: "my-endpoints",
    filter_entity_type: "GCSv5_guest_collection",
  });
  for await (const { id, https_server, display_name } of mine) {
    if (!https_server) continue;
    console.log(`Using ${plainText(display_name ?? id)}`);
    return id;
  }
  console.error(
    "You have no guest collection yet. Make one in the web app, on a server with HTTPS.",
  );
  Deno.exit(1);
}
