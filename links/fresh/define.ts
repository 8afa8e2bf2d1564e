import type { AnyComponent } from "preact";
import type { Context, PageProps } from "./context.ts";

/** HTTP methods a handler can be written for. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

/** Looks at a request before and after what lies further in. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** Data for the page of a route, with the status (200 by default) and headers to send it with. */
export interface PageResponse<T> {
  /** Given to the page. */
  data: T;
  headers?: HeadersInit;
  status?: number;
}

/** Answers a request, or yields the data that the page of the route shows. */
export interface HandlerFn<Data, State> {
  (ctx: Context<State>): Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;
}

/** Handlers by method. */
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };

/** What a route exports as `handler`. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** What a route or layout exports as `config`: what to leave out around it. */
export interface RouteConfig {
  skipInheritedLayouts?: boolean;
  skipAppWrapper?: boolean;
}

type PageOptions = Omit<PageResponse<unknown>, "data">;

/** Makes data for the page of a route. */
export function page<T>(data: T, options?: PageOptions): PageResponse<T>;
/** Shows the page of a route without data. */
export function page(): PageResponse<undefined>;
export function page<T>(data?: T, options?: PageOptions): PageResponse<T> {
  return { data: data as T, headers: options?.headers, status: options?.status };
}

/** Functions that return what they are given, and tell the compiler its type. */
export interface Define<State> {
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): typeof handlers;
  page<
    // deno-lint-ignore no-explicit-any -- the data is inferred from the handler
    Handler extends RouteHandler<any, State> = never,
    Data = Handler extends HandlerFn<infer D, State> ? D
      : Handler extends HandlerByMethod<infer D, State> ? D
      : never,
  >(
    render: AnyComponent<PageProps<Data, State>>,
  ): typeof render;
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): typeof middleware;
  layout(render: AnyComponent<PageProps<unknown, State>>): typeof render;
}

/** Makes the functions for one type of state. */
export function createDefine<State>(): Define<State> {
  return { handlers: (x) => x, page: (x) => x, middleware: (x) => x, layout: (x) => x };
}
