/**
 * Requests, listings and errors that all service clients share, and {@link BaseClient}, which can call
 * services that have no client class.
 *
 * @example A client for a service of your own
 * ```ts
 * import { BaseClient, httpResponse } from "@globus-deno/sdk/core";
 *
 * const client = new BaseClient({
 *   baseUrl: "https://lab.example.org/api/",
 *   // In place of a service; leave it out for a real one.
 *   fetch: () => Promise.resolve(Response.json({ id: "7", state: "done" })),
 * });
 * const run = await client.get<{ state: string }>("/runs/7");
 * console.log(run.state, httpResponse(run)?.status); // done 200
 * ```
 *
 * @module
 */

// esbuild loads at once whatever stands beside a name that a program uses, in the file that names it.
// What also loads later stands apart from the rest.
export * from "./exports.ts";
export * from "./limiter.ts";
