import { GlobusSDKUsageError } from "../core/errors.ts";
import { FileDriver, type FileTokenStorageOptions } from "./file_driver_deno.ts";
import { storeTools } from "./store_tools.ts";
import { TokenStorage, type UpdateOptions } from "./token_storage.ts";

/** What the kinds of stores in a file share. */
export abstract class FileTokenStorage extends TokenStorage {
  /** Path of the file. */
  readonly filepath: string;
  /** How the store was made. */
  protected readonly options: FileTokenStorageOptions;
  readonly #driver: FileDriver;

  /**
   * Takes the path; nothing is read or written.
   *
   * @throws {GlobusSDKUsageError} If the path does not name a file.
   */
  constructor(filepath: string, options: FileTokenStorageOptions = {}) {
    super(options);
    if (
      typeof filepath !== "string" || filepath === ":memory:" || filepath.includes("\0") ||
      /(^|[\\/])\.{0,2}$/.test(filepath)
    ) {
      throw new GlobusSDKUsageError(
        "Cannot keep tokens there: the path does not name a file; give it a file name at its end",
      );
    }
    this.filepath = filepath;
    this.options = options;
    this.#driver = new FileDriver(filepath, options, storeTools);
  }

  /**
   * Whether the file exists.
   *
   * @throws {TokenStorageError} If it cannot be looked at, or is not safe.
   */
  fileExists(): Promise<boolean> {
    return this.#driver.fileExists();
  }

  /**
   * Renames a file that cannot be used, so that a new one can be begun. The renamed file keeps its
   * tokens: look at it, then remove it.
   *
   * @returns The new name, or undefined if there is no file.
   */
  setAside(options?: UpdateOptions): Promise<string | undefined> {
    return this.#driver.setAside(options);
  }
}
