/**
 * What this program runs in: a browser, Deno, Node.js, Bun or a hosted worker. Modules that load
 * later use `runtime_deno.ts`.
 *
 * @module
 */

/** What runtimes other than browsers offer. Each part can be missing. */
interface Runtime {
  readonly Deno?: {
    readonly permissions?: { querySync?(descriptor: object): { state: string } };
    readonly env?: { get(name: string): string | undefined };
  };
  readonly process?: {
    readonly env?: Record<string, string | undefined>;
    readonly versions?: { readonly node?: string };
    getBuiltinModule?(name: string): unknown;
  };
  readonly navigator?: { readonly userAgent?: string };
}

/** Whether this is a worker of Cloudflare: it has globals of browsers and of Node.js, and is neither. */
function isCloudflare(): boolean {
  return (globalThis as Runtime).navigator?.userAgent === "Cloudflare-Workers";
}

/**
 * Whether a browser runs this, as a page or as a worker. A browser sets some headers itself, and
 * asks a service of another origin whether it accepts those that a page adds.
 */
export function isBrowser(): boolean {
  if ("document" in globalThis) return true;
  return "WorkerGlobalScope" in globalThis && !("Deno" in globalThis) && !isCloudflare();
}

/**
 * Whether this is a program on a computer, in Deno, Node.js or Bun: one with files and, it may be, a
 * terminal. Neither a `process` that a bundler put into a page counts, nor that of a hosted worker.
 */
export function isProgram(): boolean {
  // In Deno to touch `process` is to load all that stands in for Node.js: 15 ms.
  if ("Deno" in globalThis) return true;
  return (globalThis as Runtime).process?.versions?.node !== undefined && !isCloudflare();
}

/**
 * Reads an environment variable, if the program may.
 *
 * @returns Undefined where there are no environment variables, and in Deno where the permission to
 * read this one is not granted yet: the SDK never asks for it. Hosted Deno may lack permissions, or
 * the environment: then it is tried.
 */
export function readEnvironmentVariable(name: string): string | undefined {
  const { Deno } = globalThis as Runtime;
  if (!Deno) return (globalThis as Runtime).process?.env?.[name];
  const { state } = Deno.permissions?.querySync?.({ name: "env", variable: name }) ?? {};
  try {
    return state === "granted" || state === undefined ? Deno.env?.get(name) : undefined;
  } catch { // The runtime does not let programs read it.
    return undefined;
  }
}

/** A module of Node.js, such as `node:async_hooks`, where the runtime has it. */
export function optionalBuiltin<Module>(name: string): Module | undefined {
  return (globalThis as Runtime).process?.getBuiltinModule?.(name) as Module | undefined;
}
