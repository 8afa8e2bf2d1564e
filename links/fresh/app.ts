import { h } from "preact";
import { builds, type RouteModule } from "./build.ts";
import { Context, type FreshConfig } from "./context.ts";
import type { Middleware } from "./define.ts";
import { HttpError } from "./runtime.ts";

// deno-lint-ignore no-explicit-any -- a site has one state, which its own files name
type Step = Middleware<any>;

interface Route {
  path: string;
  /** Absent where the path names no parameter. */
  pattern?: URLPattern;
  /** Absent where the step looks at the method itself. */
  method?: string;
  step: Step;
}

const INTERNAL = { status: 500, message: "Internal server error" };
const methodOf = ({ method }: Request) => (method === "HEAD" ? "GET" : method);

/** Answers with the handler of a route, its page, or both. */
function answer(load: () => Promise<RouteModule>): Step {
  let mod: RouteModule | undefined;
  return async (ctx) => {
    const { default: part, handler } = mod ??= await load();
    const method = methodOf(ctx.req);
    const handle = handler?.[method as keyof typeof handler];
    if (!handle && !(part && (method === "GET" || !handler))) return await ctx.next();
    const result = handle ? await handle(ctx) : { data: undefined };
    if (result instanceof Response) return result;
    const { data, headers, status = 200 } = result;
    return await ctx.render(h(part!, { ...ctx, data }), { headers, status });
  };
}

/** The path of a file in `routes/`, such as `/tasks/:taskId` for `/tasks/[taskId]/index.tsx`. */
function pathOf(file: string): string {
  return file.replace(/^\/routes|(\/index)?\.\w+$/g, "").replace(/\[(\w+)\]/g, ":$1") || "/";
}

/** The site: middlewares, then routes. */
export class App<State> {
  /** How the app is set up. */
  config: Required<FreshConfig>;
  #middlewares: Step[] = [];
  #routes: Route[] = [];
  #hasFiles = false;

  /** Sets up an app without routes. */
  constructor(config: FreshConfig = {}) {
    this.config = { mode: config.mode ?? "production" };
  }

  #add(path: string, step: Step, method?: string): this {
    const pattern = path.includes(":") ? new URLPattern({ pathname: path }) : undefined;
    this.#routes.push({ path, pattern, method, step });
    return this;
  }

  /** Adds middlewares for every request. */
  use(...middlewares: Middleware<State>[]): this {
    this.#middlewares.push(...middlewares);
    return this;
  }

  /** Answers GET, and HEAD. */
  get(path: string, step: Middleware<State>): this {
    return this.#add(path, step, "GET");
  }

  /** Answers POST. */
  post(path: string, step: Middleware<State>): this {
    return this.#add(path, step, "POST");
  }

  /** Adds the routes of the build. */
  fsRoutes(): this {
    this.#hasFiles = true;
    return this;
  }

  /** Makes the function that answers requests. */
  handler(): (request: Request) => Promise<Response> {
    const build = builds.get(this);
    const routes = this.#routes;
    const pages = this.#hasFiles && build ? build.pages : [];
    for (const file of pages) this.#add(pathOf(file), answer(() => build!.load(file)));
    return async (req) => {
      const url = new URL(req.url);
      if (url.pathname.includes("//")) url.pathname = url.pathname.replace(/\/+/g, "/");
      // A plain path goes before a pattern, and a slash at the end does not matter.
      const here = url.pathname.replace(/(.)\/$/, "$1");
      const found = routes.find(({ path }) => path === here) ??
        routes.find(({ pattern }) => pattern?.test(url));
      const groups = Object.entries(found?.pattern?.exec(url)?.pathname.groups ?? {});
      const params = groups.map(([name, value]) => [name, decodeURI(value ?? "")]);
      const path = found?.path ?? null;
      const method = methodOf(req);
      const route = routes.find((one) => one.path === path && (one.method ?? method) === method);
      const none: Step = () => Promise.reject(new HttpError(found && !route ? 405 : 404));
      const steps = [...this.#middlewares, route?.step ?? none, none];
      const ctx = new Context<State>(req, url, path, params, this.config, steps);
      if (build) builds.set(ctx, build);
      try {
        const response = await ctx.next();
        return req.method === "HEAD" ? new Response(null, response) : response;
      } catch (error) {
        const { status, message } = error instanceof HttpError ? error : INTERNAL;
        if (status >= 500) console.error(error);
        return new Response(message || `${status}`, { status });
      }
    };
  }
}
