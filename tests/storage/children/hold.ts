/**
 * Begins a change of a store, says so, and never ends it. The tests run it and stop it.
 *
 * @module
 */

import { openStore } from "../../kit/open_store.ts";

const [kind, path] = Deno.args;
const { storage } = await openStore(kind, path);
await storage.update(async () => {
  console.log("held");
  // The open standard input keeps the process alive.
  await Deno.stdin.read(new Uint8Array(1));
});
