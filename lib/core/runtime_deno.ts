/**
 * What programs outside of browsers use of their runtime. Only modules that load later import this
 * file, so that pages do not load it: see `runtime.ts`.
 *
 * @module
 */

import type process from "node:process";

/** The modules of Node.js that the SDK uses. */
interface Builtins {
  "node:child_process": typeof import("node:child_process");
  "node:crypto": typeof import("node:crypto");
  "node:fs": typeof import("node:fs");
  "node:fs/promises": typeof import("node:fs/promises");
  "node:http": typeof import("node:http");
  "node:path": typeof import("node:path");
  "node:process": typeof process;
  "node:readline": typeof import("node:readline");
  "node:sqlite": typeof import("node:sqlite");
  "node:url": typeof import("node:url");
}

interface Runtime {
  readonly process: typeof process;
  readonly Deno?: {
    readonly permissions?: { querySync?(descriptor: object): { state: string } };
    readonly jupyter?: unknown;
  };
}

/**
 * A module of Node.js, which Deno and Bun have too. Use this in place of an `import` statement:
 * tools that bundle for browsers and workers try to resolve each one that they can reach.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const { process } = globalThis as unknown as Runtime;
  return process.getBuiltinModule(name) as unknown as Builtins[Name];
}

/** Whether this is Windows, where files have neither a mode nor the number of an owner. */
export function isWindows(): boolean {
  return builtin("node:process").platform === "win32";
}

/**
 * Whether Deno has granted a permission already; true in runtimes without permissions.
 *
 * @param descriptor As `Deno.permissions.querySync` takes it, such as `{ name: "sys", kind: "uid" }`.
 */
export function isGranted(descriptor: object): boolean {
  const { Deno } = globalThis as unknown as Runtime;
  return (Deno?.permissions?.querySync?.(descriptor).state ?? "granted") === "granted";
}

/** Whether this is a Deno notebook (`deno jupyter`), which has no terminal. */
export function isNotebook(): boolean {
  try {
    return Boolean((globalThis as unknown as Runtime).Deno?.jupyter);
  } catch { // Outside of a notebook Deno throws.
    return false;
  }
}
