import type { AnyComponent } from "preact";
import type { Context, Middleware, PageProps } from "./context.ts";

/** Data for the page of a route, with the status (200 by default) and headers to send it with. */
export interface PageResponse<T> {
  data: T;
  headers?: HeadersInit;
  status?: number;
}

/** Answers a request, or returns the data that the page of the route shows. */
export interface HandlerFn<Data, State> {
  (ctx: Context<State>): Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;
}

/** What a route exports as `handler`: a function for each method. */
export type HandlerByMethod<Data, State> = {
  [M in "GET" | "POST" | "PATCH" | "PUT" | "DELETE"]?: HandlerFn<Data, State>;
};

/** Makes the data of a route's page. Without data, the page is shown without any. */
export function page<T>(data?: T, options?: Omit<PageResponse<T>, "data">): PageResponse<T> {
  return { data: data as T, ...options };
}

/** Functions that return their argument and give it a type. */
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
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    middleware: (middleware) => middleware,
  };
}
