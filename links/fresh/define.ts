import type { AnyComponent } from "preact";
import type { Context, PageProps } from "./context.ts";

/** Looks at a request before and after what lies further in. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** Data for the page of a route, with the status (200 by default) and headers to send it with. */
export interface PageResponse<T> {
  data: T;
  headers?: HeadersInit;
  status?: number;
}

/** Answers a request, or yields the data that the page of the route shows. */
export interface HandlerFn<Data, State> {
  (ctx: Context<State>): Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;
}

/** What a route exports as `handler`: one by method. */
export type HandlerByMethod<Data, State> = {
  [M in "GET" | "POST" | "PATCH" | "PUT" | "DELETE"]?: HandlerFn<Data, State>;
};

/** Makes data for the page of a route, or shows it without data. */
export function page<T>(data?: T, options?: Omit<PageResponse<T>, "data">): PageResponse<T> {
  return { data: data as T, ...options };
}

/** Functions that return what they are given, and tell the compiler its type. */
export interface Define<State> {
  handlers<Data, Handlers extends HandlerByMethod<Data, State> = HandlerByMethod<Data, State>>(
    handlers: Handlers,
  ): typeof handlers;
  page<
    // deno-lint-ignore no-explicit-any -- the data is inferred from the handler
    Handler extends HandlerByMethod<any, State> = never,
    Data = Handler extends HandlerByMethod<infer D, State> ? D : never,
  >(
    render: AnyComponent<PageProps<Data, State>>,
  ): typeof render;
  middleware<M extends Middleware<State>>(middleware: M): typeof middleware;
}

/** Makes the functions for one type of state. */
export function createDefine<State>(): Define<State> {
  return { handlers: (x) => x, page: (x) => x, middleware: (x) => x };
}
