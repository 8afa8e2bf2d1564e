/**
 * Builds the package for npm: `npm/` has the files, and beside them the tarball to publish.
 *
 * `deno pack` compiles the modules and writes their types. This adds what npm shows and what bundlers
 * read, and the same modules in few files for Node.js, which takes half a millisecond for each file.
 * `tests/tools/npm_test.ts` installs the tarball as users do.
 *
 * @module
 */

import { bundleModules } from "./bundle_modules.ts";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository on GitHub. npm accepts a provenance statement only from this repository. */
export const REPOSITORY = "globus-deno/sdk";

/** The part of `deno.json` that a package is made of. */
export interface DenoConfig {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** A `package.json`. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What npm shows and bundlers read, beyond what `deno pack` knows. */
export const NPM_FIELDS: Manifest = {
  description:
    "Globus for Deno, Node.js, Bun and browsers: log in, find collections, move and share " +
    "research data, run flows, search. With a sandbox that simulates Globus in tests.",
  keywords: [
    ...["globus", "globus-sdk", "research-data", "file-transfer", "data-management"],
    ...["oauth2", "openid-connect", "deno", "bun", "browser", "typescript", "testing", "sandbox"],
  ],
  homepage: `https://github.com/${REPOSITORY}#readme`,
  bugs: `https://github.com/${REPOSITORY}/issues`,
  repository: { type: "git", url: `git+https://github.com/${REPOSITORY}.git` },
  bin: { "globus-sandbox": "./bin/globus-sandbox.js" },
  engines: { node: ">=22.13" },
  // No module does anything when it is imported, so bundlers may drop those that nothing uses.
  sideEffects: false,
  publishConfig: { access: "public" },
};

/** The command that serves a sandbox. */
const SANDBOX_COMMAND = `#!/usr/bin/env node
import { serveCommand } from "../node/sandbox/serve.js";
await serveCommand();
`;

/** Where an entry point is, by condition: `types`, `import`, `default`. */
type Conditions = Readonly<Record<string, string>>;

/** Adds where Node.js finds an entry point. Bundlers for browsers take the others, which they split. */
function withNode(entry: string, { types, ...rest }: Conditions): Conditions {
  return { types, node: `./node/${entryPath(entry)}.js`, ...rest };
}

/** The manifest to publish: what `deno pack` has written, and {@link NPM_FIELDS}. */
export function completeManifest(packed: Manifest): Manifest {
  const { name, version, ...rest } = packed;
  const { description, keywords, ...more } = NPM_FIELDS;
  const written = Object.entries(packed.exports as Record<string, Conditions>);
  const exports = Object.fromEntries(written.map(([entry, at]) => [entry, withNode(entry, at)]));
  // In npm's order: what people read comes first.
  return { name, version, description, keywords, ...rest, exports, ...more };
}

/** File name that npm gives to the tarball of a package. */
export function tarballName({ name, version }: DenoConfig): string {
  return `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
}

/**
 * Folder of the repository, with a slash at its end. In `unlinked/`, whose files are links, it is the
 * real one: `deno pack` and bundlers do not take links.
 */
export const ROOT = `${dirname(dirname(Deno.realPathSync(fileURLToPath(import.meta.url))))}/`;

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (success) return;
  const reason = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot build the package: ${command} ${args[0]} failed: ${reason}`);
}

/** The library of TypeScript that declares `Symbol.asyncDispose`, which the `lib` of pages often lacks. */
const DISPOSABLE = '/// <reference lib="esnext.disposable" />\n';

/** Lets the declarations below a folder name the library that they need. JSR allows no such lines. */
async function nameLibraries(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) await nameLibraries(path);
    else if (name.endsWith(".d.ts")) {
      const text = await Deno.readTextFile(path);
      if (text.includes("Symbol.asyncDispose")) await Deno.writeTextFile(path, DISPOSABLE + text);
    }
  }
}

/**
 * Compiles the modules of this repository, and writes their types.
 *
 * @param folder Where to work.
 * @returns The folder of the package, without what npm and bundlers read.
 * @throws {Error} If a program fails. Needs `deno` and `tar`.
 */
export async function packModules(folder: string): Promise<string> {
  const tarball = `${folder}/packed.tgz`;
  await run(
    ...[Deno.execPath(), "pack", "--quiet", "--allow-dirty", "--no-source-maps"] as const,
    ...["--config", `${ROOT}deno.json`, "--output", tarball],
  );
  await run("tar", "-xzf", tarball, "-C", folder);
  await Deno.remove(tarball);
  // Tarballs of npm have one folder of this name.
  return `${folder}/package`;
}

/** Path of an entry point among bundled modules, without its ending: `mod`, or its name. */
export function entryPath(entry: string): string {
  return entry === "." ? "mod" : entry.slice(2);
}

/**
 * The entry points that {@link packModules} has compiled.
 *
 * @param ending What to find: `.js` or `.d.ts`.
 * @returns Their paths, by {@link entryPath}.
 */
export function compiled(
  { exports }: DenoConfig,
  packed: string,
  ending: string,
): Map<string, string> {
  return new Map(
    Object.entries(exports).map(([entry, file]) => [
      entryPath(entry),
      `${packed}/${file.slice("./".length, -".ts".length)}${ending}`,
    ]),
  );
}

/** Writes a file, and makes the folders that it needs. */
export async function writeFile(path: string, text: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, text);
}

/**
 * Builds the package of this repository.
 *
 * @param folder Where to build. What is in there is removed first.
 * @returns The path of the tarball.
 * @throws {Error} If a program fails. Needs `deno` and `tar`.
 */
export async function buildNpmPackage(folder: string): Promise<string> {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.mkdir(folder, { recursive: true });
  const root = await packModules(folder);
  const manifest = `${root}/package.json`;
  const packed: Manifest = JSON.parse(await Deno.readTextFile(manifest));
  await Deno.writeTextFile(manifest, JSON.stringify(completeManifest(packed), null, 2) + "\n");
  await nameLibraries(root);
  await Deno.mkdir(`${root}/bin`);
  const names = Object.keys(config.imports).map((name) => [name, name]);
  const entries = compiled(config, await Deno.realPath(root), ".js");
  const modules = await bundleModules(entries, Object.fromEntries(names));
  for (const [path, text] of modules) await writeFile(`${root}/node/${path}`, text);
  const command = `${root}/bin/globus-sandbox.js`;
  await Deno.writeTextFile(command, SANDBOX_COMMAND, { mode: 0o755 });
  const tarball = `${folder}/${tarballName(config)}`;
  await run("tar", "-czf", tarball, "-C", folder, "package");
  return tarball;
}

if (import.meta.main) console.log(await buildNpmPackage("npm"));
