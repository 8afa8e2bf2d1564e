import type process from "node:process";

/** The modules of Node.js that the command and its server use. */
interface Builtins {
  "node:crypto": typeof import("node:crypto");
  "node:fs": typeof import("node:fs");
  "node:http": typeof import("node:http");
  "node:https": typeof import("node:https");
  "node:process": typeof process;
  "node:stream": typeof import("node:stream");
  "node:url": typeof import("node:url");
}

/**
 * A module of Node.js, which Deno and Bun have too. An `import` statement would keep the entry point
 * out of bundles for browsers, which load it, but cannot serve.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  return globalThis.process.getBuiltinModule(name) as unknown as Builtins[Name];
}
