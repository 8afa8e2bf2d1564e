/**
 * Bundles the modules of the package for JSR into few files.
 *
 * The bundler makes a file for each set of entry points that share something, and one for each module
 * that loads later: some hundred small files. Here all that two entry points share is one file, and
 * what an entry point alone loads later is one file too.
 *
 * @module
 */
import * as esbuild from "esbuild";
import { join } from "node:path";
import { ROOT } from "./npm.ts";

/** Folder of the repository, as the bundler gives it. */
const FOLDER = ROOT.slice(0, -1);

/** Modules that load later, in one file. */
interface Group {
  readonly modules: Set<string>;
  /** What has been loaded before. The file imports it, so that no part of it becomes a file of its own. */
  readonly before: ReadonlySet<string>;
}

/** What modules import, and in which files they are. */
interface Plan {
  /** What all clients import, so that it becomes one file. */
  readonly base: ReadonlySet<string>;
  /** The entry points that do. */
  readonly importers: ReadonlySet<string>;
  /** Modules that load later, by the name of their file. */
  readonly later: ReadonlyMap<string, Group>;
}

/** The modules that one needs: at once, or also later. */
function closure(module: string, { inputs }: esbuild.Metafile, withLater: boolean): Set<string> {
  const found = new Set([module]);
  for (const each of found) {
    for (const { path, kind, external } of inputs[each].imports) {
      if (!external && (withLater || kind === "import-statement")) found.add(path);
    }
  }
  return found;
}

/** Modules that only load when they are first needed. */
function loadedLater(modules: Iterable<string>, { inputs }: esbuild.Metafile): Set<string> {
  const imports = [...modules].flatMap((module) => inputs[module].imports);
  const later = imports.filter(({ kind, external }) => kind === "dynamic-import" && !external);
  return new Set(later.map(({ path }) => path));
}

/** Names that each module exports that has a file of its own. */
function exportsOf({ outputs }: esbuild.Metafile): Map<string, readonly string[]> {
  return new Map(
    Object.values(outputs).flatMap(({ entryPoint, exports }) =>
      entryPoint ? [[entryPoint, exports]] : []
    ),
  );
}

/**
 * Decides on the files. The entry point `mod` does not count: it has everything. Those of the sandbox
 * share almost nothing with the others, and must not load what only clients need.
 */
function planFiles(entries: ReadonlyMap<string, string>, built: esbuild.Metafile): Plan {
  const clients = new Map([...entries].filter(([entry]) => !/^sandbox\b/.test(entry)));
  const all = [...clients.values()].flatMap((module) => [...closure(module, built, true)]);
  /** Tells which of the counting entry points need a module. */
  const owners = (withLater: boolean) => {
    const sets = [...clients].filter(([entry]) => entry !== "mod")
      .map(([entry, module]) => [entry, closure(module, built, withLater)] as const);
    return (module: string) => sets.filter(([, set]) => set.has(module)).map(([entry]) => entry);
  };
  const [needing, reaching] = [owners(false), owners(true)];
  const base = new Set(all.filter((module) => needing(module).length > 1));
  const exported = exportsOf(built);
  const later = new Map<string, Group>();
  for (const module of loadedLater(new Set(all), built)) {
    const [owner = "mod", ...others] = reaching(module);
    const isShared = others.length > 0;
    const before = isShared ? base : base.union(closure(clients.get(owner)!, built, false));
    const name = `later-${isShared ? "shared" : owner}`.replaceAll("/", "-");
    const modules = later.get(name)?.modules ?? new Set();
    const names = new Set([...modules].flatMap((each) => exported.get(each) ?? []));
    // Two things of one name cannot be in one file, which exports all of them.
    const isClear = exported.get(module)?.every((each) => !names.has(each));
    if (isClear) later.set(name, { modules: modules.add(module), before });
    else later.set(module, { modules: new Set([module]), before });
  }
  return { base, importers: new Set(clients.values()), later };
}

