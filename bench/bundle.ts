/**
 * What a browser must load: bundles by `deno bundle`, minified and compressed by Brotli.
 *
 * What is imported only when it is needed (the check of ID tokens with jose, what Deno alone can
 * do) stands in files of its own, and counts only where a browser loads it at once.
 *
 * @module
 */

import { brotliCompressSync } from "node:zlib";

const entry = (path: string) => JSON.stringify(new URL(`../${path}`, import.meta.url).href);
const root = new URL("..", import.meta.url);

/** What is bundled. */
const programs = {
  loginAndSearch: `export { NativeAppAuthClient } from ${entry("lib/services/auth/mod.ts")};\n` +
    `export { TransferClient } from ${entry("lib/services/transfer/mod.ts")};`,
  whole: `export * from ${entry("mod.ts")};`,
  officialLoginAndSearch: `import { authorization, transfer } from "npm:@globus/sdk@6.2.0";\n` +
    `export const login = authorization.create;\n` +
    `export const search = transfer.endpointSearch;`,
  officialWhole: `export * from "npm:@globus/sdk@6.2.0";`,
};

/** What is bundled. */
export type Program = keyof typeof programs;

/**
 * Bytes that a browser loads to begin with, after Brotli.
 *
 * @throws {Error} If the bundle cannot be made.
 */
export async function run(program: Program): Promise<number> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, programs[program]);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["bundle", "--quiet", "--platform", "browser", "--minify", "--code-splitting"],
        ...["--external", "jose", "--external", "node:*", "--outdir", `${folder}/out`],
        `${folder}/main.ts`,
      ],
      cwd: root,
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    let bytes = 0;
    for (const file of await loadedAtOnce(`${folder}/out`, "main.js")) {
      bytes += brotliCompressSync(await Deno.readFile(file)).length;
    }
    return bytes;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A file of the bundle, and those that it imports by statements. */
async function loadedAtOnce(folder: string, name: string, found = new Set<string>()) {
  const file = `${folder}/${name}`;
  if (found.has(file)) return found;
  found.add(file);
  const text = await Deno.readTextFile(file);
  for (const [, imported] of text.matchAll(/\b(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) {
    await loadedAtOnce(folder, imported, found);
  }
  return found;
}
