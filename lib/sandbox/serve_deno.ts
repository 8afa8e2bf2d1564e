/**
 * The sandbox on a port, for browsers and for programs in any language: {@linkcode serveSandbox}, and
 * a command. Works in Deno, Node.js and Bun.
 *
 * ```sh
 * deno run --allow-net=127.0.0.1 jsr:@globus-deno/sdk/sandbox/serve --port 8900 --control
 * ```
 *
 * @example In a test
 * ```ts
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 * import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
 *
 * const server = serveSandbox(new Sandbox(), { control: true });
 * await server.ready;
 * console.log(server.url, server.env()); // for the program under test
 * await server.shutdown();
 * ```
 *
 * @module
 */
import { isMain, serveCommand } from "./serve/command_deno.ts";

export { serveCommand } from "./serve/command_deno.ts";
export { serveSandbox } from "./serve/server_deno.ts";
export type { ServeSandboxOptions } from "./serve/listener.ts";
export type { SandboxServer } from "./serve/server_deno.ts";

if (isMain(import.meta)) await serveCommand();
