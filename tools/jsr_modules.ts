/**
 * Bundles the modules of the package for JSR into few files.
 *
 * @module
 */
import * as esbuild from "esbuild";
import { ROOT } from "./npm.ts";

/** What each module imports, by its path. */
type Imports = esbuild.Metafile["inputs"];

/** A module, and all that loads with it at once. */
function atOnce(module: string, imports: Imports): Set<string> {
  const found = new Set([module]);
  for (const each of found) {
    for (const { path, kind, external } of imports[each].imports) {
      if (!external && kind === "import-statement") found.add(path);
    }
  }
  return found;
}

/** Modules that load later, when one of the given ones, or one that these load, first needs them. */
function later(modules: readonly string[], imports: Imports): Set<string> {
  const found = new Set<string>();
  const seen = new Set(modules);
  for (const each of seen) {
    for (const { path, kind, external } of imports[each].imports) {
      if (external) continue;
      seen.add(path);
      if (kind === "dynamic-import") found.add(path);
    }
  }
  return found;
}

/** Modules that more than one set has. */
function shared(sets: readonly ReadonlySet<string>[]): Set<string> {
  const seen = new Set<string>();
  const again = sets.flatMap((set) =>
    [...set].filter((module) => seen.size === seen.add(module).size)
  );
  return new Set(again);
}

/**
 * Which modules to import on top, by module, so that the bundler makes few files.
 *
 * It makes a file for each set of entry points that share something, which would be dozens of small
 * files. Here all that two entry points share is imported by each entry point and by each module that
 * loads later, so that it becomes one file.
 *
 * The entry point `mod` does not count: it has everything. Those of the sandbox share almost nothing
 * with the others, and must not load what only clients need.
 */
function importsOnTop(
  entries: ReadonlyMap<string, string>,
  imports: Imports,
): Map<string, Set<string>> {
  const clients = [...entries].filter(([entry]) => !/^sandbox\b/.test(entry));
  const counting = clients.filter(([entry]) => entry !== "mod");
  const base = shared(counting.map(([, module]) => atOnce(module, imports)));
  const modules = clients.map(([, module]) => module);
  return new Map([...modules, ...later(modules, imports)].map((module) => [module, base]));
}

/** Has modules import others on top. */
function importing(
  more: ReadonlyMap<string, ReadonlySet<string>>,
  root: string,
): esbuild.Plugin {
  return {
    name: "imports-on-top",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const modules = [...more.get(relativeTo(root, path)) ?? []];
        const imports = modules.map((module) => `import ${JSON.stringify(`${root}/${module}`)};\n`);
        return { loader: "ts", contents: await Deno.readTextFile(path) + imports.join("") };
      });
    },
  };
}

/** Path of a file below a folder, with slashes. */
function relativeTo(folder: string, path: string): string {
  return path.slice(folder.length + 1).replaceAll("\\", "/");
}

/** Files without those that say nothing, such as one of a module that only names others. */
function withoutEmpty(files: ReadonlyMap<string, string>): Map<string, string> {
  const empty = [...files].filter(([, text]) => text === "").map(([path]) =>
    path.split("/").at(-1)
  );
  const written = [...files].filter(([, text]) => text !== "");
  return new Map(written.map(([path, text]) => [
    path,
    text.replace(/import"[^"]*\/([^"/]+)";/g, (all, name) => empty.includes(name) ? "" : all),
  ]));
}

/**
 * Code whose classes have their own names: the bundler writes `var Name = class _Name` for a class that
 * refers to itself, and errors and inspections would show that.
 */
function withClassNames(text: string): string {
  const renamed = new Set(text.matchAll(/\b(\w+)=class _\1\b/g).map(([, name]) => `_${name}`));
  return text.replace(/\b_\w+/g, (name) => renamed.has(name) ? name.slice(1) : name);
}

/**
 * Bundles entry points: a file for each one, and `parts/` for what they share or load later. Names stay, so that stack traces can be read.
 *
 * @param entries Module by path of the file to make, without its ending.
 * @param dependencies Packages that stay outside: what to import in place of their names.
 * @returns The files by path.
 */
export async function bundleModules(
  entries: ReadonlyMap<string, string>,
  dependencies: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const root = ROOT.slice(0, -1);
  const options = {
    entryPoints: [...entries].map(([out, module]) => ({ in: module, out })),
    ...{ bundle: true, splitting: true, format: "esm", target: "esnext", platform: "neutral" },
    ...{ alias: dependencies, external: ["npm:*", "node:*"], tsconfigRaw: {} },
    ...{ absWorkingDir: root, outdir: root, chunkNames: "parts/[name]-[hash]" },
    ...{ write: false, metafile: true, legalComments: "none", logLevel: "silent" },
    // A third of the bytes would be indentation, and Deno reads them all at each start.
    ...{ minifyWhitespace: true, lineLimit: 100 },
  } satisfies esbuild.BuildOptions;
  try {
    const { metafile } = await esbuild.build(options);
    const plugins = [importing(importsOnTop(entries, metafile.inputs), root)];
    const { outputFiles } = await esbuild.build({ ...options, plugins });
    return withoutEmpty(
      new Map(outputFiles.map(({ path, text }) => [relativeTo(root, path), withClassNames(text)])),
    );
  } finally {
    await esbuild.stop();
  }
}
