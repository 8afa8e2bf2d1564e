/**
 * Makes `unlinked/`: this repository without `links/`, so that tasks run there use JSR's packages.
 *
 * A folder and not a second configuration, because Deno, its tasks and Fresh's bundler each look
 * for the `deno.json` above the files they are given. Its name has no dot, since Fresh skips every
 * path below a folder whose name begins with one.
 *
 * @module
 */

/** What the copy has of its own, or does not need. */
const LEFT_OUT = new Set([
  ...[".data", ".git", "jsr", "npm", "unlinked", "_fresh", "deno.json", "deno.lock", "links"],
  "node_modules",
]);

/** The part of `deno.json` that changes. */
export interface LinkedConfig {
  links?: unknown;
  tasks: Record<string, { command: string }>;
}

/** Puts a file in place: a link, so that edits show; a copy where links need rights of their own. */
async function place(from: string, to: string): Promise<void> {
  if (Deno.build.os === "windows") await Deno.copyFile(from, to);
  else await Deno.symlink(from, to);
}

async function mirror(from: string, to: string, leftOut = new Set<string>()): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (leftOut.has(name)) continue;
    if (isDirectory) await mirror(`${from}/${name}`, `${to}/${name}`);
    if (isFile) await place(`${from}/${name}`, `${to}/${name}`);
  }
}

/** What Fresh reads to tell one deployment from another. */
const FRESH_READS = "DENO_DEPLOYMENT_ID,GITHUB_SHA,CI_COMMIT_SHA";

/**
 * Takes the links out of a configuration. Fresh bundles islands with a native program, which needs
 * more permissions than the stand-in does: `dev`, `portal` and `build` get them all. `check` checks the
 * types only: format and package are the same with the links, and Deno skips symbolic links there.
 */
export function unlinked({ links: _links, ...config }: LinkedConfig): LinkedConfig {
  for (const name of ["dev", "portal", "build"]) {
    const task = config.tasks[name];
    task.command = task.command.replace(/ --allow-\S+/g, "").replaceAll("deno run", "deno run -A");
  }
  const { check, start } = config.tasks;
  check.command = "deno check";
  start.command = start.command.replace("--allow-env=", `$&${FRESH_READS},`);
  return config;
}

async function main(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await mirror(Deno.cwd(), `${Deno.cwd()}/${folder}`, LEFT_OUT);
  const config: LinkedConfig = JSON.parse(await Deno.readTextFile("deno.json"));
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(unlinked(config), null, 2));
}

if (import.meta.main) await main("unlinked");
