import { assertEquals } from "@std/assert";
import { fastClock, openStore, SHARED_KINDS } from "../kit/open_store.ts";
import { scaled, startChild, withFolder } from "../kit/processes.ts";
import { tokens } from "../kit/stores.ts";

/** `STORE_PROCESSES=50 STORE_WRITES=200` runs as many as the security requirements ask for. */
const processes = scaled("STORE_PROCESSES", 16);
const writes = scaled("STORE_WRITES", 15);

const writer = new URL("children/write.ts", import.meta.url);
const holder = new URL("children/hold.ts", import.meta.url);

for (const kind of SHARED_KINDS) {
  Deno.test(`F4 ${kind}: ${processes} processes with ${writes} writes each lose nothing`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const children = Array.from(
        { length: processes },
        (_, i) => startChild(writer, folder, [kind, path, `server${i}`, "1", `${writes}`, "10"]),
      );
      for (const child of children) assertEquals(await child.end(), { code: 0, errors: "" });
      const { storage, close } = await openStore(kind, path);
      const all = await storage.getTokenDataByResourceServer();
      close();
      assertEquals(
        Array.from(all, ([server, data]) => `${server} ${data.expires_at_seconds}`).sort(),
        Array.from({ length: processes }, (_, i) => `server${i} ${writes}`).sort(),
      );
    }));

  // The system releases the lock of a file at once; a lease ends after a time without heartbeats.
  const soon = kind === "kv" ? "soon after" : "as soon as";
  Deno.test(`F4 ${kind}: a store is free ${soon} the process that held it is killed`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const clock = kind === "kv" ? fastClock(20) : undefined;
      const { storage, close } = await openStore(kind, path, { clock });
      await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
      const child = startChild(holder, folder, [kind, path]);
      try {
        assertEquals(await child.nextLine(), "held");
        const before = await storage.removeTokenData("a", { lockTimeoutMs: 0 })
          .catch((error) => error.problem);
        assertEquals(before, "busy");
        // Reading does not wait for the lock.
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
      } finally {
        await child.kill();
      }
      const lockTimeoutMs = kind === "kv" ? 600_000 : 1_000;
      assertEquals(await storage.removeTokenData("a", { lockTimeoutMs }), true);
      close();
    }));
}
