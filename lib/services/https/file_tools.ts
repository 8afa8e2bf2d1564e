import type { CopyTools } from "./copy_tools.ts";
import type { loadFiles } from "./load_files.ts";

/** What the calls for files use, with the way to local files. */
export interface FileTools extends CopyTools {
  readonly loadFiles: typeof loadFiles;
}
