import { assert, assertEquals } from "@std/assert";
import { circles, type Import, importsBelow, importsOf } from "./kit/imports.ts";

/**
 * The folders of the SDK, each with those that it may import. `app` alone has all of them; the
 * sandbox has none, so that a wrong route of one cannot agree with a wrong route of the other.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "lib/core": [],
  "lib/scopes": ["lib/core"],
  "lib/oauth": ["lib/core", "lib/scopes"],
  "lib/gare": ["lib/core", "lib/scopes", "lib/oauth"],
  "lib/authorizers": ["lib/core", "lib/scopes", "lib/oauth"],
  "lib/storage": ["lib/core", "lib/scopes", "lib/oauth", "lib/gare", "lib/authorizers"],
  "lib/services/auth": ["lib/core", "lib/scopes", "lib/oauth", "lib/gare", "lib/authorizers"],
  "lib/services/transfer": ["lib/core", "lib/scopes"],
  "lib/services/groups": ["lib/core", "lib/scopes"],
  "lib/services/https": ["lib/core", "lib/scopes"],
  "lib/services/search": ["lib/core", "lib/scopes"],
  "lib/services/flows": ["lib/core", "lib/scopes"],
  "lib/services/timers": ["lib/core", "lib/scopes"],
  "lib/services/compute": ["lib/core", "lib/scopes"],
  "lib/services/gcs": ["lib/core", "lib/scopes"],
  "lib/login": [
    "lib/core",
    "lib/scopes",
    "lib/oauth",
    "lib/gare",
    "lib/authorizers",
    "lib/services/auth",
  ],
  "lib/app": [
    "lib/core",
    "lib/scopes",
    "lib/oauth",
    "lib/gare",
    "lib/authorizers",
    "lib/storage",
    "lib/services/auth",
    "lib/login",
  ],
  "lib/local_endpoint": ["lib/core"],
  "lib/testing": ["lib/core"],
  "lib/sandbox": [],
};

/** What `mod.ts` exports of all layers. It has no code, and no other file imports it. */
const EXPORTS = "lib/exports.ts";

/** The one file of the sandbox that uses the SDK: it logs in through an app's own login flow. */
const SANDBOX_LOGIN = "lib/sandbox/person/login_flow.ts";

/** The layers of the portal, which the tutorial and the pages may use. */
const PORTAL = [
  "site/portal/server",
  "site/portal/session",
  "site/portal/globus",
  "site/portal/middleware",
  "site/portal/login",
  "site/portal/requirements",
  "site/portal",
];

/**
 * The folders of the site, in the same form. `site/portal` is what a lab copies for a portal of its
 * own: it knows neither the lessons nor the pages.
 */
const SITE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  "site/components": ["islands"],
  "site/portal/server": ["site/components"],
  "site/portal/session": ["site/portal/server"],
  "site/portal/globus": ["site/portal/server", "site/portal/session"],
  "site/portal/middleware": [
    "site/components",
    "site/portal/server",
    "site/portal/session",
    "site/portal/globus",
    "site/portal",
  ],
  "site/portal/login": [
    "site/components",
    "site/portal/server",
    "site/portal/session",
    "site/portal/globus",
    "site/portal",
  ],
  "site/portal/requirements": [
    "site/components",
    "site/portal/session",
    "site/portal/globus",
    "site/portal/login",
    "site/portal",
  ],
  // The pages that a lab replaces by its own.
  "site/portal/pages": [
    "site/components",
    "site/portal/globus",
    "site/portal/requirements",
    "site/portal",
    "islands",
  ],
  // The site with its store, and the state of a request.
  "site/portal": [
    "site/components",
    "site/portal/server",
    "site/portal/session",
    "site/portal/globus",
  ],
  "site/tutorial": ["site/components", ...PORTAL, "islands", "examples"],
  "site/pages": ["site/components", ...PORTAL, "site/tutorial", "islands", "examples"],
  islands: ["site/components", "site/tutorial", "site/pages"],
  routes: ["site/components", ...PORTAL, "site/tutorial", "site/pages", "islands", "examples"],
};

