/**
 * Stands in for Fresh 2.3 where only npm can be reached: what this repository's site uses of it,
 * with the same signatures and behaviour.
 *
 * @module
 */
export { App } from "./app.ts";
export { Context, type FreshConfig, type PageProps } from "./context.ts";
export * from "./define.ts";
export { csp, staticFiles } from "./middlewares.ts";
export { HttpError } from "./runtime.ts";
