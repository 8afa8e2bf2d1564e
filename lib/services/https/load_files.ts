import { GlobusSDKUsageError } from "../../core/errors.ts";
import { isProgram } from "../../core/runtime.ts";

/**
 * Loads what works with local files.
 *
 * @throws {GlobusSDKUsageError} In browsers and workers.
 */
export async function loadFiles(): Promise<typeof import("./local_files_deno.ts")> {
  if (!isProgram()) {
    throw new GlobusSDKUsageError("Cannot use a local file here: browsers and workers have none");
  }
  return await import("./local_files_deno.ts");
}