/** Files of the site outside of these folders: they start it, and may import all of them. */
const SITE_ENTRIES = ["site/can_start.ts", "site/deploy.ts", "site/start.ts"];

/** The packages that each part of the repository may import. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  "mod.ts": /^$/,
  lib: /^(jose|@cfworker\/json-schema)$/,
  examples: /^@globus-deno\/sdk(\/[\w/]+)?$/,
  site:
    /^(@globus-deno\/sdk(\/[\w/]+)?|fresh(\/runtime)?|preact(\/(hooks|jsx-runtime))?|@std\/http|redis|node:timers)$/,
  routes: /^(@globus-deno\/sdk(\/[\w/]+)?|fresh(\/runtime)?|preact(\/hooks)?|@std\/http)$/,
  islands: /^(preact(\/hooks)?|@preact\/signals|fresh\/runtime)$/,
  "links/fresh": /^(preact(\/[\w-]+)?|preact-render-to-string|@preact\/signals)$/,
  "links/std_assert": /^node:(assert|util)$/,
  "links/std_http": /^$/,
};

const SOURCES = ["mod.ts", "lib", "site", "routes", "islands", "links", "examples"];

/** The folder of a table that holds a path. */
function layerOf(path: string, layers: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(layers).find((each) => path.startsWith(`${each}/`));
}

/** The imports from one folder of a table to another that the table does not allow. */
function againstOrder(
  imports: readonly Pick<Import, "from" | "to">[],
  layers: Readonly<Record<string, readonly string[]>>,
): string[] {
  return imports.filter(({ from, to }) => {
    const [own, other] = [layerOf(from, layers), layerOf(to, layers)];
    return own && other && own !== other && !layers[own].includes(other);
  }).map(shown);
}

function shown({ from, to }: Pick<Import, "from" | "to">): string {
  return `${from} -> ${to}`;
}

/** Whether a file for Deno and Node.js imports the types, and nothing else, of a `node:` module. */
function isNodeType({ from, to, typesOnly }: Import): boolean {
  return typesOnly && to.startsWith("node:") && from.endsWith("_deno.ts");
}

function isPath(name: string): boolean {
  return /\.tsx?$/.test(name);
}

Deno.test("importsOf() reads every form of import, and no comment or string", () => {
  const source = `
    import a from "./a.ts"; import type { B } from "./b.ts"; import "./c.ts";
    export * from "./d.ts"; export { e } from "./e.ts"; export type { F } from "./f.ts";
    const g = await import("./g.ts"); type H = import("./h.ts").H;
    // import "./no.ts"
    /** import x from "./no.ts" */
    const text = 'import x from "./no.ts"';
    export const plain = 1;
  `;
  const imports = importsOf("lib/x.ts", source);
  assertEquals(imports.filter(({ isLater }) => isLater).map(({ to }) => to), ["lib/g.ts"]);
  const found = imports.map(({ to, typesOnly }) => `${to} ${typesOnly}`);
  assertEquals(found.sort(), [
    "lib/a.ts false",
    "lib/b.ts true",
    "lib/c.ts false",
    "lib/d.ts false",
    "lib/e.ts false",
    "lib/f.ts true",
    "lib/g.ts false",
    "lib/h.ts true",
  ]);
});

Deno.test("circles() finds groups that reach each other, also a file that imports itself", () => {
  const imports = ["a b", "b c", "c a", "c d", "e e", "f a", "d g"].map((pair) => {
    const [from, to] = pair.split(" ");
    return { from, to };
  });
  assertEquals(circles(imports), [["a", "b", "c"], ["e"]]);
  assertEquals(circles([{ from: "a", to: "b" }, { from: "c", to: "b" }]), []);
});

Deno.test("no files import each other in a circle, type imports included", () => {
  assertEquals(
    circles(importsBelow(...SOURCES)),
    [],
  );
});

Deno.test("the SDK's folders import in one direction", () => {
  const imports = importsBelow("lib").filter(({ from }) => from !== SANDBOX_LOGIN);
  assertEquals(againstOrder(imports, LAYERS), []);
  const wrong = { from: "lib/core/a.ts", to: "lib/app/b.ts" };
  assertEquals(againstOrder([wrong], LAYERS), ["lib/core/a.ts -> lib/app/b.ts"]);
});

