import { assert, assertEquals, assertMatch } from "@std/assert";
import { jsrProject } from "../kit/jsr_project.ts";
import { entryPath } from "../../tools/npm.ts";
import {
  isOwnTest,
  openDoor,
  quickSandbox,
  readmeFlags,
  readmePrograms,
  runsAndLogsIn,
} from "../kit/readme_programs.ts";
import { hasScript } from "../kit/terminal.ts";

// A stranger with nothing but Deno and README.md adds the package that we publish.

const CONFIG: { name: string; exports: Record<string, string> } = JSON.parse(
  await Deno.readTextFile("deno.json"),
);

const project = await jsrProject();
const missing = typeof project === "string" ? project : undefined;
if (typeof project !== "string") Deno.test.afterAll(() => project.remove());

const programs = await readmePrograms();

/** A configuration like the one that `deno add` has made, with assertions beside the package. */
const WITH_ASSERT = "with_assert.json";
if (typeof project !== "string") {
  const config = JSON.parse(await Deno.readTextFile(`${project.folder}/deno.json`));
  // The stand-in takes the place of jsr:@std/assert, which the registry lacks.
  config.imports["@std/assert"] = new URL("../../links/std_assert/mod.ts", import.meta.url).href;
  await Deno.writeTextFile(`${project.folder}/${WITH_ASSERT}`, JSON.stringify(config));
  for (const [index, program] of programs.entries()) {
    await Deno.writeTextFile(`${project.folder}/${readmeFile(index)}`, program);
  }
}

/** Name of a program of README.md in the project. */
function readmeFile(index: number): string {
  return `readme_${index + 1}.ts`;
}

/** Registers a test that needs the added package; its name says what is missing. */
function jsrTest(name: string, fn: () => void | Promise<void>, lacks = missing): void {
  if (lacks === undefined) Deno.test(name, fn);
  else Deno.test.ignore(`${name} (left out: no ${lacks} here)`, () => {});
}

/** The project; only tests that are not left out ask. */
function added() {
  assert(typeof project !== "string");
  return project;
}

/** Writes a program into the project. */
async function write(name: string, program: string): Promise<string> {
  await Deno.writeTextFile(`${added().folder}/${name}`, program);
  return name;
}

/** The import of each entry point, as programs write it. */
const EVERY_ENTRY = Object.keys(CONFIG.exports).map((entry, index) =>
  `import * as entry${index} from "${CONFIG.name}${entry.slice(1)}";\n`
).join("");
const COUNT_NAMES = `console.log(${
  Object.keys(CONFIG.exports).map((_, index) => `Object.keys(entry${index}).length > 0`).join(
    " && ",
  )
});\n`;

jsrTest(
  "JSR gets a module and its types for each entry point, parts of these, texts, and nothing else",
  () => {
    const paths = [...added().files.keys()];
    const entries = Object.keys(CONFIG.exports).flatMap((entry) => [
      `/${entryPath(entry)}.js`,
      `/${entryPath(entry)}.d.ts`,
    ]);
    assertEquals(entries.filter((path) => !paths.includes(path)), []);
    const parts = paths.filter((path) => /^\/parts\/[\w-]+\.(js|d\.ts)$/.test(path));
    const others = paths.filter((path) => !entries.includes(path) && !parts.includes(path));
    assertEquals(others.sort(), ["/CHANGELOG.md", "/LICENSE", "/README.md", "/deno.json"]);
    // Deno reads JSR's list of them all at each start.
    assert(paths.length < 100, `${paths.length} files`);
    // Names of the import map mean nothing to those who add the package.
    const text = (path: string) => new TextDecoder().decode(added().files.get(path));
    const bare = paths.filter((path) =>
      path.endsWith("s") && /^(?! *\*).*(from |import\()["'](jose|@cfworker|@std)/m.test(text(path))
    );
    assertEquals(bare, []);
  },
);

jsrTest("after deno add, deno.json has the package, and nothing else is there to do", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(`${added().folder}/deno.json`));
  assertEquals(Object.keys(imports), [CONFIG.name]);
  assertMatch(imports[CONFIG.name], /^jsr:@globus-deno\/sdk@\^\d/);
});

jsrTest("every entry point loads without a permission", async () => {
  const program = await write("entries.ts", EVERY_ENTRY + COUNT_NAMES);
  const { code, stdout, stderr } = await added().deno("run", "--quiet", "--no-prompt", program);
  assertEquals({ code, stdout, stderr }, { code: 0, stdout: "true\n", stderr: "" });
});

