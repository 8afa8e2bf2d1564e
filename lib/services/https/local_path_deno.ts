import { systemCode } from "../../core/files_deno.ts";
import { builtin } from "../../core/runtime_deno.ts";
import type { FileProblem, FileTransferError } from "./errors.ts";

/** What local files use of the rest of the SDK. It is passed in: see `failures.ts`. */
export interface FileTools {
  readonly FileTransferError: typeof FileTransferError;
}

/** The functions for files, which Deno, Node.js and Bun have. */
export function fs(): typeof import("node:fs/promises") {
  return builtin("node:fs/promises");
}

/** What is wrong and what to do, by the system's code. */
const SYSTEM_STATES: Record<string, string> = {
  ENOENT: "it does not exist",
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EFBIG: "the file may not grow",
  EROFS: "the disk is read-only",
  EACCES: "access was denied; check its owner and mode, and those of its folder",
  EPERM: "access was denied; check its owner and mode, and those of its folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  ENAMETOOLONG: "its path is too long",
  EMFILE: "this program has too many files open",
  ELOOP: "it is a link",
};

/** What ENOENT says where the reason is known better. */
const MISSING: Record<string, string> = {
  write: "its folder does not exist; make it first",
  read: "it does not exist; a string is the path of a local file: for text, pass new Blob([text])",
};

/** Runs what works with a file, and gives errors of the system a type. */
export async function withFile<T>(
  action: string,
  path: string,
  tools: FileTools,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    // A missing permission of Deno has a message that names it.
    if (!code || (error as Error).name === "NotCapable") throw error;
    const state = code === "ENOENT" && MISSING[action] || SYSTEM_STATES[code] ||
      `the system reports ${code}`;
    const problem: FileProblem = code === "ELOOP" || code === "EISDIR" ? "unsafe" : "disk";
    throw new tools.FileTransferError(`Cannot ${action} ${path}: ${state}`, problem, {
      cause: error,
    });
  }
}

/** The path of a file that is given as a path or as a `file:` URL. */
export function pathOf(file: string | URL, tools: FileTools): string {
  const path = typeof file === "string" ? file : builtin("node:url").fileURLToPath(file);
  if (!path.includes("\0") && !/(^|[\\/])\.{0,2}$/.test(path)) return path;
  throw new tools.FileTransferError(
    "Cannot use this local path: it does not end in a file name",
    "unsafe",
  );
}
