import { builtin } from "../core/runtime_deno.ts";

/**
 * Reads a text file.
 *
 * @returns Its bytes, or undefined if there is no such file.
 */
export async function readIfExists(path: string): Promise<Uint8Array | undefined> {
  try {
    return await builtin("node:fs/promises").readFile(path);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Decodes UTF-8.
 *
 * @returns Undefined if the bytes are not UTF-8.
 */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
