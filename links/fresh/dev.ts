/** The development server and the build. @module */
import { App, applyBuild, type Build, type RouteModule } from "./app.ts";
import { type IslandModules, islandsOf } from "./snapshot.ts";

const TYPES: Record<string, string> = {
  css: "text/css; charset=UTF-8",
  js: "text/javascript; charset=UTF-8",
  png: "image/png",
  svg: "image/svg+xml",
};
const typeOf = (path: string) => TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "text/plain";
const isCode = (path: string) => /\.[jt]sx?$/.test(path) && !/[._]test\.\w+$/.test(path);
const idOf = (path: string) => path.replace(/\.\w+$/, "");
const nameOf = (path: string) => idOf(path).replace(/\W/g, "_").slice(1);
const isSpecial = (path: string) => /\/_\w+\.\w+$/.test(path);

/** Lists the files below a folder by paths that start with a slash; none where it is absent. */
async function filesIn(folder: string, below = ""): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder + below)).catch(() => []);
  const lists = entries.map(({ name, isDirectory }) =>
    isDirectory ? filesIn(folder, `${below}/${name}`) : [`${below}/${name}`]
  );
  return (await Promise.all(lists)).flat().sort();
}

/** Collects routes, islands and static files: serves them as they are, or writes a build. */
// deno-lint-ignore no-explicit-any -- the state is the app's
export class Builder<State = any> {
  #root: string;

  /** Sets up a builder for the site in a folder: the current one by default. */
  constructor(options: { root?: string } = {}) {
    this.#root = (options.root ?? Deno.cwd()).replaceAll("\\", "/").replace(/\/$/, "");
  }

  /** Bundles the islands, to be served from an address that holds a hash of all that is sent. */
  async #collect(minify: boolean) {
    const root = this.#root;
    const routes = (await filesIn(`${root}/routes`)).filter(isCode);
    const islands = (await filesIn(`${root}/islands`)).filter(isCode);
    const statics = await filesIn(`${root}/static`);
    const outputDir = `${root}/_fresh/static`;
    const entries = islands.map((path) => `${root}/islands${path}`);
    const { success, errors, outputFiles = [] } = await Deno.bundle({
      entrypoints: [import.meta.resolve("./client.ts"), ...entries],
      ...{ outputDir, platform: "browser", codeSplitting: true, minify, write: false },
    });
    if (!success) throw new Error(`Cannot bundle the islands: ${JSON.stringify(errors)}`);
    const sent = await Promise.all(statics.map((path) => Deno.readFile(`${root}/static${path}`)));
    const all = new Blob([...outputFiles.map((file) => file.contents!), ...sent]);
    const hash = await crypto.subtle.digest("SHA-256", await all.arrayBuffer());
    const id = new Uint8Array(hash).toHex().slice(0, 40);
    const scripts = outputFiles.map((file) => {
      const path = file.path.replaceAll("\\", "/").slice(outputDir.length);
      return [`/_fresh/js/${id}${path}`, file.contents!] as const;
    });
    const script = (end: string) => scripts.find(([path]) => path.endsWith(`${end}.js`))![0];
    const chunks = islands.map((path) => script(`/islands${idOf(path)}`));
    return { id, root, routes, islands, statics, scripts, chunks, client: script("/client") };
  }

  async #memory(minify: boolean): Promise<Build> {
    const { routes, islands, chunks, ...rest } = await this.#collect(minify);
    const folder = `file://${rest.root.replace(/^(?!\/)/, "/")}`;
    const load = (path: string): Promise<RouteModule> => import(folder + path);
    const scripts = new Map<string, Uint8Array<ArrayBuffer>>(rest.scripts);
    const modules = islands.map(async (path, i): Promise<IslandModules[number]> => {
      return [{ ...await load(`/islands${path}`) }, nameOf(path), chunks[i]];
    });
    return {
      ...rest,
      routes: await Promise.all(routes.map(async (path): Promise<Build["routes"][number]> => {
        const mod = () => load(`/routes${path}`);
        return [idOf(path), isSpecial(path) ? await mod() : mod];
      })),
      islands: islandsOf(await Promise.all(modules)),
      find: async (path) => {
        const bytes = scripts.get(path);
        if (bytes) return { at: bytes, type: TYPES.js };
        const at = `${rest.root}/static${decodeURI(path)}`;
        const isFile = await Deno.stat(at).then((found) => found.isFile, () => false);
        return isFile ? { at, type: typeOf(at) } : undefined;
      },
    };
  }

  /** Serves the site while it is worked on. */
  async listen(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: Partial<Deno.ServeTcpOptions> = {},
  ): Promise<void> {
    const build = await this.#memory(false);
    const found = await importApp();
    const app = found instanceof App ? found : found.app;
    applyBuild(app, build, "development");
    Deno.serve({ port: 8000, ...options }, app.handler());
  }

  /** Writes a build to `_fresh/`, or keeps it in memory; yields what makes an app serve it. */
  async build(options: { snapshot?: "disk" | "memory" } = {}): Promise<(app: App<State>) => void> {
    if (options.snapshot === "memory") {
      const build = await this.#memory(true);
      return (app) => applyBuild(app, build, app.config.mode);
    }
    const { id, root, client, routes, islands, statics, ...rest } = await this.#collect(true);
    const { scripts, chunks } = rest;
    const out = `${root}/_fresh`;
    await Deno.remove(out, { recursive: true }).catch(() => {});
    for (const [path, bytes] of scripts) {
      await Deno.mkdir(`${out}/static${path}`.replace(/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(`${out}/static${path}`, bytes);
    }
    const special = routes.filter(isSpecial);
    const pages = routes.filter((path) => !isSpecial(path));
    const q = JSON.stringify;
    const files = [
      ...statics.map((path) => [encodeURI(path), `/static${path}`, typeOf(path)]),
      ...scripts.map(([path]) => [path, `/_fresh/static${path}`, TYPES.js]),
    ];
    const server = `import { serveSnapshot } from "fresh/internal";
import { app } from "../main.ts";
${special.map((path, i) => `import * as special${i} from ${q(`../routes${path}`)};`).join("\n")}
${islands.map((path, i) => `import * as island${i} from ${q(`../islands${path}`)};`).join("\n")}
const routes = [
${special.map((path, i) => `  [${q(idOf(path))}, special${i}],`).join("\n")}
${pages.map((path) => `  [${q(idOf(path))}, () => import(${q(`../routes${path}`)})],`).join("\n")}
];
const islands = [${islands.map((path, i) => `[island${i}, ${q(nameOf(path))}, ${q(chunks[i])}]`)}];
const files = ${q(files)};
const root = import.meta.dirname + "/..";
const snapshot = { id: ${q(id)}, client: ${q(client)}, root, routes, islands, files };
export default serveSnapshot(app, snapshot);
`;
    await Deno.writeTextFile(`${out}/server.js`, server);
    return () => {};
  }
}
