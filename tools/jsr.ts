/**
 * Builds the package for JSR: `jsr/` has what `deno publish` takes there.
 *
 * Users of Deno get JavaScript in few files, and the types in few files beside it, because Deno reads
 * at each start every module that a program imports, and also JSR's list of all modules of the
 * package, those for the types included. `bench/start_up.ts` measures it, and
 * `tests/runtimes/jsr_test.ts` adds the package as users do.
 *
 * @module
 */
import { bundleModules } from "./bundle_modules.ts";
import { bundleTypes } from "./bundle_types.ts";
import { compiled, type DenoConfig, entryPath, packModules, ROOT, writeFile } from "./npm.ts";

/** Packages that the SDK imports, which Deno loads beside it. */
const DEPENDENCIES = ["@cfworker/json-schema", "jose"];

/** Texts that JSR shows. */
const TEXTS = ["CHANGELOG.md", "LICENSE", "README.md"];

/** The documentation of a module: the first comment, if it is one of a module. */
function moduleDoc(source: string): string {
  return /^\/\*\*(?:(?!\*\/)[^])*@module(?:(?!\*\/)[^])*\*\/\n/.exec(source)?.[0] ?? "";
}

/**
 * Builds the package of this repository.
 *
 * @param folder Where to build. What is in there is removed first.
 * @throws {Error} If a program fails. Needs `deno` and `tar`.
 */
export async function buildJsrPackage(folder: string): Promise<void> {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const sources = new Map(
    Object.entries(config.exports).map(([entry, file]) => [entryPath(entry), file.slice(2)]),
  );
  const dependencies = Object.fromEntries(DEPENDENCIES.map((name) => [name, config.imports[name]]));
  const work = await Deno.makeTempDir({ prefix: "globus-jsr-" });
  try {
    const packed = await packModules(work);
    for (const [path, text] of await bundleModules(compiled(config, packed, ".js"), dependencies)) {
      const types = sources.has(path.slice(0, -".js".length))
        ? `/* @ts-self-types="./${path.split("/").at(-1)!.replace(/js$/, "d.ts")}" */\n`
        : "";
      await writeFile(`${folder}/${path}`, types + text);
    }
    for (const [path, text] of await bundleTypes(compiled(config, packed, ".d.ts"), dependencies)) {
      const source = sources.get(path.slice(0, -".d.ts".length));
      const doc = source ? moduleDoc(await Deno.readTextFile(ROOT + source)) : "";
      await writeFile(`${folder}/${path}`, doc + text);
    }
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  for (const file of TEXTS) await Deno.copyFile(ROOT + file, `${folder}/${file}`);
  const { name, version, license } = config;
  const exports = Object.fromEntries(
    Object.keys(config.exports).map((entry) => [entry, `./${entryPath(entry)}.js`]),
  );
  const own = {
    ...{ name, version, license, exports, lock: false },
    // It does not belong to the repository's workspace,
    workspace: [],
    // and is published although .gitignore names it.
    publish: { exclude: ["!**/*"] },
  };
  await writeFile(`${folder}/deno.json`, JSON.stringify(own, null, 2) + "\n");
}

if (import.meta.main) await buildJsrPackage("jsr");
