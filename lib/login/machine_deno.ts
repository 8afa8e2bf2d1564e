import { builtin } from "../core/runtime_deno.ts";

/** Whether a file exists. */
export const existsSync = (path: string): boolean => builtin("node:fs").existsSync(path);

/** The operating system: `linux`, `darwin`, `win32` … */
export const platform = (): string => builtin("node:process").platform;
