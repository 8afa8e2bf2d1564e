/**
 * Stores tokens under one resource server again and again, and says on standard output which
 * number was stored. Run by the tests, which stop it at any time.
 *
 * @module
 */

import { TokenStorageData } from "../../../lib/storage/data.ts";
import { fastClock, openStore } from "../../kit/open_store.ts";

const [kind, path, server, first, count, size, namespace] = Deno.args;
// Of all kinds, Deno KV alone has leases, which end by a clock.
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
    // A slow machine: on the fast clock others hold the store for too long. Nothing was written.
    if (kind === "kv" && (error as { problem?: string }).problem === "busy") continue;
    throw error;
  }
  Deno.stdout.writeSync(new TextEncoder().encode(`${n}\n`));
  n++;
}
close();
