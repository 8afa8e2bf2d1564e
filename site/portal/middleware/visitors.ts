import type { Middleware } from "fresh";
import type { State } from "../state.ts";

/** Paths that need no visitor: a load balancer must get its answer even if the store is down. */
const WITHOUT_VISITOR = ["/healthz"];

/** Lets middlewares run only for requests that belong to a visitor. */
export function forVisitors(...middlewares: Middleware<State>[]): Middleware<State>[] {
  return middlewares.map((middleware) => (ctx) =>
    WITHOUT_VISITOR.includes(ctx.url.pathname) ? ctx.next() : middleware(ctx)
  );
}
