/**
 * Downloads a folder by HTTPS, with progress and without Globus Connect Personal. Stop it and run it
 * again: it downloads the files that are missing.
 *
 *     deno task example download_folder
 *     deno task example download_folder -- COLLECTION_ID /data/run7/
 */
import {
  CollectionClient,
  downloadAll,
  plainText,
  TransferClient,
  UserApp,
  walk,
} from "@globus-deno/sdk";
import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";
import { bytesText } from "./progress.ts";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

const state = Deno.args.find((arg) => arg.startsWith("--state="))?.slice(8) ?? ".";
const [
  // A collection that Globus keeps for its tutorials: everyone may read there.
  collectionId = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
  from = "/home/share/godata/",
] = Deno.args.filter((arg) => !arg.startsWith("--state="));

const tokenStorage = new JSONTokenStorage(`${state}/tokens.json`);
await using app = new UserApp("my-tool", {
  clientId: CLIENT_ID,
  // Many collections of institutions let Transfer list folders only with the consent data_access. Then
  // the first listing logs in again, for this consent and for those that the files need.
  config: { tokenStorage, autoRedriveGares: true },
});
const tc = new TransferClient({ app });

// Finds the address of the files and the scopes that they need. Its login covers Transfer too.
const files = await CollectionClient.for(tc, collectionId);

// HTTPS cannot list folders, so Transfer does that.
const found = walk(tc, collectionId, { path: from });
const stop = new AbortController();
Deno.addSignalListener("SIGINT", () => stop.abort(new Error("stopped; run it again for the rest")));

let shownAt = 0;
const outcomes = downloadAll(files, found, {
  from,
  to: `${state}/downloaded`,
  // Skip files that are complete: those of the same size. A part of a file is continued if the server
  // sends an ETag or Last-Modified that proves that the file is the same; otherwise it starts from its beginning.
  existing: "skip",
  resume: true,
  onProgress({ path, doneBytes, doneFiles }) {
    if (Date.now() - shownAt < 1000) return;
    shownAt = Date.now();
    console.log(`${doneFiles} files, ${bytesText(BigInt(doneBytes))}: ${plainText(path, 60)}`);
  },
}, { signal: stop.signal });

let done = 0;
let continued = 0;
let skipped = 0;
let failed = 0;
try {
  for await (const outcome of outcomes) {
    if (outcome.state === "done") {
      done++;
      if (outcome.resumedFromBytes > 0) continued++;
    }
    if (outcome.state === "skipped") skipped++;
    if (outcome.state !== "failed") continue;
    failed++;
    console.error(`Cannot download ${plainText(outcome.path)}: ${outcome.error.message}`);
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
  console.error(stop.signal.reason.message);
}
console.log(
  `${done} downloaded, ${skipped} were there, ${failed} failed: ${state}/downloaded` +
    (continued > 0 ? ` (${continued} continued)` : ""),
);
if (failed > 0 || stop.signal.aborted) Deno.exitCode = 1;
