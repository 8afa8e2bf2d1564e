/**
 * A service that acts for itself: no person logs in, and its tokens are there when they are needed.
 *
 *     deno task example client_app
 *
 * With `--live` it needs a client of yours, in GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET.
 */
import { ClientApp, GlobusAPIError, plainText, TransferClient } from "@globus-deno/sdk";

const clientId = Deno.env.get("GLOBUS_CLIENT_ID");
const clientSecret = Deno.env.get("GLOBUS_CLIENT_SECRET");
if (!clientId || !clientSecret) {
  console.error("Set GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET to those of your client.");
  Deno.exit(1);
}

// In memory: the secret gets new tokens at any time, so that there is nothing to keep.
const CONFIG = { tokenStorage: "memory" } as const;
await using app = new ClientApp("nightly-copy", { clientId, clientSecret, config: CONFIG });
const tc = new TransferClient({ app });

// It has an identity of its own: share folders with this name, or it sees none of yours.
const { kind, username } = await app.whoami();
console.log(`Acting as ${kind} ${username}`);

// Of a thousand calls at once the first gets a token, and all others wait for it.
const searches = await Promise.all(
  ["data", "coral", "tutorial"].map((filter_fulltext) =>
    tc.endpointSearch({ filter_scope: "all", filter_fulltext }).toArray({ max: 2 })
  ),
);
for (const { display_name } of searches.flat()) {
  console.log(`Sees ${plainText(display_name ?? "")}`);
}

// What belongs to a person stays closed to it.
const [{ id }] = await tc.endpointSearch({ filter_scope: "all", filter_fulltext: "coral" })
  .toArray({ max: 1 });
try {
  await tc.operationLs(id).page();
} catch (error) {
  if (!(error instanceof GlobusAPIError)) throw error;
  console.log(`May not look into it: ${error.httpStatus} ${error.code}`);
}

const { tokens } = await app.logout();
console.log(`Revoked ${tokens.length} tokens`);
