/**
 * Lists a directory and everything below it.
 *
 *     deno task example recursive_ls
 *     deno task example recursive_ls -- COLLECTION_ID /path/ "*.h5"
 */
import {
  AccessTokenAuthorizer,
  exactInteger,
  plainText,
  TransferClient,
  TransferScopes,
  walk,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";
import { bytesText } from "./progress.ts";

// By default a collection that Globus keeps for its tutorials.
const [collectionId = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc", path = "/home/", filter] = Deno.args;

const { tokens } = await logIn(TransferScopes.all);
const { access_token } = tokens.byResourceServer["transfer.api.globus.org"];
const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(access_token) });

let bytes = 0n;
const found = walk(tc, collectionId, { path, filter, maxEntries: 100_000 });
console.log();
for await (const { path, entry, error } of found) {
  // Names can contain control characters: their owners chose them.
  const shown = plainText(path);
  if (error) {
    // A directory without read permission does not stop the walk.
    console.log(`${" ".repeat(10)}  ${shown}/: ${error.message}`);
  } else if (entry.type === "dir") {
    console.log(`${" ".repeat(10)}  ${shown}/`);
  } else {
    const size = exactInteger(entry, "size") ?? 0n;
    bytes += size;
    console.log(`${bytesText(size).padStart(10)}  ${shown}`);
  }
}
console.log(
  `\n${found.entries} entries in ${found.directories} directories, ${bytesText(bytes)} shown`,
);
if (found.failures > 0) console.log(`${found.failures} directories could not be read`);
if (found.truncated) console.log("There is more: this example stops at 100,000 entries");
