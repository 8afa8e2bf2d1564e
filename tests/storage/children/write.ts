/**
 * Stores tokens under one resource server again and again, and prints the number of each. The tests
 * run it and stop it at any time.
 *
 * @module
 */

import { TokenStorageData } from "../../../lib/storage/data.ts";
import { fastClock, openStore } from "../../kit/open_store.ts";

const [kind, path, server, first, count, size, namespace] = Deno.args;
// Only Deno KV has leases, which end by a clock.
const clock = kind === "kv" ? fastClock(20) : undefined;
const { storage, close } = await openStore(kind, path, { namespace, clock });
const padding = "x".repeat(Number(size));
for (let n = Number(first); n < Number(first) + Number(count);) {
  const data = new TokenStorageData({
    resource_server: server,
    scope: "openid",
    access_token: `${server}-${n}-${padding}`,
    expires_at_seconds: n,
  });
  try {
    await storage.storeTokenDataByResourceServer([[server, data]]);
  } catch (error) {
    // On a slow machine others can hold the store for too long by the fast clock. Nothing was written.
    if (kind === "kv" && (error as { problem?: string }).problem === "busy") continue;
    throw error;
  }
  Deno.stdout.writeSync(new TextEncoder().encode(`${n}\n`));
  n++;
}
close();
