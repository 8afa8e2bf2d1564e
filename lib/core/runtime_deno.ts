import type process from "node:process";

/** The modules of Node.js that the SDK uses. */
interface Builtins {
  "node:child_process": typeof import("node:child_process");
  "node:fs": typeof import("node:fs");
  "node:fs/promises": typeof import("node:fs/promises");
  "node:http": typeof import("node:http");
  "node:path": typeof import("node:path");
  "node:process": typeof process;
  "node:readline": typeof import("node:readline");
  "node:sqlite": typeof import("node:sqlite");
}

/**
 * A module of Node.js, which Deno and Bun have too. Use this in place of an `import` statement:
 * tools that bundle for browsers and workers try to resolve each one that they can reach.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const runtime = globalThis as unknown as { process: typeof process };
  return runtime.process.getBuiltinModule(name) as unknown as Builtins[Name];
}
