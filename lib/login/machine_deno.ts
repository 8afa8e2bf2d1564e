import { builtin, isGranted } from "../core/runtime_deno.ts";

/** What is known of the machine that the program runs on. */
export interface Machine {
  /** The operating system: `linux`, `darwin`, `win32` … */
  readonly os: string;
  /** An environment variable; undefined if it is not set, null if the program may not read it. */
  env(name: string): string | undefined | null;
  /** Whether a file exists; false if the program may not look. */
  exists(path: string): boolean;
  /** Whether the program has a permission already. */
  may(permission: { name: "run"; command: string } | { name: "net"; host: string }): boolean;
}

/**
 * Describes this machine. It never asks the user for a permission.
 *
 * @param readEnvironmentVariable Passed in, since browsers load this file apart from the rest.
 */
export function thisMachine(
  readEnvironmentVariable: (name: string) => string | undefined,
): Machine {
  return {
    os: builtin("node:process").platform,
    env: (name) =>
      isGranted({ name: "env", variable: name }) ? readEnvironmentVariable(name) : null,
    exists: (path) => isGranted({ name: "read", path }) && builtin("node:fs").existsSync(path),
    may: isGranted,
  };
}
