import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";
import { withFolder } from "../kit/processes.ts";
import { tokens } from "../kit/stores.ts";

Deno.test("F7 JSONTokenStorage removes what a stopped process left, even if nothing changes", () =>
  withFolder(async (folder) => {
    const storage = new JSONTokenStorage(`${folder}/tokens`);
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    Deno.copyFileSync(`${folder}/tokens`, `${folder}/tokens.tmp`);
    await storage.update(() => {});
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "tokens",
      "tokens.lock",
    ]);
  }));

Deno.test("JSONTokenStorage writes the file for changes only", () =>
  withFolder(async (folder) => {
    const storage = new JSONTokenStorage(`${folder}/tokens`);
    const written = () => Deno.statSync(`${folder}/tokens`).ino;
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    const first = written();
    // The new file is made while the old one exists, so the two differ.
    assertEquals(await storage.update((all) => all.get("a")?.scope), "openid");
    assertEquals(written(), first);
    await storage.update((all) => all.set("a", tokens("a", 2)));
    assertNotEquals(written(), first);
  }));

Deno.test("F5 setAside() names the file by the time, without characters that Windows refuses", () =>
  withFolder(async (folder) => {
    const clock = { now: () => Date.UTC(2026, 4, 17, 8, 30, 5, 250) };
    const storage = new JSONTokenStorage(`${folder}/tokens.json`, {
      clock: { ...clock, monotonicMs: () => 0, setTimer: () => () => {} },
    });
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    assertEquals(
      await storage.setAside(),
      `${storage.filepath}.aside-2026-05-17T08-30-05-250Z`,
    );
  }));

Deno.test({
  name: "JSONTokenStorage leaves no file open",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const storage = new JSONTokenStorage(path);
      for (let n = 0; n < 5; n++) {
        await storage.storeTokenDataByResourceServer([["a", tokens("a", n)]]);
        await storage.getTokenData("a");
      }
      const open = [...Deno.readDirSync("/proc/self/fd")].map(({ name }) => {
        try {
          return Deno.readLinkSync(`/proc/self/fd/${name}`);
        } catch { // The one that lists the folder.
          return "";
        }
      });
      assert(open.length > 1);
      assertEquals(open.filter((file) => file.startsWith(folder)), []);
    }),
});
