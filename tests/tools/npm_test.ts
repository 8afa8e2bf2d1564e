import { assert, assertEquals, assertMatch } from "@std/assert";
import { completeManifest, type DenoConfig, NPM_FIELDS, tarballName } from "../../tools/npm.ts";
import { NODE_PACKAGES, npmPackages, runtimeOf } from "../kit/npm_packages.ts";
import { packedProject } from "../kit/packed_project.ts";

const config: DenoConfig & { imports: Record<string, string> } = JSON.parse(
  await Deno.readTextFile("deno.json"),
);

/** Module and its resolution, as projects set them. */
const RESOLUTIONS = [["esnext", "bundler"], ["node16", "node16"], ["nodenext", "nodenext"]];

const packages = await npmPackages(["typescript@7", "@types/node@22"]);
const runtimes = "missing" in packages ? packages : await npmPackages(NODE_PACKAGES);
const project = "missing" in runtimes ? runtimes.missing : await packedProject();
const installed = typeof project === "string" ? undefined : project;
if (installed) Deno.test.afterAll(() => installed.remove());

/** Name of a test that needs the registry. */
function named(name: string): string {
  return installed ? name : `${name} (left out: no ${project} here)`;
}

/** Paths of all files below a folder, without those of installed packages. */
async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name === "node_modules") continue;
    const path = `${folder}/${name}`;
    files.push(...isDirectory ? await filesBelow(path) : [path]);
  }
  return files;
}

/** The name by which programs import an entry point. */
function specifier(entry: string): string {
  return config.name + entry.slice(1);
}

Deno.test("a manifest begins with what people read, and keeps what deno pack has written", () => {
  const rest = { name: "@a/b", version: "1.0.0", type: "module", dependencies: { jose: "^6" } };
  const search = { types: "./lib/search.d.ts", import: "./lib/search.js" };
  const complete = completeManifest({ ...rest, exports: { ".": {}, "./search": search } });
  assertEquals(Object.keys(complete).slice(0, 4), ["name", "version", "description", "keywords"]);
  assertEquals({ ...complete, ...rest }, complete);
  assertEquals(complete.sideEffects, false);
  assertEquals(complete.engines, { node: ">=22.13" });
});

Deno.test("Node.js finds an entry point among the bundled files, after the types and before the others", () => {
  const search = {
    types: "./lib/search.d.ts",
    import: "./lib/search.js",
    default: "./lib/search.js",
  };
  const { exports } = completeManifest({
    name: "a",
    version: "1.0.0",
    exports: { "./search": search },
  });
  const found = (exports as Record<string, Record<string, string>>)["./search"];
  assertEquals(Object.keys(found), ["types", "node", "import", "default"]);
  assertEquals(found, { ...search, node: "./node/search.js" });
});

Deno.test("a tarball has the name that npm gives to it", () => {
  assertEquals(tarballName({ ...config, version: "1.2.3" }), "globus-deno-sdk-1.2.3.tgz");
});

Deno.test({
  name: named("the package has every entry point with its types, no source maps, and its texts"),
  ignore: !installed,
  async fn() {
    const root = installed!.installed;
    const manifest = JSON.parse(await Deno.readTextFile(`${root}/package.json`));
    assertEquals(Object.keys(manifest.exports), Object.keys(config.exports));
    for (
      const { types, node, default: module } of Object.values<Record<string, string>>(
        manifest.exports,
      )
    ) {
      for (const file of [types, node, module]) assert((await Deno.stat(`${root}/${file}`)).isFile);
    }
    assertEquals(manifest.version, config.version);
    // What npm shows, and what installers and bundlers read.
    for (const [field, value] of Object.entries(NPM_FIELDS)) {
      assertEquals(manifest[field], value, field);
    }
    assert(manifest.description.length > 80 && manifest.keywords.length > 8);
    assertEquals([manifest.license, manifest.type], ["Apache-2.0", "module"]);
    assertEquals([manifest.main, manifest.types], ["./mod.js", "./mod.d.ts"]);
    for (const file of Object.values<string>(manifest.bin)) {
      const { mode } = await Deno.stat(`${root}/${file}`);
      if (Deno.build.os !== "windows") assertEquals(mode! & 0o111, 0o111, file);
    }
    assertEquals(Object.keys(manifest.dependencies).sort(), ["@cfworker/json-schema", "jose"]);
    for (const name of ["README.md", "LICENSE", "CHANGELOG.md"]) {
      assert((await Deno.stat(`${root}/${name}`)).isFile);
    }
    const files = await filesBelow(root);
    assert(files.length > 500);
    assertEquals(files.filter((file) => file.endsWith(".map")), []);
    const scripts = files.filter((file) => file.endsWith(".js"));
    for (const script of scripts) {
      const text = await Deno.readTextFile(script);
      assertEquals(text.includes("sourceMappingURL"), false, script);
    }
    const { stdout } = await new Deno.Command("node", {
      args: [`${root}/../../.bin/globus-sandbox`, "--help"],
    }).output();
    assertMatch(new TextDecoder().decode(stdout), /--port N/);
  },
});

