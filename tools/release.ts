/**
 * Checks that the repository is ready for a release, and says what changed in the public API since
 * the last one: `deno task release`. It changes nothing; the steps that follow are in
 * CONTRIBUTING.md.
 *
 * @module
 */
import type { DenoConfig } from "./npm.ts";

/** What the checks look at. */
export interface ReleaseFacts {
  /** The version of `deno.json`. */
  readonly version: string;
  /** The version that the code says. */
  readonly codeVersion: string;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
  /** Tags of the repository, such as `v0.1.0`. */
  readonly tags: readonly string[];
  /** Files with changes that are not committed. */
  readonly changedFiles: readonly string[];
}

/** What each entry point exports. */
export type Api = ReadonlyMap<string, ReadonlySet<string>>;

/** Why this is not ready for a release; empty if it is. */
export function releaseProblems(facts: ReleaseFacts): string[] {
  const { version, codeVersion, changelog, tags, changedFiles } = facts;
  const problems: string[] = [];
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
    problems.push(`deno.json: ${version} is not a version such as 1.2.3`);
  }
  if (codeVersion !== version) {
    problems.push(`lib/core/version.ts has ${codeVersion}, and deno.json has ${version}`);
  }
  const heading = changelog.split("\n")
    .find((line) =>
      line.startsWith(`## ${version}`) && !/^[\w.]/.test(line.slice(3 + version.length))
    );
  if (!heading) problems.push(`CHANGELOG.md has no section "## ${version}, <date>"`);
  else if (!/, \d{4}-\d{2}-\d{2}$/.test(heading)) {
    problems.push(`CHANGELOG.md: give "${heading}" the date of the release, as in ", 2026-01-31"`);
  }
  if (tags.includes(`v${version}`)) problems.push(`the tag v${version} exists: raise the version`);
  if (changedFiles.length > 0) problems.push(`not committed: ${changedFiles.join(", ")}`);
  return problems;
}

/** The names that one API has and the other lacks, by entry point. */
export function apiChanges(before: Api, after: Api): { added: string[]; removed: string[] } {
  const missing = (from: Api, to: Api) =>
    [...from].flatMap(([entry, names]) =>
      [...names].filter((name) => !to.get(entry)?.has(name)).map((name) => `${entry} ${name}`)
    ).sort();
  return { added: missing(after, before), removed: missing(before, after) };
}

/**
 * Whether a version may remove names: a new major version, or before 1.0.0 a new minor one
 * (https://semver.org, items 4 and 8).
 *
 * @param last The version before; undefined for the first release.
 */
export function mayRemove(version: string, last: string | undefined): boolean {
  if (last === undefined) return true;
  const [major, minor] = version.split(".").map(Number);
  const [lastMajor, lastMinor] = last.split(".").map(Number);
  return major > lastMajor || major === 0 && minor > lastMinor;
}

async function output(command: string, args: string[], cwd?: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout).trim();
  throw new Error(`Cannot check the release: ${command} ${args[0]}: ${decoder.decode(stderr)}`);
}

async function readConfig(folder: string): Promise<DenoConfig> {
  return JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
}

/** The public API of the repository in a folder. */
async function apiOf(folder: string): Promise<Api> {
  const { exports } = await readConfig(folder);
  const api = new Map<string, Set<string>>();
  for (const [entry, file] of Object.entries(exports)) {
    const json = await output(Deno.execPath(), ["doc", "--json", file], folder);
    const { nodes }: { nodes: Record<string, { symbols: { name: string }[] }> } = JSON.parse(json);
    const symbols = Object.values(nodes).flatMap(({ symbols }) => symbols);
    api.set(entry, new Set(symbols.map(({ name }) => name)));
  }
  return api;
}

/** The public API at a tag. */
async function apiAt(tag: string): Promise<Api> {
  const folder = await Deno.makeTempDir({ prefix: "globus-release-" });
  try {
    await output("git", ["worktree", "add", "--detach", folder, tag]);
    return await apiOf(folder);
  } finally {
    await output("git", ["worktree", "remove", "--force", folder]);
  }
}

async function main(): Promise<number> {
  const { version } = await readConfig(".");
  const code = await Deno.readTextFile("lib/core/version.ts");
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  const tags = lines(await output("git", ["tag", "--list", "v*", "--sort=-version:refname"]));
  const problems = releaseProblems({
    version,
    codeVersion: /VERSION = "([^"]*)"/.exec(code)?.[1] ?? "none",
    changelog: await Deno.readTextFile("CHANGELOG.md"),
    tags,
    changedFiles: lines(await output("git", ["status", "--porcelain"])).map((line) =>
      line.slice(3)
    ),
  });
  const last = tags.find((tag) => tag !== `v${version}`);
  if (last === undefined) console.log("There is no release yet: all of the API is new.");
  else {
    const { added, removed } = apiChanges(await apiAt(last), await apiOf("."));
    console.log([`Since ${last}:`, ...added.map((name) => `  + ${name}`)].join("\n"));
    if (removed.length > 0) console.log(removed.map((name) => `  - ${name}`).join("\n"));
    if (removed.length > 0 && !mayRemove(version, last.slice(1))) {
      problems.push(`${version} may not remove names that ${last} has`);
    }
  }
  for (const problem of problems) console.error(`Not ready: ${problem}`);
  if (problems.length === 0) {
    console.log(`Ready: tag v${version} and push the tag. The workflow then builds and publishes.`);
  }
  return problems.length > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main());
