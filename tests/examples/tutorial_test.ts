import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import { exampleArguments } from "../../examples/run.ts";
import { logIn, withExample } from "../kit/running_example.ts";

Deno.test("tutorial lists my collections as [id] display_name after a login", async () => {
  await withExample("tutorial", async (example, sandbox) => {
    await logIn(example, sandbox);
    assertEquals(await example.end(), 0);
    const [first, ...others] = example.output.split("My Endpoints:\n")[1].trim().split("\n");
    assertMatch(first, /^\[[0-9a-f-]{36}\] \S/);
    assertEquals(others.length > 100, true, "more than a page of a hundred");
  });
});

Deno.test("tutorial says what to do when no code is given", async () => {
  await withExample("tutorial", async (example) => {
    await example.until(/Please enter/);
    assertEquals(await example.end(), 1);
  });
});

Deno.test("run.ts names every example, and refuses one that there is not", async () => {
  const run = (...args: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "example", ...args],
      cwd: new URL("../..", import.meta.url),
    }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const help = await run("--help");
  assertEquals(help.code, 0);
  assertStringIncludes(decode(help.stdout), "tutorial");
  const unknown = await run("no-such");
  assertEquals(unknown.code, 2);
  assertStringIncludes(decode(unknown.stderr), "there is no example no-such");
});

Deno.test("each example that asks for a code says in a sentence what to do without a terminal", async () => {
  const { EXAMPLES } = await import("../../examples/examples.ts");
  const asking = [...EXAMPLES.keys()].filter((name) => {
    const source = Deno.readTextFileSync(new URL(`../../examples/${name}.ts`, import.meta.url));
    return /\bask\(|new UserApp\(|loginFlow|logIn\(/.test(source);
  }).filter((name) => !EXAMPLES.get(name)!.listens && !EXAMPLES.get(name)!.inBrowser);
  assert(asking.length >= 10, `${asking}`);
  const sandbox = new Sandbox({ collections: 20 });
  const stop = new AbortController();
  const { url } = serveSandbox(sandbox, { port: 0, signal: stop.signal });
  const state = await Deno.makeTempDir();
  try {
    for (const name of asking) {
      const process = exampleArguments(name, { sandbox, url, state, args: [] });
      const command = new Deno.Command(Deno.execPath(), { ...process, stdin: "null" });
      const { code, stdout, stderr } = await command.output();
      const shown = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      if (code === 0) continue; // It logs in as itself.
      assert(/no terminal to paste it into|No code, no tokens/.test(shown), `${name}: ${shown}`);
      assert(!/^\s+at /m.test(shown), `${name}: ${shown}`);
    }
  } finally {
    stop.abort();
    await Deno.remove(state, { recursive: true });
  }
});

Deno.test("every example has an entry in EXAMPLES", async () => {
  const { EXAMPLES } = await import("../../examples/examples.ts");
  const folder = new URL("../../examples/", import.meta.url);
  const parts = ["run", "examples", "terminal", "no_terminal", "progress", "login"]
    .concat("web_server", "page_server");
  const found = [...Deno.readDirSync(folder)]
    .map(({ name }) => name.replace(/\.ts$/, ""))
    .filter((name) => !parts.includes(name));
  assertEquals(found.toSorted(), [...EXAMPLES.keys()].toSorted());
});

Deno.test("the table of README.md has every example with its title, in the order to read them", async () => {
  const { EXAMPLES } = await import("../../examples/examples.ts");
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const [, table] = /^\| example .*\n\| -.*\n((?:\|.*\n)+)/m.exec(readme)!;
  const rows = [...table.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, ...row]) => row);
  assertEquals(rows, [...EXAMPLES].map(([name, { title }]) => [name, title]));
});
