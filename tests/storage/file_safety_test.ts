import { assert, assertEquals, assertRejects } from "@std/assert";
import * as fs from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import type { FileTokenStorage } from "../../lib/storage/file_storage_deno.ts";
import { tokens } from "../kit/stores.ts";
import { withFolder } from "../kit/processes.ts";

type Options = ConstructorParameters<typeof JSONTokenStorage>[1];
const kinds: [name: string, open: (path: string, options?: Options) => FileTokenStorage][] = [
  ["json", (path, options) => new JSONTokenStorage(path, options)],
  ["sqlite", (path, options) => new SQLiteTokenStorage(path, options)],
];

function mode(path: string) {
  return (Deno.lstatSync(path).mode! & 0o777).toString(8);
}

function names(folder: string) {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

async function problemOf(work: () => Promise<unknown>): Promise<string> {
  const error = await assertRejects(work, TokenStorageError);
  assert(!error.message.includes("access-"), error.message);
  return error.problem;
}

for (const [kind, open] of kinds) {
  const unixOnly = { ignore: Deno.build.os === "windows" };

  Deno.test(
    `F1 ${kind}: folders and files are made private, whatever the umask`,
    unixOnly,
    () =>
      withFolder(async (folder) => {
        const before = Deno.umask(0);
        try {
          const path = `${folder}/new/deeper/tokens`;
          // Reading makes neither folder nor file.
          assertEquals(await open(path).getTokenData("a"), undefined);
          assertEquals(names(folder), []);
          await open(path).storeTokenDataByResourceServer([["a", tokens("a")]]);
          assertEquals(mode(`${folder}/new`), "700");
          assertEquals(mode(`${folder}/new/deeper`), "700");
          for (const name of names(`${folder}/new/deeper`)) {
            assertEquals(mode(`${folder}/new/deeper/${name}`), "600", name);
          }
          assertEquals(Deno.umask(), 0);
          // A umask can also remove rights of the owner.
          Deno.umask(0o377);
          const other = `${folder}/new/deeper/tokens2`;
          await open(other).storeTokenDataByResourceServer([["a", tokens("a")]]);
          assertEquals((await open(other).getTokenData("a"))?.access_token, "access-a-1");
          for (const name of names(`${folder}/new/deeper`)) {
            assertEquals(mode(`${folder}/new/deeper/${name}`), "600", name);
          }
        } finally {
          Deno.umask(before);
        }
      }),
  );

  Deno.test(
    `F1 ${kind}: a file and its own folder that others may access are made private, with a warning`,
    unixOnly,
    () =>
      withFolder(async (folder) => {
        const path = `${folder}/own/tokens`;
        await open(path).storeTokenDataByResourceServer([["a", tokens("a")]]);
        for (const act of ["read", "write"]) {
          Deno.chmodSync(path, 0o644);
          Deno.chmodSync(`${folder}/own`, 0o777);
          const said: string[] = [];
          const storage = open(path, { warn: (message) => void said.push(message) });
          if (act === "read") await storage.getTokenData("a");
          else await storage.removeTokenData("b");
          assertEquals([mode(path), mode(`${folder}/own`)], ["600", "700"], act);
          assertEquals(
            said,
            [`${folder}/own`, path].map((each) =>
              `${each} was accessible to other users; it is private now`
            ),
          );
        }
      }),
  );

  Deno.test(
    `F1 ${kind}: a folder with other files is not changed, and refused if others may write`,
    unixOnly,
    () =>
      withFolder(async (folder) => {
        Deno.writeTextFileSync(`${folder}/thesis.tex`, "");
        Deno.chmodSync(folder, 0o755);
        const storage = open(`${folder}/tokens`);
        await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
        assertEquals(mode(folder), "755");
        Deno.chmodSync(folder, 0o775);
        assertEquals(await problemOf(() => storage.getTokenData("a")), "unsafe");
        assertEquals(await problemOf(() => storage.removeTokenData("a")), "unsafe");
        assertEquals(mode(folder), "775");
      }),
  );

  const asRoot = { ignore: Deno.build.os === "windows" || Deno.uid() !== 0 };
  Deno.test(
    `F1 ${kind}: files of another user are refused (only as root)`,
    asRoot,
    () =>
      withFolder(async (folder) => {
        const path = `${folder}/tokens`;
        const storage = open(path);
        await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
        Deno.chownSync(path, 12345, 12345);
        assertEquals(await problemOf(() => storage.getTokenData("a")), "unsafe");
        assertEquals(await problemOf(() => storage.removeTokenData("a")), "unsafe");
        Deno.chownSync(path, 0, 0);
        Deno.chownSync(folder, 12345, 12345);
        assertEquals(await problemOf(() => storage.getTokenData("a")), "unsafe");
      }),
  );

  Deno.test(
    `F2 ${kind}: no link is followed: as file, hard link, lock, temporary file or folder`,
    unixOnly,
    () =>
      withFolder(async (folder) => {
        const canary = `${folder}/canary`;
        const own = `${folder}/own`;
        const path = `${own}/tokens`;
        Deno.mkdirSync(own, { mode: 0o700 });
        const unchanged = (what: string) => {
          assertEquals(Deno.readTextFileSync(canary), "canary", what);
          assertEquals(mode(canary), "640", what);
        };
        Deno.writeTextFileSync(canary, "canary");
        Deno.chmodSync(canary, 0o640);
        const storage = open(path);
        const store = () => storage.storeTokenDataByResourceServer([["a", tokens("a")]]);

        Deno.symlinkSync(canary, path);
        assertEquals(await problemOf(() => storage.getTokenData("a")), "unsafe");
        assertEquals(await problemOf(store), "unsafe");
        unchanged("file");
        Deno.removeSync(path);

        Deno.linkSync(canary, path);
        assertEquals(await problemOf(() => storage.getTokenData("a")), "unsafe");
        assertEquals(await problemOf(store), "unsafe");
        unchanged("hard link");
        Deno.removeSync(path);

        Deno.removeSync(`${path}.lock`);
        Deno.symlinkSync(canary, `${path}.lock`);
        assertEquals(await problemOf(store), "unsafe");
        unchanged("lock");
        Deno.removeSync(`${path}.lock`);

        for (const name of kind === "json" ? [".lock-journal"] : [".lock-journal", "-journal"]) {
          Deno.symlinkSync(canary, `${path}${name}`);
          assertEquals(await problemOf(store), "unsafe");
          unchanged(name);
          Deno.removeSync(`${path}${name}`);
        }

        Deno.symlinkSync(canary, `${path}.tmp`);
        await store();
        unchanged("temporary file");
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");

        Deno.symlinkSync(own, `${folder}/link`);
        const through = open(`${folder}/link/tokens`);
        assertEquals(await problemOf(() => through.getTokenData("a")), "unsafe");
        assertEquals(await problemOf(() => through.removeTokenData("a")), "unsafe");
      }),
  );

  Deno.test(`F5 ${kind}: a file that is not a token store stays unchanged until it is set aside`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const storage = open(path);
      for (const text of ["{oops", "", "[]", "SQLite format 3\0 and then nothing", "\0\0\0"]) {
        // An empty database counts as one without tokens.
        if (kind === "sqlite" && text === "") continue;
        Deno.writeTextFileSync(path, text, { mode: 0o600 });
        assertEquals(await problemOf(() => storage.getTokenData("a")), "corrupt", text);
        const store = () => storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
        assertEquals(await problemOf(store), "corrupt", text);
        assertEquals(await problemOf(() => storage.removeTokenData("a")), "corrupt", text);
        assertEquals(Deno.readTextFileSync(path), text);
        const name = await storage.setAside();
        assertEquals(Deno.readTextFileSync(name!), text);
        assertEquals(await storage.getTokenData("a"), undefined);
        await store();
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
        assertEquals(Deno.readTextFileSync(name!), text);
        for (const each of names(folder)) Deno.removeSync(`${folder}/${each}`);
      }
      assertEquals(await storage.setAside(), undefined);
    }));

  Deno.test(`R5 ${kind}: an abort has the reason that its caller gave, whatever that is`, () =>
    withFolder(async (folder) => {
      const storage = open(`${folder}/tokens`);
      const reason = Object.assign(new Error("enough"), { code: "ENOENT" });
      const controller = new AbortController();
      const { promise: held, resolve: go } = Promise.withResolvers<void>();
      const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
      const holder = storage.update(() => (go(), release));
      await held;
      const waiting = storage.removeTokenData("a", { signal: controller.signal });
      controller.abort(reason);
      assertEquals(await assertRejects(() => waiting), reason);
      letGo();
      await holder;
    }));

  Deno.test(`F5 ${kind}: a store that a newer version wrote stays unchanged until it is set aside`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const storage = open(path);
      await storage.storeTokenDataByResourceServer([["a", tokens("a", "newer")]]);
      if (kind === "json") {
        const text = Deno.readTextFileSync(path).replace('"2.0"', '"3.0"');
        Deno.writeTextFileSync(path, text);
      } else {
        const database = new DatabaseSync(path);
        database.exec(
          "UPDATE sdk_storage_adapter_internal SET value = '3'" +
            " WHERE attribute = 'globus-sdk.database_schema_version'",
        );
        database.close();
      }
      const before = Deno.readFileSync(path);
      const works = [
        () => storage.getTokenData("a"),
        () => storage.storeTokenDataByResourceServer([["a", tokens("a")]]),
        () => storage.removeTokenData("a"),
      ];
      for (const work of works) {
        const error = await assertRejects(
          work,
          TokenStorageError,
          "it has a newer format; it is un",
        );
        assertEquals(error.problem, "newer-format");
      }
      assertEquals(Deno.readFileSync(path), before);
      const name = await storage.setAside();
      assertEquals(Deno.readFileSync(name!), before);
      assertEquals(await storage.getTokenData("a"), undefined);
    }));

  Deno.test(`F5 ${kind}: a lock file that is not empty is named in the error, without a wait`, () =>
    withFolder(async (folder) => {
      const storage = open(`${folder}/tokens`);
      Deno.writeTextFileSync(`${folder}/tokens.lock`, "x".repeat(4_096), { mode: 0o600 });
      const error = await assertRejects(() => storage.removeTokenData("a"), TokenStorageError);
      assertEquals(error.problem, "corrupt");
      assert(error.message.includes("tokens.lock") && error.message.includes("remove it"));
      assertEquals(await storage.getTokenData("a"), undefined);
    }));

  Deno.test(`F7 ${kind}: removed and replaced tokens are no longer in any file of the folder`, () =>
    withFolder(async (folder) => {
      const storage = open(`${folder}/tokens`);
      const work = storage.withNamespace("work");
      for (let n = 0; n < 30; n++) {
        await storage.storeTokenDataByResourceServer([[`rs${n % 7}`, tokens(`rs${n % 7}`, n)]]);
        await work.storeTokenDataByResourceServer([["rs0", tokens("rs0", `work-${n}`)]]);
      }
      // As if a process had been killed in the middle of writing.
      if (kind === "json") Deno.copyFileSync(`${folder}/tokens`, `${folder}/tokens.tmp`);
      for (let n = 0; n < 7; n++) await storage.removeTokenData(`rs${n}`);
      await work.removeTokenData("rs0");
      for (const name of names(folder)) {
        const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${folder}/${name}`));
        assertEquals(text.match(/(access|refresh)-rs/g), null, name);
      }
      assertEquals(names(folder), ["tokens", "tokens.lock"]);
    }));
}

Deno.test("F5 SQLiteTokenStorage sets a journal aside with its database", () =>
  withFolder(async (folder) => {
    const path = `${folder}/tokens`;
    const storage = new SQLiteTokenStorage(path);
    const suffixes = ["", "-journal", "-wal", "-shm"];
    for (const suffix of suffixes) {
      Deno.writeTextFileSync(path + suffix, `not a database${suffix}`, { mode: 0o600 });
    }
    const name = await storage.setAside();
    for (const suffix of suffixes) {
      assertEquals(Deno.readTextFileSync(name + suffix), `not a database${suffix}`);
    }
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
  }));

Deno.test("F5 a malformed namespace does not affect the others", () =>
  withFolder(async (folder) => {
    const path = `${folder}/tokens.json`;
    const data = { DEFAULT: [], work: { a: tokens("a").toDict(), b: { access_token: "x" } } };
    Deno.writeTextFileSync(
      path,
      JSON.stringify({ data, format_version: "2.0", "globus-sdk.version": "9.9.9", more: [1] }),
      { mode: 0o600 },
    );
    const storage = new JSONTokenStorage(path, { namespace: "work" });
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
    await storage.storeTokenDataByResourceServer([["c", tokens("c")]]);
    const file = JSON.parse(Deno.readTextFileSync(path));
    assertEquals(file.data.DEFAULT, []);
    assertEquals(file.data.work.b, { access_token: "x" });
    assertEquals(file.more, [1]);
    assertEquals(await problemOf(() => new JSONTokenStorage(path).getTokenData("a")), "corrupt");
  }));

Deno.test("JSONTokenStorage neither reads nor changes a file above 32 MiB", () =>
  withFolder(async (folder) => {
    const path = `${folder}/tokens`;
    const storage = new JSONTokenStorage(path);
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    const size = 32 * 1024 * 1024;
    const text = Deno.readTextFileSync(path);
    // JSON allows spaces after the document.
    Deno.writeTextFileSync(path, text + " ".repeat(size - text.length));
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
    Deno.writeTextFileSync(path, " ", { append: true });
    assertEquals(await problemOf(() => storage.getTokenData("a")), "corrupt");
    assertEquals(await problemOf(() => storage.removeTokenData("a")), "corrupt");
    assertEquals(Deno.statSync(path).size, size + 1);
  }));

Deno.test("JSONTokenStorage keeps what the Python SDK writes while a change is under way", () =>
  withFolder(async (folder) => {
    const path = `${folder}/tokens.json`;
    const storage = new JSONTokenStorage(path);
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    await storage.update((all) => {
      // The Python SDK writes in place and ignores the lock.
      const file = JSON.parse(Deno.readTextFileSync(path));
      file.data.DEFAULT.python = tokens("python").toDict();
      Deno.writeTextFileSync(path, JSON.stringify(file));
      all.set("a", tokens("a", 2));
    });
    const all = await storage.getTokenDataByResourceServer();
    assertEquals([...all.values()].map((data) => data.access_token).sort(), [
      "access-a-2",
      "access-python-1",
    ]);
  }));

Deno.test("file stores refuse paths that do not end in a file name", () => {
  for (const path of ["", ":memory:", "folder/", "..", "a/..", ".", "a\0b", "C:\\tokens\\"]) {
    for (const [kind, open] of kinds) {
      let message = "";
      try {
        open(path);
      } catch (error) {
        message = (error as Error).message;
      }
      assert(message.startsWith("Cannot keep tokens there"), `${kind} ${JSON.stringify(path)}`);
    }
  }
});

Deno.test({
  name: "F3 JSONTokenStorage syncs the new file before the rename, and the folder after it",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const storage = new JSONTokenStorage(path);
      await storage.storeTokenDataByResourceServer([["a", tokens("a", "old")]]);
      const handle = await fs.open(path);
      const prototype = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
      await handle.close();
      const { sync } = prototype;
      const synced: [what: string, content: string][] = [];
      prototype.sync = async function (this: fs.FileHandle) {
        await sync.call(this);
        const what = (await this.stat()).isDirectory() ? "folder" : "file";
        synced.push([what, /access-a-\w+/.exec(Deno.readTextFileSync(path))![0]]);
      };
      try {
        await storage.storeTokenDataByResourceServer([["a", tokens("a", "new")]]);
        assertEquals(synced, [["file", "access-a-old"], ["folder", "access-a-new"]]);
        synced.length = 0;
        Deno.copyFileSync(path, `${folder}/copy`);
        const other = new JSONTokenStorage(`${folder}/copy`);
        await other.setAside();
        assertEquals(synced, [["folder", "access-a-new"]]);
      } finally {
        prototype.sync = sync;
      }
    }),
});

Deno.test({
  name: "F3 SQLiteTokenStorage syncs the folder of a database that it makes, and only then",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const handle = await fs.open(folder);
      const prototype = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
      await handle.close();
      const { sync } = prototype;
      const synced: number[] = [];
      prototype.sync = async function (this: fs.FileHandle) {
        await sync.call(this);
        synced.push((await this.stat()).ino);
      };
      try {
        const storage = new SQLiteTokenStorage(`${folder}/tokens`);
        await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
        assertEquals(synced, [Deno.statSync(folder).ino]);
        await storage.storeTokenDataByResourceServer([["a", tokens("a", 2)]]);
        assertEquals(synced.length, 1);
      } finally {
        prototype.sync = sync;
      }
    }),
});

Deno.test({
  name: "SQLiteTokenStorage closes a database that it cannot use",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/tokens`;
      const storage = new SQLiteTokenStorage(path);
      const openFiles = () =>
        [...Deno.readDirSync("/proc/self/fd")].filter(({ name }) => {
          try {
            return Deno.readLinkSync(`/proc/self/fd/${name}`).startsWith(path);
          } catch { // The one that lists the folder.
            return false;
          }
        }).length;
      for (const schema of ["", "CREATE TABLE thesis (page)"]) {
        const database = new DatabaseSync(path);
        if (schema) database.exec(schema);
        database.close();
        Deno.chmodSync(path, 0o600);
        for (let n = 0; n < 20; n++) await storage.getTokenData("a").catch(() => {});
        assertEquals(openFiles(), 0, schema);
        // A process that was stopped can leave an empty database.
        if (!schema) assertEquals(await storage.getTokenData("a"), undefined);
      }
      await assertRejects(
        () => storage.getTokenData("a"),
        TokenStorageError,
        "it is not a token database; it is unchanged.",
      );
      assertEquals(await problemOf(() => storage.getTokenData("a")), "corrupt");
      assertEquals(await problemOf(() => storage.removeTokenData("a")), "corrupt");
      assertEquals(openFiles(), 0);
    }),
});
