import { assert, assertEquals } from "@std/assert";

interface Symbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly jsDoc?: {
      readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
    };
  }[];
}

/** What JSR shows of the main module. */
async function documented(): Promise<Symbol[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "mod.ts"],
  }).output();
  const { nodes }: { nodes: Record<string, { symbols: Symbol[] }> } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}

/** Ends of the names of classes that users construct; the rest is thrown or given by the SDK. */
const CONSTRUCTED =
  /(?:App|Client|Authorizer|LoginFlowManager|LoginManager|TokenStorage|LoginStateStore|Data|Timer)$/;

/** Classes with such names that users extend, or get from the SDK. */
const GIVEN = new Set([
  ...["GlobusApp", "TokenStorage", "LoginFlowManager", "AuthLoginClient", "RenewingAuthorizer"],
  ...["TokenStorageData", "ValidatingTokenStorage"],
]);

Deno.test("each class that users construct is in a category of the page, and has an example", async () => {
  const missing: string[] = [];
  let count = 0;
  for (const { name, declarations } of await documented()) {
    const found = declarations.find(({ kind }) => kind === "class");
    if (
      !found || !CONSTRUCTED.test(name) || GIVEN.has(name)
    ) continue;
    count++;
    const kinds = (found.jsDoc?.tags ?? []).map(({ kind }) => kind);
    for (const kind of ["category", "example"]) {
      if (!kinds.includes(kind)) missing.push(`${name}: ${kind}`);
    }
  }
  assert(count > 20, `${count} classes`);
  assertEquals(missing, []);
});

Deno.test("the text of the main module has an install line, three snippets, the entry points and the permissions", async () => {
  const [text] = (await Deno.readTextFile("mod.ts")).split("@module");
  const { exports } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert(text.includes("deno add jsr:@globus-deno/sdk"));
  assertEquals(text.match(/```ts/g)?.length, 3);
  for (const entry of Object.keys(exports).slice(1)) {
    assert(text.includes(`\`${entry.slice(1)}\``), `the text does not name ${entry}`);
  }
  assert(text.includes("--allow-net"));
});

Deno.test("the page lists what programs begin with first", async () => {
  const names = [...new Set((await documented()).map(({ name }) => name))];
  // The sidebar shows five.
  assertEquals(names.slice(0, 5), [
    "UserApp",
    "TransferClient",
    "TransferData",
    "ClientApp",
    "NativeAppAuthClient",
  ]);
});

Deno.test("the page links to guides that exist", async () => {
  const [text] = (await Deno.readTextFile("mod.ts")).split("@module");
  const links = [...text.matchAll(/globus-deno\/sdk\/(?:blob|tree)\/main\/(\S+)/g)];
  assert(links.length >= 5, `${links.length} links`);
  for (const [, path] of links) await Deno.stat(path);
});
