import { type AnyComponent, Fragment, type FunctionComponent, h, type VNode } from "preact";
import { renderDocument } from "./render.ts";

/** How an app is set up; in development browsers are told to keep nothing. */
export interface FreshConfig {
  mode?: "development" | "production";
}

type Fact =
  | "config"
  | "error"
  | "info"
  | "isPartial"
  | "params"
  | "req"
  | "route"
  | "state"
  | "url";

/** What a page, a layout or `_app` is given. */
export type PageProps<Data = unknown, T = unknown> = Pick<Context<T>, Fact | "Component"> & {
  data: Data;
};

/** A page, a layout or `_app`, of whatever data and state. */
// deno-lint-ignore no-explicit-any -- each part knows its own
export type Part = AnyComponent<PageProps<any, any>>;

/** What is drawn around a page, by request: set by the folders on the way to it. */
export const frames = new WeakMap<object, { app?: Part; layouts: Part[] }>();

/** One request on its way through the app. */
export class Context<State> {
  /** Set by middlewares, read by handlers and pages. */
  readonly state: State = {} as State;
  /** What was thrown, on error pages. */
  error: unknown | null = null;
  /** Always false: there are no partials. */
  readonly isPartial: boolean = false;
  /** The page inside a layout or `_app`. */
  Component!: FunctionComponent;

  /** Made by the app, once a request; `next` asks what lies further in for its response. */
  constructor(
    public req: Request,
    readonly url: URL,
    readonly info: Deno.ServeHandlerInfo,
    readonly route: string | null,
    readonly params: Record<string, string>,
    readonly config: Required<FreshConfig> & { root: string },
    public next: () => Promise<Response>,
  ) {
    frames.set(this, { layouts: [] });
  }

  /** Sends the browser elsewhere; a path never leaves this origin. */
  redirect(pathOrUrl: string, status = 302): Response {
    const location = pathOrUrl.startsWith("/")
      ? pathOrUrl.replace(/^[^?#]*/, (path) => path.replace(/\/+/g, "/"))
      : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX within layouts and `_app`. */
  async render(vnode: VNode | null, init: ResponseInit = {}): Promise<Response> {
    const { app, layouts } = frames.get(this)!;
    let inner: VNode = vnode ?? h(Fragment, null);
    for (const layout of layouts.toReversed()) {
      const child = inner;
      const outer = await draw(this, layout, undefined, () => child);
      if (outer instanceof Response) return outer;
      inner = outer;
    }
    let drawn: VNode | null = null;
    const shell = app ? await draw(this, app, null, () => drawn) : null;
    if (shell instanceof Response) return shell;
    return renderDocument(this.url, inner, shell, (page) => (drawn = page), init);
  }

  /** Answers with text. */
  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  /** Answers with JSON. */
  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }
}

/** Makes an element of a page, layout or `_app`; waits for one that is an async function. */
export async function draw<State>(
  ctx: Context<State>,
  part: Part,
  data: unknown,
  Component: FunctionComponent,
): Promise<VNode | Response> {
  const { config, error, info, isPartial, params, req, route, state, url } = ctx;
  const facts = { config, error, info, isPartial, params, req, route, state, url };
  const props: PageProps = { ...facts, Component, data };
  if (part.constructor.name !== "AsyncFunction") {
    return h(part as FunctionComponent<object>, props);
  }
  return (await (part as (given: PageProps) => unknown)(props)) as VNode | Response;
}
