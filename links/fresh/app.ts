import { type AnyComponent, type FunctionComponent, h } from "preact";
import { builds } from "./build.ts";
import { Context, type FreshConfig, type Middleware, type PageProps } from "./context.ts";
import type { HandlerByMethod } from "./define.ts";
import { HttpError } from "./runtime.ts";

// deno-lint-ignore no-explicit-any -- a site has one state, which its own files name
type Step = Middleware<any>;

/** What the module of a route exports. */
interface RouteModule {
  // deno-lint-ignore no-explicit-any -- the page is typed by its own handler
  default?: AnyComponent<any>;
  // deno-lint-ignore no-explicit-any -- a site has one state, which its own files name
  handler?: HandlerByMethod<unknown, any>;
}

/** What answers the requests to a path. */
interface RouteParts<State> {
  component?: AnyComponent<PageProps<unknown, State>>;
  handler?: HandlerByMethod<unknown, State>;
}

interface Route {
  path: string;
  /** Absent if the path has no parameter. */
  pattern?: URLPattern;
  /** Absent if the handler looks at the method itself. */
  method?: string;
  handler: Step;
}

/** HEAD is answered as GET, without the body. */
const HEAD = /^HEAD$/;
const INTERNAL = { status: 500, message: "Internal server error" };

/** Answers with the handler of a route, its page, or both. */
function answer(load: () => Promise<RouteModule>): Step {
  let mod: RouteModule | undefined;
  return async (ctx) => {
    const { default: part, handler } = mod ??= await load();
    const method = ctx.req.method.replace(HEAD, "GET");
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

/** A site: middlewares, then routes. */
export class App<State> {
  config: Required<FreshConfig>;
  #middlewares: Step[] = [];
  #routes: Route[] = [];
  #hasFiles = false;
  // deno-lint-ignore no-explicit-any -- `_app` takes the props of a page
  #shell: FunctionComponent<any> | undefined;

  /** Sets up an app without routes. */
  constructor(config: FreshConfig = {}) {
    this.config = { mode: config.mode ?? "production" };
  }

  #add(path: string, handler: Step, method?: string): this {
    const pattern = path.includes(":") ? new URLPattern({ pathname: path }) : undefined;
    this.#routes.push({ path, pattern, method, handler });
    return this;
  }

  /** Adds middlewares for every request. */
  use(...middlewares: Middleware<State>[]): this {
    this.#middlewares.push(...middlewares);
    return this;
  }

  /** Answers GET and HEAD. */
  get(path: string, handler: Middleware<State>): this {
    return this.#add(path, handler, "GET");
  }

  /** Answers POST. */
  post(path: string, handler: Middleware<State>): this {
    return this.#add(path, handler, "POST");
  }

  /** Answers with a handler, a page, or both. */
  route(path: string, { component, handler }: RouteParts<State>): this {
    return this.#add(path, answer(() => Promise.resolve({ default: component, handler })));
  }

  /** Puts a component around every page, in place of the build's `_app`. */
  appWrapper(shell: FunctionComponent<PageProps<unknown, State>>): this {
    this.#shell = shell;
    return this;
  }

  /** Adds the routes of the build. */
  fsRoutes(): this {
    this.#hasFiles = true;
    return this;
  }

  /** Makes the function that answers requests. */
  handler(): (request: Request) => Promise<Response> {
    const files = builds.get(this);
    const build = files && this.#shell ? { ...files, shell: this.#shell } : files;
    const pages = this.#hasFiles && build ? build.pages : [];
    for (const file of pages) this.#add(pathOf(file), answer(() => build!.load(file)));
    const routes = this.#routes;
    return async (req) => {
      const url = new URL(req.url);
      if (url.pathname.includes("//")) url.pathname = url.pathname.replace(/\/+/g, "/");
      // A plain path wins over a pattern. A slash at the end is ignored.
      const here = url.pathname.replace(/(.)\/$/, "$1");
      const found = routes.find(({ path }) => path === here) ??
        routes.find(({ pattern }) => pattern?.test(url));
      const groups = Object.entries(found?.pattern?.exec(url)?.pathname.groups ?? {});
      const params = groups.map(([name, value]) => [name, decodeURI(value ?? "")]);
      const path = found?.path ?? null;
      const method = req.method.replace(HEAD, "GET");
      const route = routes.find((one) => one.path === path && (one.method ?? method) === method);
      const none: Step = () => Promise.reject(new HttpError(found && !route ? 405 : 404));
      const facts = { req, url, route: path, params: Object.fromEntries(params) };
      const steps = [...this.#middlewares, route?.handler ?? none, none];
      const ctx = new Context<State>({ ...facts, config: this.config }, steps);
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