function importOf(module: string): string {
  return `import ${JSON.stringify(`${FOLDER}/${module}`)};\n`;
}

function exportOf(module: string): string {
  return `export * from ${JSON.stringify(`${FOLDER}/${module}`)};\n`;
}

/** Path of a file in the repository, with slashes. */
function pathInRepository(path: string): string {
  return path.slice(ROOT.length).replaceAll("\\", "/");
}

/** Makes the files of a plan. */
function filesOf({ base, importers, later }: Plan): esbuild.Plugin {
  const groups = new Map(
    [...later].flatMap(([name, { modules }]) =>
      [...modules].map((module) => [module, name] as const)
    ),
  );
  return {
    name: "files-of-plan",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return;
        const group = groups.get(pathInRepository(join(resolveDir, path)));
        return group === undefined ? undefined : { path: group, namespace: "later" };
      });
      build.onLoad({ filter: /./, namespace: "later" }, ({ path }) => {
        const { modules, before } = later.get(path)!;
        const lines = [...[...before].map(importOf), ...[...modules].map(exportOf)];
        return { contents: lines.join(""), resolveDir: FOLDER };
      });
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!importers.has(pathInRepository(path))) return;
        const lines = [await Deno.readTextFile(path), ...[...base].map(importOf)];
        return { loader: "ts", contents: lines.join("") };
      });
    },
  };
}

/** Files without those that say nothing, such as one of a module that only names others. */
function withoutEmpty(files: ReadonlyMap<string, string>): Map<string, string> {
  const empty = [...files].filter(([, text]) => text === "").map(([path]) =>
    path.split("/").at(-1)
  );
  const written = [...files].filter(([, text]) => text !== "");
  return new Map(written.map(([path, text]) => [
    path,
    text.replace(
      /^import "[^"]*\/([^"/]+)";\n/gm,
      (all, name) => empty.includes(name) ? "" : all,
    ),
  ]));
}

/**
 * Code without the docs, which the types have. A quarter of the bytes are docs of members, and Deno reads
 * all bytes at each start.
 */
function withoutDocs(text: string): string {
  return text.replace(/^[ \t]*\/\*\*(?:(?!\*\/)[^])*\*\/\n/gm, "");
}

/**
 * Code whose classes have their own names: the bundler writes `var Name = class _Name` for a class
 * that refers to itself, and errors and inspections would show that.
 */
function withClassNames(text: string): string {
  const renamed = new Set(
    text.matchAll(/\b(\w+) = class _\1\b/g).map(([, name]) => `_${name}`),
  );
  return text.replace(/\b_\w+/g, (name) => renamed.has(name) ? name.slice(1) : name);
}

/**
 * Bundles entry points: a file for each one, and `parts/` for what they share or load later. Names
 * and lines stay, so that people can read stack traces and the code.
 *
 * @param entries Module by path of the file to make, without its ending.
 * @param dependencies Packages that stay outside: what to import in place of their names.
 * @returns The files by path.
 */
export async function bundleModules(
  entries: ReadonlyMap<string, string>,
  dependencies: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const options = {
    entryPoints: [...entries].map(([out, module]) => ({ in: module, out })),
    ...{ bundle: true, splitting: true, format: "esm", target: "esnext", platform: "neutral" },
    ...{ alias: dependencies, external: ["npm:*", "node:*"], tsconfigRaw: {} },
    ...{ absWorkingDir: FOLDER, outdir: FOLDER, chunkNames: "parts/[name]-[hash]" },
    ...{ write: false, metafile: true, legalComments: "none", logLevel: "silent" },
  } satisfies esbuild.BuildOptions;
  try {
    const { metafile } = await esbuild.build(options);
    const plugins = [filesOf(planFiles(entries, metafile))];
    const { outputFiles } = await esbuild.build({ ...options, plugins });
    return withoutEmpty(
      new Map(
        outputFiles.map((
          { path, text },
        ) => [pathInRepository(path), withClassNames(withoutDocs(text))]),
      ),
    );
  } finally {
    await esbuild.stop();
  }
}
