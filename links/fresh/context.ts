import { type FunctionComponent, h, type VNode } from "preact";
import { builds } from "./build.ts";
import type { Middleware } from "./define.ts";
import { renderDocument } from "./render.ts";

/** How an app is set up; in development browsers are told to keep nothing. */
export interface FreshConfig {
  mode?: "development" | "production";
}

/** What a page, or `_app`, is given. */
export type PageProps<Data = unknown, State = unknown> = Omit<Context<State>, "next" | "render"> & {
  data: Data;
  /** The page, in `_app`. */
  Component: FunctionComponent;
};

/** One request on its way through the app. */
export class Context<State> {
  /** Set by middlewares, read by handlers and pages. */
  readonly state: State = {} as State;
  readonly params: Record<string, string>;
  #steps: Iterator<Middleware<State>>;

  /** Made by the app, once a request, with what it passes in turn. */
  constructor(
    readonly req: Request,
    readonly url: URL,
    /** Path of the route, such as `/tasks/:taskId`; null if there is none. */
    readonly route: string | null,
    params: string[][],
    readonly config: Required<FreshConfig>,
    steps: Middleware<State>[],
  ) {
    this.params = Object.fromEntries(params);
    this.#steps = steps.values();
  }

  /** Asks what lies further in for its response. */
  async next(): Promise<Response> {
    return await this.#steps.next().value(this);
  }

  /** Renders JSX within `_app`. */
  async render(vnode: VNode, init: ResponseInit = {}): Promise<Response> {
    const { client, shell } = builds.get(this)!;
    const around = (Component: FunctionComponent) => h(shell, { ...this, Component });
    return await renderDocument(this.url, client, vnode, around, init);
  }
}
