import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
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

Deno.test("every example has an entry in EXAMPLES", async () => {
  const { EXAMPLES } = await import("../../examples/examples.ts");
  const folder = new URL("../../examples/", import.meta.url);
  const parts = ["run", "examples", "terminal", "progress", "login", "web_server", "page_server"];
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
