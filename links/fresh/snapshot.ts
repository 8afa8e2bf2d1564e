/** What the server file that a build writes is made of. @module */
import { type App, applyBuild, type Build } from "./app.ts";
import type { Island } from "./render.ts";

/** Modules of islands, each with the name and the address of its script. */
export type IslandModules = [mod: Record<string, unknown>, name: string, chunk: string][];

/** Names every component that the modules of islands export. */
export function islandsOf(modules: IslandModules): Map<unknown, Island> {
  const found = new Map<unknown, Island>();
  for (const [mod, file, chunk] of modules) {
    for (const [exportName, component] of Object.entries(mod)) {
      const name = `${file}_${found.size}`;
      if (typeof component === "function") {
        found.set(component, { name, exportName, chunk });
      }
    }
  }
  return found;
}

/** Makes an app serve what a build wrote down; files are named from the site's folder. */
export function serveSnapshot(
  app: App<never>,
  snapshot: Omit<Build, "islands" | "find"> & {
    islands: IslandModules;
    files: [path: string, at: string, type: string][];
  },
): { fetch: ReturnType<App<never>["handler"]> } {
  const { root } = snapshot;
  const files = new Map(snapshot.files.map(([path, at, type]) => [path, { at: root + at, type }]));
  const find: Build["find"] = (path) => Promise.resolve(files.get(path));
  applyBuild(app, { ...snapshot, islands: islandsOf(snapshot.islands), find }, "production");
  return { fetch: app.handler() };
}
