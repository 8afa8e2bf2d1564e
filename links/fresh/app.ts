import { Context, draw, frames, type FreshConfig, type Part } from "./context.ts";
import type { HandlerByMethod, Middleware, RouteConfig, RouteHandler } from "./define.ts";
import { applyIslands, type Island } from "./render.ts";
import { buildId, HttpError } from "./runtime.ts";

// deno-lint-ignore no-explicit-any -- a site has one state, which its own files name
type Step = Middleware<any>;

/** What the module of a route exports: its default is a page, or the middlewares of a folder. */
export interface RouteModule {
  default?: unknown;
  handler?: RouteHandler<unknown, unknown>;
  config?: RouteConfig;
}
type Load = () => RouteModule | Promise<RouteModule>;

/** What a build knows of the site. */
export interface Build {
  id: string;
  root: string;
  /** Address of the script that brings islands to life. */
  client: string;
  /** Path below `routes/` without ending, and the module; one whose name starts with `_` loaded. */
  routes: [id: string, mod: RouteModule | Load][];
  islands: Map<unknown, Island>;
  /** Finds a file to send: where to read it, or its bytes. */
  find(path: string): Promise<{ at: string | Uint8Array<ArrayBuffer>; type: string } | undefined>;
}

/** Builds by app, and by request. */
export const builds = new WeakMap<object, Build>();

/** Makes an app serve a build. */
export function applyBuild<S>(app: App<S>, build: Build, mode: FreshConfig["mode"]): void {
  buildId(build.id);
  applyIslands(build.islands, build.client);
  Object.assign(app.config, { root: build.root, mode });
  builds.set(app, build);
}

/** A folder of routes: what it puts around, before and in place of its pages. */
class Folder {
  folders = new Map<string, Folder>();
  middlewares: Step[] = [];
  layout: RouteModule = {};
  app?: Part;
  onError?: Step;
  notFound?: Step;
  constructor(readonly parent?: Folder) {}

  at([name, ...rest]: string[]): Folder {
    if (name === undefined) return this;
    if (!this.folders.has(name)) this.folders.set(name, new Folder(this));
    return this.folders.get(name)!.at(rest);
  }

  /** What a request passes on its way here, as things stand now. */
  way(root: Folder): Step[] {
    const {
      app,
      layout: { config, default: layout },
      onError,
    } = this;
    const enter: Step = async (ctx) => {
      const frame = frames.get(ctx)!;
      if (app) frame.app = app;
      if (config?.skipAppWrapper) frame.app = undefined;
      if (config?.skipInheritedLayouts) frame.layouts = [];
      if (layout) frame.layouts = [...frame.layouts, layout as Part];
      try {
        return await ctx.next();
      } catch (error) {
        const isMissing = error instanceof HttpError && error.status === 404;
        const show = (isMissing && root.notFound) || onError;
        if (show) return await show(ctx);
        throw error;
      }
    };
    return [...(this.parent?.way(root) ?? []), enter, ...this.middlewares];
  }
}

/** Makes one of many; each calls the next by `ctx.next()`. */
function chain(steps: Step[]): Step {
  return (ctx) => {
    const last = ctx.next;
    const run = async (i: number): Promise<Response> => {
      if (i === steps.length) return await last();
      const frame = frames.get(ctx)!;
      const outer = { ...frame };
      ctx.next = () => run(i + 1);
      try {
        return await steps[i](ctx);
      } catch (error) {
        ctx.error = error;
        throw error;
      } finally {
        frames.set(ctx, outer);
      }
    };
    return run(0);
  };
}

/** Answers with the handler of a route, its page, or both. */
function answer(load: Load, isForErrors = false): Step {
  let mod: RouteModule | undefined;
  return async (ctx) => {
    const { default: part, handler, config } = mod ??= await load();
    const frame = frames.get(ctx)!;
    if (config?.skipAppWrapper) frame.app = undefined;
    if (config?.skipInheritedLayouts) frame.layouts = [];
    const method = ctx.req.method === "HEAD" ? "GET" : ctx.req.method;
    const by = typeof handler === "object" ? handler : {};
    const own = by[method as keyof HandlerByMethod<unknown, unknown>];
    const show = part && (method === "GET" || !handler) ? () => ({ data: {} }) : () => ctx.next();
    const result = await (typeof handler === "function" ? handler : (own ?? show))(ctx);
    if (result instanceof Response) return result;
    const failed = ctx.error instanceof HttpError ? ctx.error.status : 500;
    const status = ("status" in result && result.status) || (isForErrors ? failed : 200);
    const page = part ? await draw(ctx, part as Part, result.data, () => null) : null;
    if (page instanceof Response) return page;
    return ctx.render(page, { headers: "headers" in result ? result.headers : undefined, status });
  };
}

/** Ranks a file so that the plainest pattern is tried first: words, then names, then rests. */
function rankOf([id]: [string, unknown]): string {
  const ranks = id
    .split("/")
    .map((name) => (name.startsWith("[...") ? 3 : name.includes("[") ? 2 : 1));
  return ranks.join("") + id;
}

