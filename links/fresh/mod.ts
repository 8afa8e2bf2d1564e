/**
 * Stands in for Fresh 2.3 on networks that reach npm but not JSR. It has what this repository's
 * site uses of Fresh, with the same signatures and behavior.
 *
 * @module
 */
export { App } from "./app.ts";
export { Context, type FreshConfig, type Middleware, type PageProps } from "./context.ts";
export * from "./define.ts";
export { staticFiles } from "./middlewares.ts";
export { HttpError } from "./runtime.ts";
