/**
 * Makes the `deno.json` of a portal that was copied as docs/portal.md says: that of this repository,
 * without what belongs to the SDK and the lessons.
 *
 *     deno run --allow-read=deno.json --allow-write=../my-portal tools/portal_config.ts ../my-portal
 *
 * @module
 */
import { type LinkedConfig, unlinked } from "./unlinked.ts";

/** The part of this repository's `deno.json` that changes. */
interface RepositoryConfig extends LinkedConfig {
  version: string;
  imports: Record<string, string>;
}

/** The fields of the SDK's package and of this repository. */
const LEFT_OUT = ["name", "version", "license", "exports", "publish", "lint", "fmt", "exclude"];

/** The tasks that a portal needs. */
const TASKS = ["dev", "build", "start"];

/** What the portal imports: the SDK, its own files, and these packages. */
const IMPORTED =
  /^(@globus-deno\/.*|@preact\/signals|@std\/http|fresh|preact|preact-render-to-string|redis)$/;

/** The place of a package: the SDK comes from JSR, the rest from where this repository has it. */
function placeOf(name: string, place: string, version: string): string {
  const SDK = "@globus-deno/sdk";
  return name.startsWith(SDK) ? `jsr:${SDK}@^${version}${name.slice(SDK.length)}` : place;
}

/** Turns this repository's configuration into that of a portal. */
export function portalConfig(repository: RepositoryConfig): Record<string, unknown> {
  const { version } = repository;
  const { imports, tasks, ...config } = unlinked(repository) as RepositoryConfig;
  return {
    ...Object.fromEntries(Object.entries(config).filter(([name]) => !LEFT_OUT.includes(name))),
    tasks: Object.fromEntries(TASKS.map((name) => [name, tasks[name]])),
    imports: Object.fromEntries(
      Object.entries(imports)
        .filter(([name]) => IMPORTED.test(name))
        .map(([name, place]) => [name, placeOf(name, place, version)]),
    ),
    exclude: ["_fresh"],
  };
}

if (import.meta.main) {
  const config = portalConfig(JSON.parse(await Deno.readTextFile("deno.json")));
  await Deno.writeTextFile(`${Deno.args[0]}/deno.json`, JSON.stringify(config, null, 2) + "\n");
}