class Router {
  root = new Folder();
  routes: { method?: string; path: string; pattern: URLPattern | null; run: Step }[] = [];

  add(path: string, folder: Folder, steps: Step[], method?: string): void {
    const pattern = /[*:{}+?()]/.test(path) ? new URLPattern({ pathname: path }) : null;
    this.routes.push({ method, path, pattern, run: chain([...folder.way(this.root), ...steps]) });
  }

  /** Adds what a build found in `routes/`: first what folders put around their pages, then these. */
  addFiles(files: Build["routes"]): void {
    const sorted = files.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
    for (const [id, mod] of sorted) {
      if (typeof mod === "function") continue;
      const names = id.slice(1).split("/");
      const kind = names.pop();
      const folder = this.root.at(names);
      if (kind === "_app") this.root.app = mod.default as Part;
      if (kind === "_404") this.root.notFound = answer(() => mod);
      if (kind === "_error") folder.onError = answer(() => mod, true);
      if (kind === "_layout") folder.layout = mod;
      if (kind === "_middleware") {
        folder.middlewares.push(...([mod.default].flat() as Step[]));
      }
    }
    for (const [id, load] of sorted) {
      if (typeof load !== "function") continue;
      const names = id
        .replace(/\/index$/, "")
        .split("/")
        .slice(1);
      const parts = names
        .filter((name) => !/^\(.*\)$/.test(name))
        .map((name) => "/" + name.replace(/^\[\.{3}(\w+)\]$/, ":$1*").replace(/\[(\w+)\]/g, ":$1"));
      const folder = this.root.at(id.split("/").slice(1, -1));
      this.add(parts.join("") || "/", folder, [answer(load)]);
    }
  }

  match(url: URL) {
    const paths = [url.pathname, url.pathname.replace(/\/?$/, (end) => (end ? "" : "/"))];
    const first = this.routes.find(({ path, pattern }) => !pattern && paths.includes(path)) ??
      this.routes.find(({ pattern }) => pattern?.test(url));
    const groups = Object.entries(first?.pattern?.exec(url)?.pathname.groups ?? {});
    const params = groups.map(([name, value]) => [name, decodeURI(value ?? "")]);
    const routes = this.routes.filter(({ path }) => path === first?.path);
    return { routes, path: first?.path ?? null, params: Object.fromEntries(params) };
  }
}

/** The site: middlewares and routes, in the order they were added. */
export class App<State> {
  /** How the app is set up. */
  config: Required<FreshConfig> & { root: string };
  #adds: ((router: Router) => void)[] = [];

  /** Sets up an app without routes. */
  constructor(config: FreshConfig = {}) {
    this.config = { root: ".", mode: config.mode ?? "production" };
  }

  #add(add: (router: Router) => void): this {
    this.#adds.push(add);
    return this;
  }

  /** Adds middlewares for every request. */
  use(...middlewares: Middleware<State>[]): this {
    return this.#add((router) => router.root.middlewares.push(...middlewares));
  }

  /** Answers GET, and HEAD. */
  get(path: string, ...steps: Middleware<State>[]): this {
    return this.#add((router) => router.add(path, router.root, steps, "GET"));
  }

  /** Answers POST. */
  post(path: string, ...steps: Middleware<State>[]): this {
    return this.#add((router) => router.add(path, router.root, steps, "POST"));
  }

  /** Adds the routes of the build at this place. */
  fsRoutes(): this {
    return this.#add((router) => router.addFiles(builds.get(this)?.routes ?? []));
  }

  /** Makes the function that answers requests. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const router = new Router();
    for (const add of this.#adds) add(router);
    const atRoot = chain(router.root.way(router.root));
    const remoteAddr = { transport: "tcp" as const, hostname: "localhost", port: 1234 };
    return async (req, info = { remoteAddr, completed: Promise.resolve() }) => {
      const url = new URL(req.url);
      if (url.pathname.includes("//")) url.pathname = url.pathname.replace(/\/+/g, "/");
      const { routes, path, params } = router.match(url);
      const method = req.method === "HEAD" ? "GET" : req.method;
      const run = routes.find((route) => !route.method || route.method === method)?.run;
      const last = () => Promise.reject(new HttpError(path !== null && !run ? 405 : 404));
      const ctx = new Context<State>(req, url, info, path, params, this.config, last);
      if (builds.has(this)) builds.set(ctx, builds.get(this)!);
      try {
        const response = await (run ?? atRoot)(ctx);
        return req.method === "HEAD" ? new Response(null, response) : response;
      } catch (error) {
        const status = error instanceof HttpError ? error.status : 500;
        if (status >= 500) console.error(error);
        const text = error instanceof HttpError ? error.message : "Internal server error";
        return new Response(text || `${status}`, { status });
      }
    };
  }
}
