import { assert, assertEquals } from "@std/assert";
import { type Child, openStore, scaled, startChild, withFolder } from "./processes.ts";

/** `STORE_KILLS=1000` runs the whole of what the security bar asks for, in a few minutes. */
const kills = scaled("STORE_KILLS", 40);
const writers = 3;

/** The number that is stored for a writer; whatever is there must be whole. */
function storedNumber(token: string | undefined, server: string, size: number): number {
  if (token === undefined) return -1;
  const [name, n, padding] = token.split("-");
  assertEquals(name, server);
  assertEquals(padding.length, size);
  return Number(n);
}

for (const kind of ["json", "sqlite"]) {
  Deno.test(`F3 ${kind} store loses nothing acknowledged when writers are killed ${kills} times`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens.${kind}`;
      const size = 60_000;
      const storage = openStore(kind, path);
      const next = new Array(writers).fill(0);
      const start = (i: number) =>
        startChild("write", folder, [kind, path, `server${i}`, `${next[i]}`, "1000000", `${size}`]);
      const running: Child[] = Array.from({ length: writers }, (_, i) => start(i));
      try {
        for (let round = 0; round < kills; round++) {
          const i = round % writers;
          const child = running[i];
          if (await child.nextLine() === undefined) throw new Error((await child.end()).errors);
          // No fixed point of the writer's loop: up to a few whole writes later.
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
          await child.kill();
          const acknowledged = Number(child.lines.at(-1));
          const data = await storage.getTokenData(`server${i}`);
          const stored = storedNumber(data?.access_token, `server${i}`, size);
          // Written, and killed before it could say so: one more than was acknowledged.
          assert(
            stored === acknowledged || stored === acknowledged + 1,
            `${stored}, ${acknowledged}`,
          );
          next[i] = stored + 1;
          running[i] = start(i);
        }
      } finally {
        await Promise.all(running.map((child) => child.kill()));
      }
      const all = await storage.getTokenDataByResourceServer();
      assertEquals(all.size, writers);
      for (const [server, data] of all) storedNumber(data.access_token, server, size);
      await storage.removeTokenData("server0");
      const left = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
      assertEquals(
        left.filter((name) => !/^tokens\.(json|sqlite)(\.lock(-journal)?)?$/.test(name)),
        [],
      );
    }));
}
