import { assert, assertEquals, assertRejects } from "@std/assert";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import type { FileTokenStorage } from "../../lib/storage/file_storage_deno.ts";
import { tokens } from "../kit/stores.ts";
import { withFolder } from "../kit/processes.ts";

const kinds: [kind: string, open: (path: string) => FileTokenStorage][] = [
  ["json", (path) => new JSONTokenStorage(path)],
  ["sqlite", (path) => new SQLiteTokenStorage(path)],
];
const isUnix = Deno.build.os !== "windows";
const isRoot = isUnix && Deno.uid() === 0;

/** What only the system or SQLite says. */
const RAW_TEXT = /\bE[A-Z]{3,}\b|unable to open|attempt to write|I\/O|errno|ERR_/;

/** The typed error of work that must fail and not hang. */
async function failure(work: () => Promise<unknown>): Promise<TokenStorageError> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("It hangs")), 30_000);
  });
  try {
    const error = await assertRejects(() => Promise.race([work(), late]), TokenStorageError);
    assert(!RAW_TEXT.test(error.message), error.message);
    assert(error.message.startsWith("Cannot "), error.message);
    return error;
  } finally {
    clearTimeout(timer);
  }
}

function command(name: string, ...args: string[]): void {
  const { success } = new Deno.Command(name, { args, stdout: "null", stderr: "null" }).outputSync();
  assert(success, `${name} ${args.join(" ")}`);
}

/** What can be in the place of a file. */
const inPlaceOfFile: [what: string, make: (path: string) => void | Disposable, ignore: boolean][] =
  [
    ["named pipe", (path) => command("mkfifo", "-m", "600", path), !isUnix],
    ["folder", (path) => Deno.mkdirSync(path, { mode: 0o700 }), false],
    ["socket", (path) => {
      const listener = Deno.listen({ transport: "unix", path });
      return { [Symbol.dispose]: () => listener.close() };
    }, !isUnix],
    // Like /dev/null.
    ["device", (path) => command("mknod", "-m", "600", path, "c", "1", "3"), !isRoot],
  ];

function chown(path: string, id: number) {
  return command("chown", `${id}:${id}`, path);
}

/** Whether all work with a store refuses a path that another user owns. */
async function refusesForeign(path: string, works: (() => Promise<unknown>)[]): Promise<void> {
  chown(path, 12345);
  for (const work of works) {
    const error = await failure(work);
    assertEquals(error.problem, "unsafe");
    assert(error.message.includes(`${path}: it belongs to another user`), error.message);
  }
  chown(path, 0);
}

for (const [kind, open] of kinds) {
  for (const [what, make, ignore] of inPlaceOfFile) {
    Deno.test({
      name: `${kind}: a ${what} in the place of a file is a typed error, and nothing hangs`,
      ignore,
      fn: () =>
        withFolder(async (folder) => {
          const path = `${folder}/own/tokens`;
          const storage = open(path);
          const store = () => storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
          await store();
          const suffixes = kind === "json"
            ? ["", ".lock", ".lock-journal"]
            : ["", ".lock", ".lock-journal", "-journal", "-wal", "-shm"];
          for (const suffix of suffixes) {
            const kept = `${folder}/kept`;
            const existed = suffix === "" || suffix === ".lock";
            if (existed) Deno.renameSync(path + suffix, kept);
            const made = make(path + suffix);
            const works: (() => Promise<unknown>)[] = [
              store,
              () => storage.removeTokenData("a"),
              () => storage.setAside(),
            ];
            if (!suffix.startsWith(".lock")) works.push(() => storage.getTokenData("a"));
            if (suffix === "") works.push(() => storage.fileExists());
            for (const work of works) {
              // A file beside it does not affect work that does not need that file.
              const error = await failure(work);
              assertEquals(error.problem, "unsafe", error.message);
              assert(error.message.includes(`it is a ${what}, not a file`), error.message);
              assert(error.message.includes(path + suffix), error.message);
            }
            made?.[Symbol.dispose]();
            await Deno.remove(path + suffix).catch(() => {});
            if (existed) Deno.renameSync(kept, path + suffix);
            assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
          }
        }),
    });
  }

  Deno.test(`${kind}: a folder that is a file is a typed error`, () =>
    withFolder(async (folder) => {
      Deno.writeTextFileSync(`${folder}/file`, "", { mode: 0o600 });
      for (const path of [`${folder}/file/tokens`, `${folder}/file/deeper/tokens`]) {
        const storage = open(path);
        for (
          const work of [
            () => storage.getTokenData("a"),
            () => storage.fileExists(),
            () => storage.removeTokenData("a"),
          ]
        ) {
          const { message, problem } = await failure(work);
          assert(/not a folder/.test(message), message);
          const isParent = path === `${folder}/file/tokens`;
          assertEquals(problem, isParent ? "unsafe" : "unavailable");
        }
      }
      const long = open(`${folder}/${"x".repeat(300)}`);
      assert((await failure(() => long.removeTokenData("a"))).message.includes("too long"));
    }));

  Deno.test({
    name:
      `${kind}: a path of another user is refused without the permission to ask for our user id` +
      " (only as root)",
    ignore: !isRoot,
    permissions: { read: true, write: true, run: true, sys: false },
    fn: () =>
      withFolder(async (folder) => {
        const { state } = Deno.permissions.querySync({ name: "sys", kind: "uid" });
        assert(state !== "granted");
        const path = `${folder}/own/tokens`;
        Deno.mkdirSync(`${folder}/own`, { mode: 0o700 });
        // As a process leaves it that was stopped during the probe; its target must stay unchanged.
        Deno.writeTextFileSync(`${folder}/canary`, "canary");
        Deno.symlinkSync(`${folder}/canary`, `${path}.probe`);
        const storage = open(path);
        assertEquals(await storage.getTokenData("a"), undefined);
        await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
        assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
        assertEquals(Deno.readTextFileSync(`${folder}/canary`), "canary");
        const reads = [() => storage.getTokenData("a"), () => storage.fileExists()];
        const changes = [() => storage.removeTokenData("a"), () => storage.setAside()];
        await refusesForeign(path, [...reads, ...changes]);
        await refusesForeign(`${folder}/own`, [...reads, ...changes]);
        await refusesForeign(`${path}.lock`, changes);
        assertEquals(await storage.removeTokenData("a"), true);
        // The probe has been removed.
        const names = [...Deno.readDirSync(`${folder}/own`)].map((entry) => entry.name).sort();
        assertEquals(names, ["tokens", "tokens.lock"]);
      }),
  });

  Deno.test({
    name: `${kind}: a file that its folder's owner does not own is refused where nothing can be` +
      " written (only as root)",
    ignore: !isRoot,
    permissions: { read: true, write: false, run: true, sys: false },
    fn: async () => {
      const made = new Deno.Command("mktemp", { args: ["-d"] }).outputSync();
      const folder = new TextDecoder().decode(made.stdout).trim();
      try {
        const path = `${folder}/tokens`;
        const text = '{"data":{},"format_version":"2.0","globus-sdk.version":"4.10.0"}';
        const content = kind === "json" ? text : "";
        command("sh", "-c", `umask 077; printf '%s' '${content}' > ${path}`);
        const storage = open(path);
        assertEquals(await storage.fileExists(), true);
        await refusesForeign(path, [() => storage.getTokenData("a"), () => storage.fileExists()]);
      } finally {
        command("rm", "-r", folder);
      }
    },
  });

  Deno.test({
    name: `${kind}: a program without permission gets an error that names the flags`,
    permissions: { read: true, write: false },
    fn: async () => {
      const storage = open("/nowhere-at-all/tokens");
      const { message, problem, cause } = await failure(() => storage.removeTokenData("a"));
      assert(message.includes("--allow-write=<folder>"), message);
      assertEquals([problem, (cause as Error).name], ["unavailable", "NotCapable"]);
    },
  });
}

