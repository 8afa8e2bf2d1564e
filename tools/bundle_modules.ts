/**
 * Bundles the modules of the package into few files, for Deno and Node.js.
 *
 * At each start Deno reads every file that a program imports or may import later, and Node.js takes
 * half a millisecond for each one. So modules share a file if the same entry points need them: at once,
 * or later.
 *
 * @module
 */
import * as esbuild from "esbuild";
import { type GetModuleInfo, rollup } from "rollup";

/** Entry points that have parts of all others: what clients need must not become theirs. */
const APART = ["mod", "sandbox", "testing"];

/** A module and all that it imports: at once, or also later. */
function importsOf(module: string, infoOf: GetModuleInfo, withLater: boolean): Set<string> {
  const found = new Set([module]);
  for (const each of found) {
    const { importedIds, dynamicallyImportedIds } = infoOf(each)!;
    for (const id of [...importedIds, ...(withLater ? dynamicallyImportedIds : [])]) {
      if (!infoOf(id)?.isExternal) found.add(id);
    }
  }
  return found;
}

/** The entry points that need a module, by module. `mod` counts for what no client's has. */
function ownersByModule(
  entries: ReadonlyMap<string, string>,
  infoOf: GetModuleInfo,
  withLater: boolean,
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [entry, module] of entries) {
    const [owner] = entry.split("/");
    for (const each of importsOf(module, infoOf, withLater)) {
      found.set(each, (found.get(each) ?? new Set()).add(owner));
    }
  }
  for (const owners of found.values()) {
    if (!owners.isSubsetOf(new Set(APART))) owners.delete("mod");
  }
  return found;
}

/**
 * Decides on the file of each module: `shared` has what the sandbox needs too, `clients` what two clients
 * need, and each entry point has a file for the rest of what it needs at once, and one for the rest of
 * what it may load later. What several may load later is in `later`.
 *
 * Entry points themselves have files of their own: one of them is a program, which asks whether it was
 * started.
 */
function planFiles(
  entries: ReadonlyMap<string, string>,
  infoOf: GetModuleInfo,
): Map<string, string> {
  const atOnce = ownersByModule(entries, infoOf, false);
  const ever = ownersByModule(entries, infoOf, true);
  const fileOf = (module: string, owners: ReadonlySet<string>) => {
    const now = atOnce.get(module) ?? new Set();
    if (now.size > 1) return now.has("sandbox") ? "shared" : "clients";
    const [owner] = now;
    if (owner && (!APART.includes(owner) || owners.isSubsetOf(now))) return owner;
    return owners.size > 1 ? "later" : `${[...owners][0]}-later`;
  };
  const plan = new Map([...ever].map(([module, owners]) => [module, fileOf(module, owners)]));
  for (const module of entries.values()) plan.delete(module);
  return plan;
}

/**
 * Bundles entry points: a file for each one, and `parts/` for what they share or load later. Names and
 * lines stay, so that people can read stack traces and the code; the docs stand in the types.
 *
 * @param entries Path of each compiled module, by path of the file to make without its ending.
 * @param dependencies Packages that stay outside: what to import in place of their names.
 * @returns The files by path.
 */
export async function bundleModules(
  entries: ReadonlyMap<string, string>,
  dependencies: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const bundle = await rollup({
    input: Object.fromEntries(entries),
    external: (id) => id.startsWith("node:") || Object.hasOwn(dependencies, id),
    preserveEntrySignatures: "strict",
  });
  let plan: Map<string, string> | undefined;
  const { output } = await bundle.generate({
    ...{ format: "es", minifyInternalExports: false, hoistTransitiveImports: false },
    ...{ paths: dependencies, entryFileNames: "[name].js", chunkFileNames: "parts/[name].js" },
    manualChunks: (id, { getModuleInfo }) => (plan ??= planFiles(entries, getModuleInfo)).get(id),
  });
  await bundle.close();
  const files = new Map<string, string>();
  try {
    for (const file of output) {
      if (file.type !== "chunk") continue;
      files.set(file.fileName, await withoutDocs(file.code));
    }
  } finally {
    await esbuild.stop();
  }
  return files;
}

/** Code without its docs, which are a third of the bytes, but with notes for bundlers (`@__PURE__`). */
async function withoutDocs(text: string): Promise<string> {
  const { code } = await esbuild.transform(text, { legalComments: "none" });
  const short = code.replace(/^ *\/\*\*(?:(?!\*\/)[^])*\*\/\n/gm, "");
  const minified = async (one: string) => (await esbuild.transform(one, { minify: true })).code;
  if (await minified(short) === await minified(code)) return short;
  throw new Error("Cannot take the docs out of the code: a text looks like them");
}
