/** The development server and the build. @module */
import type { App } from "./app.ts";
import { builds, open, type SentFile, type Snapshot } from "./build.ts";

const TYPES: Record<string, string> = {
  css: "text/css; charset=UTF-8",
  js: "text/javascript; charset=UTF-8",
  svg: "image/svg+xml",
};

/** Lists the files below a folder of the site. */
function filesIn(root: string, folder: string): string[] {
  return [...Deno.readDirSync(root + folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(root, `${folder}/${name}`) : [`${folder}/${name}`]
  ).sort();
}

/** Collects routes, islands and static files, and serves them or writes a build. */
// deno-lint-ignore no-explicit-any -- the state is the app's
export class Builder<State = any> {
  #root: string;
  #entry: string;

  /**
   * Sets up a builder for the site in a folder, by default the current one. The build serves the app
   * of `serverEntry`.
   *
   * @default "main.ts"
   */
  constructor(options: { root?: string; serverEntry?: string } = {}) {
    this.#entry = options.serverEntry ?? "main.ts";
    this.#root = (options.root ?? Deno.cwd()).replaceAll("\\", "/").replace(/\/$/, "");
  }

  /** Bundles the islands. Their URL path holds a hash of all files that the site sends. */
  async #collect(minify: boolean): Promise<Snapshot> {
    const root = this.#root;
    const routes = filesIn(root, "/routes");
    const pages = routes.filter((path) => !path.includes("/_"));
    const shell = routes.find((path) => path === "/routes/_app.tsx");
    const islands = filesIn(root, "/islands").filter((path) => /\.[jt]sx?$/.test(path));
    const statics = filesIn(root, "/static");
    const outputDir = `${root}/_fresh/static`;
    const { success, errors, outputFiles = [] } = await Deno.bundle({
      entrypoints: [import.meta.resolve("./client.ts"), ...islands.map((path) => root + path)],
      ...{ outputDir, platform: "browser", codeSplitting: true, minify, write: false },
    });
    if (!success) throw new Error(`Cannot bundle the islands: ${JSON.stringify(errors)}`);
    const sent = statics.map((path) => Deno.readFileSync(root + path));
    const all = new Blob([...outputFiles.map((file) => file.contents!), ...sent]);
    const hash = await crypto.subtle.digest("SHA-256", await all.arrayBuffer());
    const id = new Uint8Array(hash).toHex().slice(0, 40);
    const scripts = outputFiles.map(({ contents, path }): SentFile => {
      const below = path.replaceAll("\\", "/").slice(outputDir.length);
      return [`/_fresh/js/${id}${below}`, contents!, TYPES.js];
    });
    const chunkOf = (path: string) =>
      scripts.find(([chunk]) => chunk.endsWith(path.replace(/\.\w+$/, ".js")))![0];
    const typeOf = (path: string) => TYPES[/\w*$/.exec(path)![0]] ?? "text/plain";
    const files = statics.map((at): SentFile => [encodeURI(at.slice(7)), at, typeOf(at)]);
    return {
      ...{ id, client: chunkOf("/client.ts"), pages, shell, files: [...files, ...scripts] },
      islands: islands.map((path) => [path, chunkOf(path)]),
    };
  }

  /** Serves the site for development. */
  async listen(
    importApp: () => Promise<{ app: App<State> }>,
    options: Partial<Deno.ServeTcpOptions> = {},
  ): Promise<void> {
    const build = await open(this.#root, await this.#collect(false));
    const { app } = await importApp();
    app.config.mode = "development";
    builds.set(app, build);
    Deno.serve({ port: 8000, ...options }, app.handler());
  }

  /** Writes a build to `_fresh/`, or keeps it in memory. Returns a function that gives it to an app. */
  async build(options: { snapshot?: "disk" | "memory" } = {}): Promise<(app: App<State>) => void> {
    const root = this.#root;
    const snapshot = await this.#collect(true);
    if (options.snapshot === "memory") {
      const build = await open(root, snapshot);
      return (app) => void builds.set(app, build);
    }
    await Deno.remove(`${root}/_fresh`, { recursive: true }).catch(() => {});
    for (const file of snapshot.files) {
      const [path, bytes] = file;
      if (typeof bytes === "string") continue;
      file[1] = `/_fresh/static${path}`;
      await Deno.mkdir(root + file[1].replace(/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(root + file[1], bytes);
    }
    const server = `import { builds, open } from "fresh/internal";
import { app } from ${JSON.stringify(`../${this.#entry}`)};
builds.set(app, await open(import.meta.dirname + "/..", ${JSON.stringify(snapshot, null, 2)}));
export default { fetch: app.handler() };
`;
    await Deno.writeTextFile(`${root}/_fresh/server.js`, server);
    return () => {};
  }
}
