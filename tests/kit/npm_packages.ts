/**
 * Packages from npm that tests run but the repository does not depend on: runtimes, compilers,
 * bundlers. They are installed at run time and kept in the folder for temporary files, so that only
 * the first run pays for it.
 *
 * @module
 */

/** Milliseconds that an installation may take. */
const LIMIT_MS = 240_000;

/** The folder whose `node_modules` has the packages, or what is missing. */
export type NpmPackages = { readonly folder: string } | { readonly missing: string };

/** A folder of this user for temporary files. */
export function cacheFolder(): string {
  const temporary = Deno.env.get("TMPDIR") ?? Deno.env.get("TEMP") ?? "/tmp";
  return `${temporary}/globus-deno-npm-${Deno.uid() ?? 0}`;
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes).toHex().slice(0, 16);
}

/** The program `npm`, which Windows finds by another name. */
export const NPM: string = Deno.build.os === "windows" ? "npm.cmd" : "npm";

/** Runs npm in a folder. Gives undefined if it succeeds, and otherwise what is missing. */
export async function npm(folder: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(NPM, {
      args: [...args, "--loglevel=error", "--no-audit", "--no-fund", "--fetch-retries=0"],
      cwd: folder,
      signal: AbortSignal.timeout(LIMIT_MS),
      stdout: "null",
    }).output();
    if (success) return undefined;
    const text = new TextDecoder().decode(stderr);
    // Only a registry that cannot be reached excuses a test.
    if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E40[134]|E5\d\d)\b/.test(text)) {
      return "npm's registry";
    }
    throw new Error(`Cannot install ${args.join(" ")}: ${text}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "npm";
    if (error instanceof DOMException) return "npm's registry in time";
    throw error;
  }
}

/**
 * Finds packages in the folder for temporary files, or installs them.
 *
 * @param packages Names with their versions, such as `typescript@7.0.2`. Scripts of packages do not
 * run.
 */
export async function npmPackages(packages: readonly string[]): Promise<NpmPackages> {
  const folder = `${cacheFolder()}/${await digest(packages.join(" "))}`;
  if (await exists(`${folder}/node_modules`)) return { folder };
  await Deno.mkdir(cacheFolder(), { recursive: true });
  const building = await Deno.makeTempDir({ dir: cacheFolder() });
  await Deno.writeTextFile(`${building}/package.json`, '{ "private": true, "type": "module" }\n');
  const missing = await npm(building, "install", "--ignore-scripts", ...packages);
  if (missing === undefined) {
    // Another run can have been faster: then this copy goes.
    await Deno.rename(building, folder).catch(() => Deno.remove(building, { recursive: true }));
    return { folder };
  }
  await Deno.remove(building, { recursive: true });
  return { missing };
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Name of this system in names of npm's packages, such as `linux-x64`. */
const SYSTEM = `${{ windows: "win", darwin: "bin-darwin" }[Deno.build.os as string] ?? "linux"}-${
  Deno.build.arch === "aarch64" ? "arm64" : "x64"
}`;

/** Name of the system in the names of Bun's packages, such as `linux-x64`. */
const BUN_SYSTEM = `${Deno.build.os}-${Deno.build.arch === "aarch64" ? "aarch64" : "x64"}`;

/** The runtimes that tests run beside Deno: two versions of Node.js, Bun, and workerd. */
export const NODE_PACKAGES: readonly string[] = [
  `node22@npm:node-${SYSTEM}@22`,
  `node24@npm:node-${SYSTEM}@24`,
  `bun@npm:@oven/bun-${BUN_SYSTEM}@1`,
  "miniflare@4",
];

/**
 * Path of a runtime's program.
 *
 * @param folder Where {@link NODE_PACKAGES} are installed.
 */
export function runtimeOf(name: "Node.js 22" | "Node.js 24" | "Bun", folder: string): string {
  const place = {
    "Node.js 22": "node22/bin/node",
    "Node.js 24": "node24/bin/node",
    Bun: "bun/bin/bun",
  };
  return `${folder}/node_modules/${place[name]}${Deno.build.os === "windows" ? ".exe" : ""}`;
}

/** Registers a test that needs packages of npm. Without them, its name says that it is left out. */
export function npmTest(
  name: string,
  packages: NpmPackages,
  fn: (folder: string, t: Deno.TestContext) => Promise<void>,
): void {
  if ("folder" in packages) Deno.test(name, (t) => fn(packages.folder, t));
  else Deno.test.ignore(`${name} (left out: no ${packages.missing} here)`, () => {});
}