Deno.test("a folder in the place of the temporary file is named in the error, and nothing is lost", () =>
  withFolder(async (folder) => {
    const path = `${folder}/tokens`;
    const storage = new JSONTokenStorage(path);
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    for (const file of [undefined, "inside"]) {
      Deno.mkdirSync(`${path}.tmp`);
      if (file) Deno.writeTextFileSync(`${path}.tmp/${file}`, "");
      for (
        const work of [
          () => storage.removeTokenData("a"),
          () => storage.storeTokenDataByResourceServer([["a", tokens("a", 2)]]),
          () => storage.setAside(),
        ]
      ) {
        const { message, problem } = await failure(work);
        assertEquals(problem, "unavailable");
        assert(message.includes(`${path}.tmp: it is a folder`), message);
        assert(message.includes("remove it"), message);
      }
      assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
      Deno.removeSync(`${path}.tmp`, { recursive: true });
    }
    // Something else of this name is replaced, and not written to.
    if (isUnix) command("mkfifo", `${path}.tmp`);
    await storage.storeTokenDataByResourceServer([["a", tokens("a", 3)]]);
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-3");
  }));

const writer = new URL("children/write.ts", import.meta.url).pathname;
const NOBODY = { uid: 65_534, gid: 65_534 };
/** Whether a user other than root can run this project's programs. */
const isShared = isRoot &&
  new Deno.Command("test", { args: ["-r", writer], ...NOBODY, stderr: "null" }).outputSync()
    .success;

for (const [kind] of kinds) {
  Deno.test({
    name: `${kind}: a read-only folder is a typed error that says what to check` +
      " (only as root)",
    ignore: !isShared,
    fn: () =>
      withFolder(async (folder) => {
        const run = (path: string) =>
          new Deno.Command(Deno.execPath(), {
            args: [
              ..."run --quiet --no-check --no-lock -A".split(" "),
              writer,
              ...[kind, path, "a", "1", "1", "1"],
            ],
            env: { DENO_DIR: `${folder}/cache`, HOME: folder, NO_COLOR: "1" },
            ...NOBODY,
          }).output();
        Deno.chmodSync(folder, 0o755);
        command("install", "-d", "-o", "65534", "-m", "700", `${folder}/cache`);
        const own = `${folder}/own`;
        command("install", "-d", "-o", "65534", "-m", "700", own);
        assertEquals((await run(`${own}/tokens`)).code, 0);
        Deno.chmodSync(own, 0o500);
        for (const path of [`${own}/tokens`, `${own}/new`, `${own}/deeper/tokens`]) {
          const errors = new TextDecoder().decode((await run(path)).stderr);
          assert(errors.includes("access was denied; check the owner and the mode"), errors);
        }
      }),
  });
}
