import { assert, assertEquals, assertRejects } from "@std/assert";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { tokens } from "../kit/stores.ts";
import { openStore } from "../kit/open_store.ts";
import { hasProgram } from "../kit/programs.ts";
import { withFolder } from "../kit/processes.ts";

function mount(...args: string[]): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !hasProgram("mount")) return false;
  return new Deno.Command("mount", { args, stderr: "null", stdout: "null" }).outputSync().success;
}

/** Whether this process can mount disks: only as root, and not in every container. */
const mounts = (() => {
  const folder = Deno.makeTempDirSync();
  const could = mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", folder);
  if (could) new Deno.Command("umount", { args: [folder] }).outputSync();
  Deno.removeSync(folder);
  return could;
})();
const needsMount = { ignore: !mounts };

/** Mounts a small disk for one test. */
async function withDisk(work: (folder: string, remount: (how: string) => void) => Promise<void>) {
  await withFolder(async (parent) => {
    const folder = `${parent}/disk`;
    Deno.mkdirSync(folder);
    assert(mount("-t", "tmpfs", "-o", "size=512k,mode=700", "tmpfs", folder));
    try {
      await work(folder, (how) => assert(mount("-o", `remount,${how}`, folder)));
    } finally {
      new Deno.Command("umount", { args: ["-l", folder] }).outputSync();
    }
  });
}

for (const kind of ["json", "sqlite"]) {
  Deno.test(
    `F3 ${kind}: a full disk is named in the error and leaves the old content, 50 times (where disks can be mounted)`,
    needsMount,
    () =>
      withDisk(async (folder) => {
        const { storage } = await openStore(kind, `${folder}/tokens`);
        await storage.storeTokenDataByResourceServer([["a", tokens("a", "old")]]);
        const big = (n: number) =>
          new TokenStorageData({ ...tokens("b").toDict(), access_token: "x".repeat(600_000 + n) });
        for (let n = 0; n < 50; n++) {
          const error = await assertRejects(
            () => storage.storeTokenDataByResourceServer([["b", big(n)], ["a", tokens("a", n)]]),
            TokenStorageError,
          );
          assertEquals(error.problem, "unavailable", error.message);
          assert(error.message.includes("the disk is full; free some space"), error.message);
          const all = await storage.getTokenDataByResourceServer();
          assertEquals(Array.from(all.values(), (data) => data.access_token), ["access-a-old"]);
          assertEquals(
            [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith("tmp")),
            [],
          );
        }
        await storage.storeTokenDataByResourceServer([["a", tokens("a", "new")]]);
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-new");
      }),
  );

  Deno.test(
    `F3 ${kind}: a read-only disk is named in the error and leaves the old content, 50 times (where disks can be mounted)`,
    needsMount,
    () =>
      withDisk(async (folder, remount) => {
        const { storage } = await openStore(kind, `${folder}/tokens`);
        await storage.storeTokenDataByResourceServer([["a", tokens("a", "old")]]);
        remount("ro");
        const other = await assertRejects(
          async () => (await openStore(kind, `${folder}/new`)).storage.removeTokenData("a"),
          TokenStorageError,
        );
        assert(other.message.includes("the disk is read-only; choose"), other.message);
        for (let n = 0; n < 50; n++) {
          const error = await assertRejects(
            () => storage.storeTokenDataByResourceServer([["a", tokens("a", n)]]),
            TokenStorageError,
          );
          assertEquals(error.problem, "unavailable", error.message);
          assert(error.message.includes("the disk is read-only; choose"), error.message);
          assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-old");
        }
        remount("rw");
        await storage.storeTokenDataByResourceServer([["a", tokens("a", "new")]]);
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-new");
      }),
  );
}