Deno.test({
  name: named(
    "the types of every entry point pass the strictest checks of TypeScript, however it resolves modules",
  ),
  ignore: !installed,
  async fn() {
    assert("folder" in packages);
    const entries = Object.keys(config.exports);
    const program = entries.map((entry, index) =>
      `import * as m${index} from ${JSON.stringify(specifier(entry))};`
    ).join("\n") + `
export const all = [${
      entries.map((_, index) => `m${index}`)
    }];
import { ClientApp, type RequestOptions, TransferClient, UserApp } from "${config.name}";
// Options may be undefined, also with exactOptionalPropertyTypes.
export const options: RequestOptions = { signal: undefined, timeoutMs: undefined };
export const app = new UserApp("my-tool", { clientId: "x", config: { fetch: undefined } });
export const tc = new TransferClient({ app });
// @ts-expect-error A page of no listing.
export const wrong: string = tc.taskList();
// @ts-expect-error An app of a service needs its secret.
export const client = new ClientApp("my-service", { clientId: "x" });
`;
    await Deno.writeTextFile(`${installed!.folder}/types.ts`, program);
    for (const [module, moduleResolution] of RESOLUTIONS) {
      const compilerOptions = {
        ...{ module, moduleResolution, target: "es2022", noEmit: true, types: ["node"] },
        lib: ["es2024", "dom", "dom.iterable", "dom.asynciterable", "esnext.disposable"],
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        ...{ skipLibCheck: false, noImplicitOverride: true, isolatedModules: true },
        typeRoots: [`${packages.folder}/node_modules/@types`],
      };
      await Deno.writeTextFile(
        `${installed!.folder}/tsconfig.json`,
        JSON.stringify({ compilerOptions, files: ["types.ts"] }),
      );
      const { stdout, success } = await new Deno.Command("node", {
        args: [`${packages.folder}/node_modules/typescript/bin/tsc`, "-p", installed!.folder],
      }).output();
      assertEquals(new TextDecoder().decode(stdout), "", moduleResolution);
      assert(success);
    }
  },
});

Deno.test({
  name: named("the types of every entry point suit a page, whose libraries are ES2022 and the DOM"),
  ignore: !installed,
  async fn() {
    assert("folder" in packages);
    const program = Object.keys(config.exports).map((entry, index) =>
      `export * as m${index} from ${JSON.stringify(specifier(entry))};\n`
    );
    await Deno.writeTextFile(`${installed!.folder}/page.ts`, program.join(""));
    // The settings of Vite's template, but for skipLibCheck.
    const compilerOptions = {
      ...{ module: "esnext", moduleResolution: "bundler", target: "es2022", noEmit: true },
      ...{ lib: ["es2022", "dom", "dom.iterable"], types: [], moduleDetection: "force" },
      ...{ strict: true, skipLibCheck: false, verbatimModuleSyntax: true },
    };
    const settings = JSON.stringify({ compilerOptions, files: ["page.ts"] });
    await Deno.writeTextFile(`${installed!.folder}/tsconfig.page.json`, settings);
    const compiler = `${packages.folder}/node_modules/typescript/bin/tsc`;
    const { stdout, code } = await new Deno.Command("node", {
      args: [compiler, "-p", `${installed!.folder}/tsconfig.page.json`],
    }).output();
    assertEquals({ code, stdout: new TextDecoder().decode(stdout) }, { code: 0, stdout: "" });
  },
});

Deno.test({
  name: named("importing the package does nothing, and its version is that of the manifest"),
  ignore: !installed,
  async fn() {
    const program = `
import { VERSION } from "${config.name}";
import { Sandbox } from "${config.name}/sandbox";
const response = await new Sandbox().fetch("https://auth.globus.org/jwk.json");
console.log(VERSION, response.status);`;
    await Deno.writeTextFile(`${installed!.folder}/program.mjs`, program);
    const { stdout, stderr } = await new Deno.Command("node", {
      args: [`${installed!.folder}/program.mjs`],
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    assertEquals(new TextDecoder().decode(stdout), `${config.version} 200\n`);
  },
});

Deno.test({
  name: named(
    "Node.js loads few files, whose entry points have the names of their sources, and no other",
  ),
  ignore: !installed,
  async fn() {
    const entries = Object.keys(config.exports).map(specifier);
    const program = `
import { registerHooks } from "node:module";
const files = new Set();
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) files.add(url);
    return next(url, context);
  },
});
const count = async (...names) => {
  const before = files.size;
  for (const name of names) await import(name);
  return files.size - before;
};
const two = await count("${config.name}/auth", "${config.name}/transfer");
const whole = await count("${config.name}");
const names = [];
for (const name of ${JSON.stringify(entries)}) names.push(Object.keys(await import(name)));
console.log(JSON.stringify({ two, whole, names }));`;
    await Deno.writeTextFile(`${installed!.folder}/files.mjs`, program);
    assert("folder" in runtimes);
    const { stdout, stderr } = await new Deno.Command(runtimeOf("Node.js 24", runtimes.folder), {
      args: [`${installed!.folder}/files.mjs`],
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    const { two, whole, names } = JSON.parse(new TextDecoder().decode(stdout));
    assert(two > 0 && two <= 8, `${two} files`);
    assert(whole > 0 && whole <= 20, `${whole} files`);
    for (const [index, file] of Object.values(config.exports).entries()) {
      const source = await import(new URL(`../../${file}`, import.meta.url).href);
      assertEquals(names[index].toSorted(), Object.keys(source).sort(), entries[index]);
    }
  },
});