Deno.test("every file of the SDK and of the site is in a layer", () => {
  const files = importsBelow("lib", "site", "routes", "islands").map(({ from }) => from);
  const outside = files.filter((file) => !layerOf(file, { ...LAYERS, ...SITE_LAYERS }));
  const entries = [...SITE_ENTRIES, EXPORTS];
  assertEquals(outside.filter((file) => !entries.includes(file)), []);
});

Deno.test("the site's folders import in one direction", () => {
  const imports = importsBelow("site", "routes", "islands");
  assertEquals(againstOrder(imports, { ...SITE_LAYERS, examples: [] }), []);
  const wrong = { from: "site/portal/session/a.ts", to: "site/portal/site.ts" };
  assertEquals(againstOrder([wrong], SITE_LAYERS).length, 1);
});

Deno.test("the site and the examples import the SDK as users do, by the package's name", () => {
  const imports = importsBelow("site", "routes", "islands", "examples");
  assertEquals(imports.filter(({ to }) => /^(lib\/|mod\.ts)/.test(to)).map(shown), []);
});

for (const [part, allowed] of Object.entries(PACKAGES)) {
  Deno.test(`${part} imports no package but those that it may`, () => {
    const packages = importsBelow(part).filter((each) => !isPath(each.to) && !isNodeType(each));
    assertEquals(packages.filter(({ to }) => !allowed.test(to)).map(shown), []);
  });
}

Deno.test("the SDK uses jose for ID tokens alone", () => {
  const users = importsBelow("lib").filter(({ to }) => to === "jose").map(shown);
  assert(users.length > 0);
  assertEquals(users.filter((each) => !/^lib\/(oauth|services\/auth)\//.test(each)), []);
});

Deno.test("the sandbox alone checks JSON Schemas, and loads the validator when it needs it", () => {
  const users = importsBelow("lib").filter(({ to }) => to === "@cfworker/json-schema");
  const file = "lib/sandbox/flows/input_schema.ts";
  assertEquals(users.filter(({ from }) => from !== file).map(shown), []);
  const source = Deno.readTextFileSync(new URL(`../${file}`, import.meta.url));
  assertEquals([...source.matchAll(/^import (?!type).*json-schema/gm)].length, 0);
  assertEquals([...source.matchAll(/await import\("@cfworker\/json-schema"\)/g)].length, 1);
});

/** A whole site that tests of `links/fresh` serve: its folders are a site's, not tests'. */
const A_SITE = "tests/links/fresh_site/";

Deno.test("tests share only tests/kit: no folder of tests imports from its sibling", () => {
  const imports = importsBelow("tests").filter(({ to }) => to.startsWith("tests/"));
  assert(imports.length > 300);
  assertEquals(
    imports.filter(({ from, to }) => {
      const [own, other] = [from, to].map((path) => path.slice(0, path.lastIndexOf("/") + 1));
      return !own.startsWith(other) && !other.startsWith(own) && other !== "tests/kit/" &&
        !own.startsWith(A_SITE);
    }).map(shown),
    [],
  );
});

Deno.test("every path that ARCHITECTURE.md and CONTRIBUTING.md name exists", async () => {
  for (const document of ["ARCHITECTURE.md", "CONTRIBUTING.md"]) {
    const text = await Deno.readTextFile(document);
    const paths = [...text.matchAll(/`((?:[\w-]+\/)+[\w.[\]-]*|[\w.-]+\.(?:ts|tsx|md|json))`/g)]
      .map(([, path]) => path);
    assert(paths.length > 10, document);
    const missing: string[] = [];
    for (const path of paths) await Deno.stat(path).catch(() => missing.push(path));
    // Names of files in any folder, such as `client.ts` in that of a service.
    assertEquals(missing.filter((path) => path.includes("/") || !ANY_FOLDER.has(path)), []);
  }
});

/** Files that folders of services have, named without their folder. */
const ANY_FOLDER = new Set(["client.ts", "errors.ts", "paging.ts", "service.ts", "caller.ts"]);
