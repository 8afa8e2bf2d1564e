/**
 * An app on a store that it shares with other processes. For each line with an offset of its clock it
 * requests a token, and prints the token's digest. The tests run it.
 *
 * @module
 */

import { TransferClient, UserApp } from "@globus-deno/sdk";
import { systemClock } from "../../../lib/core/clock.ts";
import { openStore } from "../../kit/open_store.ts";

const [kind, path, sandboxUrl, clientId] = Deno.args;
let offsetMs = 0;
const app = new UserApp("shared", {
  clientId,
  config: {
    sandboxUrl,
    tokenStorage: (await openStore(kind, path)).storage,
    loginFlowManager: null,
    clock: { ...systemClock, now: () => Date.now() + offsetMs },
  },
});
const client = new TransferClient({ app });
console.log("ready");
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const text of lines) {
  for (const line of text.trim().split("\n")) {
    offsetMs = Number(line);
    try {
      const header = await app.getAuthorizer("transfer.api.globus.org").getAuthorizationHeader();
      await client.getSubmissionId();
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(header));
      console.log([...new Uint8Array(digest, 0, 8)].join("."));
    } catch (error) {
      console.log(`${error}`);
    }
  }
}
