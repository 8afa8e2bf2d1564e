import { assert, assertEquals } from "@std/assert";
import ts from "typescript";
import { buildJsrPackage } from "../../tools/jsr.ts";
import { entryPath } from "../../tools/npm.ts";

// tests/runtimes/jsr_test.ts adds the package as users do.

const CONFIG: { name: string; version: string; exports: Record<string, string> } = JSON.parse(
  await Deno.readTextFile("deno.json"),
);

const folder = await Deno.makeTempDir({ prefix: "globus-jsr-package-" });
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));
await buildJsrPackage(folder);

/** The part of what `deno doc --json` says that people read. */
interface Documented {
  readonly jsDoc?: object;
  readonly name?: string;
  readonly def?: Record<string, unknown>;
}

interface Docs {
  readonly nodes: Record<string, {
    readonly module_doc?: object;
    readonly symbols: {
      readonly name: string;
      readonly declarations: (Documented & { readonly declarationKind: string })[];
    }[];
  }>;
}

/** A comment without the places where its types are declared. */
function textOf(comment: object | undefined): string {
  return JSON.stringify(comment, (key, value) => key === "resolution" ? undefined : value);
}

/** What is said of a declaration and of its members, by name. */
function textsOf(name: string, { jsDoc, def = {} }: Documented): [string, string][] {
  const members = ["constructors", "methods", "properties"]
    .flatMap((kind) => def[kind] as Documented[] ?? []);
  return [
    ...jsDoc ? [[name, textOf(jsDoc)] as [string, string]] : [],
    ...members.flatMap((member) => textsOf(`${name}.${member.name}`, member)),
  ];
}

/** What the documentation of an entry point says, by symbol and member. */
async function documentation(cwd: string, file: string): Promise<Record<string, string[]>> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", file],
    cwd,
    stderr: "inherit",
  }).output();
  assert(success);
  const { nodes }: Docs = JSON.parse(new TextDecoder().decode(stdout));
  const [{ module_doc, symbols }] = Object.values(nodes);
  const texts = symbols.flatMap(({ name, declarations }) =>
    // Docs also show types that are not exported, where something that is refers to them.
    declarations.filter(({ declarationKind }) => declarationKind !== "private")
      .flatMap((declaration) => [[name, "exported"], ...textsOf(name, declaration)])
  );
  texts.push(["the module", textOf(module_doc)]);
  const byName = Map.groupBy(texts, ([name]) => name);
  return Object.fromEntries(
    [...byName].map(([name, all]) => [name, [...new Set(all.map(([, text]) => text))].sort()]),
  );
}

for (const [entry, file] of Object.entries(CONFIG.exports)) {
  Deno.test(`the documentation of the built entry point ${entry} is that of its source`, async () => {
    const source = await documentation(".", file);
    assert(source["the module"][0].includes('"doc"'));
    assert(Object.keys(source).length > 3);
    assertEquals(await documentation(folder, `${entryPath(entry)}.js`), source);
  });
}

Deno.test("the package has the version and the entry points of the repository", async () => {
  const config = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
  assertEquals([config.name, config.version], [CONFIG.name, CONFIG.version]);
  assertEquals(Object.keys(config.exports), Object.keys(CONFIG.exports));
  for (const file of Object.values<string>(config.exports)) {
    const [first] = (await Deno.readTextFile(`${folder}/${file}`)).split("\n");
    const types = /^\/\* @ts-self-types="\.\/([\w-]+\.d\.ts)" \*\/$/.exec(first)?.[1];
    assertEquals(types, `${file.split("/").at(-1)!.slice(0, -".js".length)}.d.ts`);
  }
});

Deno.test("the types of all entry points pass the strictest checks of TypeScript", () => {
  const files = Object.keys(CONFIG.exports).map((entry) => `${folder}/${entryPath(entry)}.d.ts`);
  const program = ts.createProgram(files, {
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    ...{ target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, types: [] },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  });
  const found = ts.getPreEmitDiagnostics(program).map(({ code, messageText }) =>
    `${code} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
  );
  // Deno lets a declaration import another one by its file.
  assertEquals(found.filter((text) => !text.startsWith("2846 ")), []);
});

Deno.test("building again gives the same files", async () => {
  const again = await Deno.makeTempDir({ prefix: "globus-jsr-package-" });
  try {
    await buildJsrPackage(again);
    for (const place of ["", "/parts", "/sandbox", "/storage"]) {
      const names = (at: string) =>
        [...Deno.readDirSync(at + place)].map(({ name }) => name).sort();
      assertEquals(names(again), names(folder));
      for (const name of names(folder).filter((name) => name.includes("."))) {
        const text = (at: string) => Deno.readTextFileSync(`${at}${place}/${name}`);
        assert(text(again) === text(folder), `${place}/${name}`);
      }
    }
  } finally {
    await Deno.remove(again, { recursive: true });
  }
});
