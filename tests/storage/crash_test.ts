import { assert, assertEquals } from "@std/assert";
import { openStore, SHARED_KINDS } from "../kit/open_store.ts";
import { scaled, startChild, withFolder } from "../kit/processes.ts";

/** `STORE_KILLS=1000` runs as many as the security requirements ask for, in a few minutes. */
const kills = scaled("STORE_KILLS", 200);
const program = new URL("children/write.ts", import.meta.url);
const NAMESPACES = ["DEFAULT", "work"];
/** Processes that write to each namespace. */
const WRITERS = 3;

/** The number that a writer has stored; a stored token must be complete. */
function storedNumber(token: string | undefined, server: string, size: number): number {
  if (token === undefined) return -1;
  const [name, n, padding] = token.split("-");
  assertEquals(name, server);
  assertEquals(padding.length, size);
  return Number(n);
}

for (const kind of SHARED_KINDS) {
  Deno.test(`F3 ${kind} store loses nothing acknowledged when writers are killed ${kills} times`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens.${kind}`;
      const size = 60_000;
      let left = kills;
      /** Kills one writer after the other, and compares the output of each with what is stored. */
      async function killWriters(namespace: string, server: string): Promise<void> {
        const { storage, close } = await openStore(kind, path, { namespace });
        for (let next = 0; left-- > 0;) {
          const child = startChild(
            program,
            folder,
            [kind, path, server, `${next}`, "1000000", `${size}`, namespace],
          );
          if (await child.nextLine() === undefined) throw new Error((await child.end()).errors);
          // At a random point of the writer's loop, up to a few writes later.
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
          await child.kill();
          const acknowledged = Number(child.lines.at(-1));
          const data = await storage.getTokenData(server);
          const stored = storedNumber(data?.access_token, server, size);
          // One more than acknowledged, if it was killed after the write and before the output.
          assert(
            stored === acknowledged || stored === acknowledged + 1,
            `${stored}, ${acknowledged}`,
          );
          next = stored + 1;
        }
        close();
      }
      const servers = Array.from({ length: WRITERS }, (_, i) => `server${i}`);
      await Promise.all(
        NAMESPACES.flatMap((namespace) => servers.map((server) => killWriters(namespace, server))),
      );
      for (const namespace of NAMESPACES) {
        const { storage, close } = await openStore(kind, path, { namespace });
        const all = await storage.getTokenDataByResourceServer();
        assertEquals(all.size, WRITERS);
        for (const [server, data] of all) storedNumber(data.access_token, server, size);
        assertEquals(await storage.removeTokenData("server0"), true);
        close();
      }
      const names = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
      assertEquals(
        names.filter((name) =>
          !/^tokens\.((json|sqlite)(\.lock(-journal)?)?|kv(-wal|-shm)?)$/.test(name)
        ),
        [],
      );
    }));
}
