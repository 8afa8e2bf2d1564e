/**
 * Measures what a browser must load: bundles of the npm package by esbuild, minified, split at dynamic
 * imports, and compressed by Brotli at its highest level.
 *
 * @module
 */

import * as esbuild from "esbuild";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { buildNpmPackage } from "../tools/npm.ts";

/** What is bundled. */
export const PROGRAMS = {
  loginAndSearch:
    `export { AccessTokenAuthorizer, NativeAppAuthClient, TransferClient } from "@globus-deno/sdk";`,
  officialLoginAndSearch: `import { authorization, transfer } from "@globus/sdk";
export const login = authorization.create;
export const search = transfer.endpointSearch;`,
  app: `export { TransferClient, UserApp, WebTokenStorage } from "@globus-deno/sdk";`,
  // It stores tokens in the browser's storage, and has no classes for that.
  officialApp: `import { authorization, transfer } from "@globus/sdk";
export { transfer };
export const login = authorization.create;`,
};

/** What is bundled. */
export type Program = keyof typeof PROGRAMS;

/** A program as a browser gets it. */
export interface Bundle {
  /** All files, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The files that load at the start: the program and its static imports. */
  readonly atOnce: readonly string[];
  /** External modules, which are in none of the files. */
  readonly missing: readonly string[];
  /** Bytes of the files that load at the start, by source file. */
  readonly sources: ReadonlyMap<string, number>;
}

/**
 * Bundles a program for browsers.
 *
 * @param external Packages that the bundle leaves out.
 * @throws {Error} If a module cannot be found.
 */
export async function bundle(program: string, external: string[] = []): Promise<Bundle> {
  const packages = await installed();
  try {
    const { metafile, outputFiles } = await esbuild.build({
      stdin: { contents: program, resolveDir: "/", sourcefile: "program.js" },
      ...{ bundle: true, format: "esm", platform: "browser", minify: true, splitting: true },
      ...{ write: false, metafile: true, outdir: "/", logLevel: "silent" },
      // The names of files hash paths from here: the random one of the packages must not count.
      absWorkingDir: packages,
      ...{ external, nodePaths: [packages], tsconfigRaw: {} },
    });
    return read(metafile, outputFiles);
  } finally {
    await esbuild.stop();
  }
}

let packages: Promise<string> | undefined;

/** The folder of packages. It is made once in a process, which deletes it when it ends. */
function installed(): Promise<string> {
  return packages ??= install();
}

async function install(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "globus-deno-packages-" });
  addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  // Bundlers read the package's "sideEffects": only so can they leave out what mod.ts exports.
  await buildNpmPackage(`${folder}/npm`);
  await Deno.mkdir(`${folder}/@globus-deno`);
  await Deno.rename(`${folder}/npm/package`, `${folder}/@globus-deno/sdk`);
  await linkPackages(folder);
  return folder;
}

/** Links the npm packages of others where bundlers look for them. */
async function linkPackages(folder: string): Promise<void> {
  const official = fileURLToPath(import.meta.resolve("npm:@globus/sdk@6.2.0"));
  const { resolve } = createRequire(official);
  const entries = { "@globus/sdk": official, jose: fileURLToPath(import.meta.resolve("jose")) };
  for (const name of ["cross-fetch", "jwt-decode"]) {
    Object.assign(entries, { [name]: resolve(name) });
  }
  for (const [name, entry] of Object.entries(entries)) {
    await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
    await Deno.symlink(packageFolder(entry), join(folder, name));
  }
}

/** The folder of the package that a file belongs to. */
function packageFolder(file: string): string {
  let folder = dirname(file);
  while (!/^\d+\.\d+\.\d+/.test(basename(folder))) folder = dirname(folder);
  return folder;
}

function read(metafile: esbuild.Metafile, outputFiles: esbuild.OutputFile[]): Bundle {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]),
  );
  const [program] = [...outputs].find(([, { entryPoint }]) => entryPoint?.endsWith("program.js"))!;
  const atOnce = new Set([program]);
  const missing = new Set<string>();
  const sources = new Map<string, number>();
  for (const name of atOnce) {
    const { imports, inputs } = outputs.get(name)!;
    for (const { path, kind, external } of imports) {
      if (!external && kind === "import-statement") atOnce.add(basename(path));
    }
    for (const [source, { bytesInOutput }] of Object.entries(inputs)) {
      sources.set(source, (sources.get(source) ?? 0) + bytesInOutput);
    }
  }
  for (const { imports } of outputs.values()) {
    for (const { path, external } of imports) if (external) missing.add(path);
  }
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  return { files, atOnce: [...atOnce], missing: [...missing], sources };
}

/**
 * Bytes that a browser loads at the start, after Brotli, without the package jose, which loads with the
 * first ID token.
 *
 * @throws {Error} If the bundle cannot be made.
 */
export async function run(program: Program): Promise<number> {
  const { files, atOnce } = await bundle(PROGRAMS[program], ["jose"]);
  return atOnce.reduce((sum, name) => sum + brotliCompressSync(files.get(name)!).length, 0);
}
