import { type FunctionComponent, h, type VNode } from "preact";
import { builds } from "./build.ts";
import { renderDocument } from "./render.ts";

/** Handles a request before and after the steps that follow it. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** How an app is set up. In development, browsers are told to cache nothing. */
export interface FreshConfig {
  mode?: "development" | "production";
}

/** What a page, or `_app`, receives. */
export type PageProps<Data = unknown, State = unknown> = Omit<Context<State>, "next" | "render"> & {
  data: Data;
  /** The page; only `_app` uses it. */
  Component: FunctionComponent;
};

/** One request on its way through the app. */
export class Context<State> {
  /** Middlewares write it; handlers and pages read it. */
  readonly state: State = {} as State;
  readonly req!: Request;
  readonly url!: URL;
  /** Path of the route, such as `/tasks/:taskId`; null if no route matches. */
  readonly route!: string | null;
  readonly params!: Record<string, string>;
  readonly config!: Required<FreshConfig>;
  #steps: Iterator<Middleware<State>>;

  /** The app makes one for each request, with the middlewares and the handler in order. */
  constructor(
    facts: Omit<Context<State>, "state" | "next" | "render">,
    steps: Middleware<State>[],
  ) {
    Object.assign(this, facts);
    this.#steps = steps.values();
  }

  /** Runs the next step and returns its response. */
  async next(): Promise<Response> {
    return await this.#steps.next().value(this);
  }

  /** Renders JSX inside `_app`. */
  async render(page: VNode, init: ResponseInit = {}): Promise<Response> {
    const { client, shell } = builds.get(this)!;
    const around = (Component: FunctionComponent) => h(shell, { ...this, Component });
    return await renderDocument(page, around, { url: this.url, client, ...init });
  }
}
