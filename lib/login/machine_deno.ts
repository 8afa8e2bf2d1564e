import process from "node:process";

export { existsSync } from "node:fs";

/** The operating system: `linux`, `darwin`, `win32` … */
export const platform: string = process.platform;
