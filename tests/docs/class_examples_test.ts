import { assert, assertEquals } from "@std/assert";

/** A class in the JSON of `deno doc`. */
interface DocumentedClass {
  readonly name: string;
  readonly isAbstract: boolean;
  /** The code of its examples, with the fences. */
  readonly examples: readonly string[];
}

const ROOT = new URL("../../", import.meta.url);
const { exports }: { exports: Record<string, string> } = JSON.parse(
  await Deno.readTextFile(new URL("deno.json", ROOT)),
);

/** The documented classes of every entry point, by its file. */
async function documentedClasses(): Promise<Map<string, DocumentedClass[]>> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...Object.values(exports)],
    cwd: ROOT,
  }).output();
  assert(success, "deno doc failed");
  // deno-lint-ignore no-explicit-any -- the JSON of `deno doc`
  const { nodes }: { nodes: Record<string, any> } = JSON.parse(new TextDecoder().decode(stdout));
  return new Map(
    Object.entries(nodes).map(([url, { symbols }]) => [
      url,
      // deno-lint-ignore no-explicit-any -- the JSON of `deno doc`
      symbols.flatMap(({ name, declarations }: any) =>
        // deno-lint-ignore no-explicit-any -- the JSON of `deno doc`
        declarations.filter(({ kind }: any) => kind === "class").map(({ def, jsDoc }: any) => ({
          name,
          isAbstract: def.isAbstract === true,
          // deno-lint-ignore no-explicit-any -- the JSON of `deno doc`
          examples: (jsDoc?.tags ?? []).filter(({ kind }: any) => kind === "example")
            .map(({ doc = "" }: { doc?: string }) => doc),
        }))
      ),
    ]),
  );
}

/** Classes that the SDK or the sandbox makes, and what gives them. */
const GIVEN: Readonly<Record<string, string>> = {
  AuthLoginClient: "the base of both login clients",
  ComputeReport: "submitAndWait()",
  ConsentTree: "a ConsentForest",
  FaultList: "sandbox.faults",
  GetConsentsResponse: "getConsents()",
  GlobusAuthorizationCodeFlowManager: "oauth2StartFlow()",
  GlobusConnectPersonalOwnerInfo: "LocalGlobusConnectPersonal.getOwnerInfo()",
  GlobusNativeAppFlowManager: "oauth2StartFlow()",
  IngestReport: "ingestAll()",
  MembershipReport: "changeMemberships()",
  OAuthAuthorizationCodeResponse: "a login",
  OAuthClientCredentialsResponse: "oauth2ClientCredentialsTokens()",
  OAuthDependentTokenResponse: "oauth2GetDependentTokens()",
  OAuthRefreshTokenResponse: "oauth2RefreshToken()",
  Path: "path``",
  RequestRecord: "sandbox.requests",
  TokensByScopes: "tokens.byScopes",
  Walk: "walk()",
  World: "sandbox.world",
};

/** The classes of all entry points that a program can construct, once each. */
async function constructible(): Promise<Map<string, DocumentedClass>> {
  const found = new Map<string, DocumentedClass>();
  for (const [url, classes] of await documentedClasses()) {
    const values: Record<string, unknown> = await import(url);
    for (const each of classes) {
      const value = values[each.name];
      // A class that only the type of is exported cannot be constructed.
      if (typeof value !== "function" || each.isAbstract) continue;
      if (value.prototype instanceof Error) continue;
      found.set(each.name, each);
    }
  }
  return found;
}

Deno.test("every class of every entry point that users construct has an example that runs", async () => {
  const classes = await constructible();
  assert(classes.size > 60, `${classes.size} classes`);
  const lacking = [...classes.values()].filter(({ name, examples }) =>
    !(name in GIVEN) &&
    // `deno test --doc` runs the blocks of this language that are not marked.
    !examples.some((text) => /^```ts\n(?!```)/m.test(text))
  );
  assertEquals(lacking.map(({ name }) => name), []);
  // An entry of a class that is gone, or that now has an example, is out of date.
  const idle = Object.keys(GIVEN).filter((name) =>
    !classes.has(name) || classes.get(name)!.examples.length > 0
  );
  assertEquals(idle, []);
});

/** Members that everyday programs need, as `Symbol.member`. */
const EVERYDAY = [
  "ListingOptions.max",
  "GlobusAppConfig.loginParameters",
  "WatchParams.giveUp",
  "Sandbox.clientOptions",
  "Sandbox.loginFlow",
  "GlobusApp.getAccessToken",
  "ConfidentialAppAuthClient.checkToken",
  "ClientOptions.resourceServer",
];

Deno.test("options and methods of everyday programs have an example that runs, and a guide that shows them", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "mod.ts", "lib/sandbox/mod.ts"],
    cwd: ROOT,
  }).output();
  // deno-lint-ignore no-explicit-any -- the JSON of `deno doc`
  const { nodes }: { nodes: Record<string, any> } = JSON.parse(new TextDecoder().decode(stdout));
  const documented = new Set<string>();
  for (const { symbols } of Object.values(nodes)) {
    for (const { name, declarations } of symbols) {
      for (const { def } of declarations) {
        for (const member of [...def?.properties ?? [], ...def?.methods ?? []]) {
          const docs: { kind: string; doc?: string }[] = member.jsDoc?.tags ?? [];
          const runs = docs.some(({ kind, doc }) =>
            kind === "example" && /^```ts\n/m.test(doc ?? "")
          );
          if (runs) documented.add(`${name}.${member.name}`);
        }
      }
    }
  }
  // A function's example stands at the function: this option belongs to taskOutcome() alone.
  const watch = await Deno.readTextFile(new URL("lib/services/transfer/watch.ts", ROOT));
  if (/```ts\n[^]*?giveUp: "needsAction"[^]*?\*\/\nexport async function taskOutcome/.test(watch)) {
    documented.add("WatchParams.giveUp");
  }
  assertEquals(EVERYDAY.filter((name) => !documented.has(name)), []);
  const guides = [...Deno.readDirSync(new URL("docs/", ROOT))]
    .filter(({ name }) => name.endsWith(".md"))
    .map(({ name }) => Deno.readTextFileSync(new URL(`docs/${name}`, ROOT))).join("\n");
  const words = EVERYDAY.map((name) => name.split(".")[1]);
  assertEquals(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(guides)), []);
});

Deno.test("the page of every entry point has an example that runs", async () => {
  const lacking: string[] = [];
  for (const [entry, path] of Object.entries(exports)) {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    const [, doc] = /^(\/\*\*[^]*?@module[^]*?\*\/)/.exec(text) ?? [];
    if (!/^ \* ```ts\n \* \S/m.test(doc ?? "")) lacking.push(entry);
  }
  assertEquals(lacking, []);
});
