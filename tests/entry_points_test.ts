import { assert, assertEquals } from "@std/assert";

interface Docs {
  nodes: Record<string, {
    symbols: {
      name: string;
      declarations: { location: { filename: string; line: number; col: number } }[];
    }[];
  }>;
}

/** Where each exported name of a file is declared, by `deno doc`. */
async function exportsOf(file: string): Promise<Map<string, string>> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", file],
    stderr: "inherit",
  }).output();
  assert(success, `deno doc failed for ${file}`);
  const docs: Docs = JSON.parse(new TextDecoder().decode(stdout));
  return new Map(
    Object.values(docs.nodes).flatMap(({ symbols }) => symbols).map(({ name, declarations }) => [
      name,
      declarations.map(({ location }) => `${location.filename}:${location.line}:${location.col}`)
        .join(" "),
    ]),
  );
}

/** Names that entry points give to different things, with the entry points. */
function ambiguous(entryPoints: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const places = new Map<string, Map<string, string>>();
  for (const [entry, names] of entryPoints) {
    for (const [name, place] of names) {
      const known = places.get(name) ?? new Map<string, string>();
      places.set(name, known.set(place, entry));
    }
  }
  return [...places].filter(([, known]) => known.size > 1)
    .map(([name, known]) => `${name}: ${[...known.values()].join(", ")}`);
}

Deno.test("no name means two things in two entry points of the package", async () => {
  const { exports }: { exports: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(new URL("../deno.json", import.meta.url)),
  );
  const entryPoints = new Map<string, Map<string, string>>();
  for (const [entry, file] of Object.entries(exports)) {
    const names = await exportsOf(new URL(`../${file}`, import.meta.url).pathname);
    assert(names.size > 0, `${entry} exports nothing`);
    entryPoints.set(entry, names);
  }
  // The same thing under two entry points is not a clash, and there are such names.
  assertEquals(
    entryPoints.get(".")?.get("TransferClient"),
    entryPoints.get("./transfer")?.get("TransferClient"),
  );
  assertEquals(ambiguous(entryPoints), []);
});

Deno.test("a name of two things is found, the same thing exported twice is not", () => {
  const entryPoints = new Map([
    [".", new Map([["Client", "a.ts:1:0"], ["Scope", "b.ts:1:0"]])],
    ["./auth", new Map([["Client", "a.ts:1:0"]])],
    ["./sandbox", new Map([["Client", "c.ts:9:0"], ["Clock", "d.ts:1:0"]])],
  ]);
  assertEquals(ambiguous(entryPoints), ["Client: ./auth, ./sandbox"]);
});