jsrTest("every entry point has the names of its source, and no other", async () => {
  const program = await write(
    "names.ts",
    EVERY_ENTRY +
      `console.log(JSON.stringify([${
        Object.keys(CONFIG.exports).map((_, index) => `Object.keys(entry${index})`)
      }]));\n`,
  );
  const { stdout } = await added().deno("run", "--quiet", "--no-prompt", program);
  const names: string[][] = JSON.parse(stdout);
  const sources = Object.entries(CONFIG.exports);
  assertEquals(names.length, sources.length);
  for (const [index, [entry, file]] of sources.entries()) {
    const source = await import(new URL(`../../${file}`, import.meta.url).href);
    assertEquals(names[index].toSorted(), Object.keys(source).sort(), entry);
  }
});

jsrTest("what two entry points export is one thing, which has the name of its source", async () => {
  const program = await write(
    "same.ts",
    EVERY_ENTRY + `
const entries = [${Object.keys(CONFIG.exports).map((_, index) => `entry${index}`)}];
const known = new Map();
let again = 0;
const wrong = [];
for (const [name, value] of entries.flatMap((entry) => Object.entries(entry))) {
  if (known.has(name)) again++;
  if (known.has(name) && known.get(name) !== value) wrong.push(name);
  known.set(name, value);
  if (typeof value === "function" && value.name !== name) wrong.push(value.name + " for " + name);
}
console.log(JSON.stringify({ again: again > 50, wrong }));
`,
  );
  const { stdout } = await added().deno("run", "--quiet", "--no-check", "--no-prompt", program);
  assertEquals(JSON.parse(stdout), { again: true, wrong: [] });
});

/** Modules that load at once with those of a program's entry points, by path. */
function atOnce(...entries: string[]): Set<string> {
  const found = new Set(entries);
  for (const path of found) {
    const text = new TextDecoder().decode(added().files.get(`/${path}`));
    for (const [, file] of text.matchAll(/(?:\bfrom|\bimport)\s*"(\.[^"]+)"/g)) {
      found.add(new URL(file, `file:///${path}`).pathname.slice(1));
    }
  }
  return found;
}

/** Bytes of modules. */
function sizeOf(paths: Iterable<string>): number {
  return [...paths].reduce((sum, path) => sum + added().files.get(`/${path}`)!.length, 0);
}

jsrTest(
  "a program that logs in and uses Transfer loads few files, and none for types",
  async () => {
    const program = await write(
      "two_clients.ts",
      `import { NativeAppAuthClient } from "${CONFIG.name}/auth";
import { TransferClient } from "${CONFIG.name}/transfer";
new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");
new TransferClient();
`,
    );
    const needed = atOnce("auth.js", "transfer.js");
    assert(needed.size <= 8, [...needed].join(", "));
    // Deno fetches, the first time, also what the program may load later.
    const loaded = await added().filesLoadedBy(program);
    assertEquals([...needed].filter((path) => !loaded.includes(path)), []);
    assert(loaded.length < 14, loaded.join(", "));
    assertEquals(loaded.filter((path) => !path.endsWith(".js")), []);
  },
);

