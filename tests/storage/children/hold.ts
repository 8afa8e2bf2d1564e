/**
 * Takes a store, says so, and does not let go of it. Run by the tests, which stop it.
 *
 * @module
 */

import { openStore } from "../../kit/open_store.ts";

const [kind, path] = Deno.args;
const { storage } = await openStore(kind, path);
await storage.update(async () => {
  console.log("held");
  // What keeps the process alive is the open standard input.
  await Deno.stdin.read(new Uint8Array(1));
});
