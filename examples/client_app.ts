/**
 * A service that acts for itself: no user logs in, and the app gets tokens when a call needs them.
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

// In memory: with its secret the app gets new tokens at any time, so nothing has to be stored.
const CONFIG = { tokenStorage: "memory" } as const;
await using app = new ClientApp("nightly-copy", { clientId, clientSecret, config: CONFIG });
const tc = new TransferClient({ app });

// The service has an identity of its own. It sees your folders only if you share them with it.
const { kind, username } = await app.whoami();
console.log(`Acting as ${kind} ${username}`);

// Of a thousand calls at once the first requests a token, and the others wait for it.
const searches = await Promise.all(
  ["data", "coral", "tutorial"].map((filter_fulltext) =>
    tc.endpointSearch({ filter_scope: "all", filter_fulltext }).toArray({ max: 2 })
  ),
);
for (const { display_name } of searches.flat()) {
  console.log(`Sees ${plainText(display_name ?? "")}`);
}

// It cannot use what only a user may see.
const [{ id }] = await tc.endpointSearch({ filter_scope: "all", filter_fulltext: "coral" })
  .toArray({ max: 1 });
try {
  await tc.operationLs(id).page();
} catch (error) {
  if (!(error instanceof GlobusAPIError)) throw error;
  console.log(`Not permitted: ${error.httpStatus} ${error.code}`);
}

const { tokens } = await app.logout();
console.log(`Revoked ${tokens.length} tokens`);