jsrTest("an error's stack names the methods of the SDK, and the line of each", async () => {
  const program = await write(
    "stack.ts",
    `import { GlobusSDKUsageError, TransferClient } from "${CONFIG.name}";
try {
  new TransferClient({ baseUrl: "https://service.test" }).addAppScope();
} catch (error) {
  if (!(error instanceof GlobusSDKUsageError)) throw error;
  console.log(error.stack);
}
`,
  );
  const { stdout } = await added().deno("run", "--quiet", "--no-prompt", program);
  const [first, second] = stdout.split("\n");
  assertMatch(first, /^GlobusSDKUsageError: Cannot add a scope/);
  const [, path, line] = /TransferClient\.addAppScope .*\/(parts\/\S+\.js):(\d+):\d+\)$/.exec(
    second,
  )!;
  const code = new TextDecoder().decode(added().files.get(`/${path}`)).split("\n");
  assertMatch(code[Number(line) - 1], /^ +throw new GlobusSDKUsageError\("Cannot add a scope/);
});

jsrTest("no part of the sandbox loads with the clients, not even later", async () => {
  const sandbox = atOnce("sandbox.js", "sandbox/serve.js");
  assert(sizeOf(sandbox) > 300_000);
  const entries = Object.keys(CONFIG.exports).filter((entry) => !entry.startsWith("./sandbox"));
  const imports = entries.map((entry) => `import "${CONFIG.name}${entry.slice(1)}";\n`);
  const loaded = await added().filesLoadedBy(await write("clients.ts", imports.join("")));
  // What both need is small: the errors, how a login begins, and what it may require.
  const both = sandbox.intersection(new Set(loaded));
  assert(both.size > 0 && sizeOf(both) < 30_000, [...both].join(", "));
});

jsrTest(
  "deno check accepts every entry point and the programs of README.md, and knows their types",
  async () => {
    const program = await write(
      "types.ts",
      EVERY_ENTRY + COUNT_NAMES + `
import { ClientApp, type RequestOptions, TransferClient, UserApp } from "${CONFIG.name}";
export const options: RequestOptions = { signal: undefined, timeoutMs: 1_000 };
const app = new UserApp("my-tool", { clientId: "x" });
const tc = new TransferClient({ app });
// A client of one entry point is one of another, although it has private fields.
export const same: entry${Object.keys(CONFIG.exports).indexOf("./transfer")}.TransferClient = tc;
for await (const { task_id, status } of tc.taskList()) console.log(task_id.length, status);
// @ts-expect-error A listing is not a text.
export const wrong: string = tc.taskList();
// @ts-expect-error An app of a service needs its secret.
export const client = new ClientApp("my-service", { clientId: "x" });
`,
    );
    const { code, stderr } = await added().deno(
      ...["check", "--quiet", "--config", WITH_ASSERT, program, ...programs.keys().map(readmeFile)],
    );
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
  },
);

jsrTest("the command sandbox/serve runs from JSR with the flag that README.md names", async () => {
  const [, flags] = /deno run (--\S+) jsr:\S+\/sandbox\/serve/.exec(
    await Deno.readTextFile("README.md"),
  )!;
  const command = ["run", "--quiet", "--no-prompt", flags, `jsr:${CONFIG.name}/sandbox/serve`];
  const process = new Deno.Command(Deno.execPath(), {
    args: [...command, "--control"],
    cwd: added().folder,
    env: added().env,
    stdout: "piped",
  }).spawn();
  let printed = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (!printed.includes("Ctrl+C")) continue;
    const [, url] = /export SANDBOX_URL=(\S+)/.exec(printed)!;
    const { keys } = await (await fetch(`${url}/auth.globus.org/jwk.json`)).json();
    assertEquals(keys.length > 0, true);
    process.kill("SIGINT");
  }
  assertEquals((await process.status).code, 0);
});

jsrTest("README.md has the programs that these tests run", () => {
  const kinds = programs.map((program) =>
    isOwnTest(program) ? "test" : program.includes("UserApp") ? "app" : "login"
  );
  assertEquals(new Set(kinds), new Set(["login", "app", "test"]));
});

for (const [index, program] of programs.entries()) {
  const first = program.trim().split("\n").find((line) => /^(const|for)\b/.test(line)) ?? "";
  const name = `program ${index + 1} of README.md (${first.slice(0, 60).trim()})`;
  if (isOwnTest(program)) {
    jsrTest(`${name} runs without a permission`, async () => {
      const flags = ["--quiet", "--config", WITH_ASSERT, "--no-prompt"];
      const { code, stderr } = await added().deno("run", ...flags, readmeFile(index));
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
    });
    continue;
  }
  jsrTest(`${name} logs in and does its work, with the flags that README.md names`, async () => {
    const { folder, env } = added();
    const sandbox = quickSandbox();
    const door = openDoor(sandbox);
    try {
      const preload = await write("preload.js", door.preload);
      const flags = program.includes("UserApp") ? await readmeFlags(env.HOME) : ["--allow-net"];
      const args = [
        "run",
        "--quiet",
        "--no-prompt",
        ...flags,
        "--preload",
        `${folder}/${preload}`,
        `${folder}/${readmeFile(index)}`,
      ];
      const start = { program: Deno.execPath(), args, env };
      assertEquals(await runsAndLogsIn(sandbox, start), 1);
      if (!program.includes("UserApp")) return;
      // The next run needs no login, and only the user can read the tokens.
      assertEquals(await runsAndLogsIn(sandbox, start), 0);
      const stored = await Deno.stat(`${env.HOME}/.globus`);
      if (Deno.build.os !== "windows") assertEquals(stored.mode! & 0o77, 0);
    } finally {
      await door.shutdown();
    }
  }, missing ?? (hasScript ? undefined : "script"));
}
