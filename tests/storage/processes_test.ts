import { assertEquals } from "@std/assert";
import { openStore, scaled, startChild, withFolder } from "./processes.ts";
import { tokens } from "./kinds.ts";

/** `STORE_PROCESSES=50 STORE_WRITES=200` runs the whole of what the security bar asks for. */
const processes = scaled("STORE_PROCESSES", 6);
const writes = scaled("STORE_WRITES", 15);

for (const kind of ["json", "sqlite"]) {
  Deno.test(`F4 ${kind}: ${processes} processes with ${writes} writes each lose nothing`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const children = Array.from(
        { length: processes },
        (_, i) => startChild("write", folder, [kind, path, `server${i}`, "1", `${writes}`, "10"]),
      );
      for (const child of children) assertEquals(await child.end(), { code: 0, errors: "" });
      const all = await openStore(kind, path).getTokenDataByResourceServer();
      assertEquals(
        Array.from(all, ([server, data]) => `${server} ${data.expires_at_seconds}`).sort(),
        Array.from({ length: processes }, (_, i) => `server${i} ${writes}`).sort(),
      );
    }));

  Deno.test(`F4 ${kind}: a store is free as soon as the process that held it is killed`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const storage = openStore(kind, path);
      await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
      const holder = startChild("hold", folder, [kind, path]);
      try {
        assertEquals(await holder.nextLine(), "held");
        const before = await storage.removeTokenData("a", { lockTimeoutMs: 0 })
          .catch((error) => error.problem);
        assertEquals(before, "busy");
        // Reading needs no turn.
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
      } finally {
        await holder.kill();
      }
      assertEquals(await storage.removeTokenData("a", { lockTimeoutMs: 1_000 }), true);
    }));
}
