/**
 * Stores tokens under one resource server again and again, and says on standard output which
 * number was stored. Run by the tests, which stop it at any time.
 *
 * @module
 */

import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { TokenStorageData } from "../../../lib/storage/data.ts";

const [kind, path, server, first, count, size] = Deno.args;
const storage = kind === "json" ? new JSONTokenStorage(path) : new SQLiteTokenStorage(path);
const padding = "x".repeat(Number(size));
const stdout = Deno.stdout;
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  const data = new TokenStorageData({
    resource_server: server,
    scope: "openid",
    access_token: `${server}-${n}-${padding}`,
    expires_at_seconds: n,
  });
  await storage.storeTokenDataByResourceServer([[server, data]]);
  stdout.writeSync(new TextEncoder().encode(`${n}\n`));
}
