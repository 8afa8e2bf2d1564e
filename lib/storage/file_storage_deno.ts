import { GlobusSDKUsageError } from "../core/errors.ts";
import { FileDriver, type FileTokenStorageOptions } from "./file_driver_deno.ts";
import { storeTools } from "./store_tools.ts";
import { TokenStorage, type UpdateOptions } from "./token_storage.ts";

/** Base of the stores in a file: {@link JSONTokenStorage} and {@link SQLiteTokenStorage}. */
export abstract class FileTokenStorage extends TokenStorage {
  /** Path of the file, as given. */
  readonly filepath: string;
  /** The options of the store, as given. */
  protected readonly options: FileTokenStorageOptions;
  readonly #driver: FileDriver;

  /**
   * Takes the path. Reads and writes nothing.
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
        "Cannot keep tokens there: the path does not end in a file name",
      );
    }
    this.filepath = filepath;
    this.options = options;
    this.#driver = new FileDriver(filepath, options, storeTools);
  }

  /**
   * Whether the file exists.
   *
   * @throws {TokenStorageError} If it cannot be examined, or is not safe.
   */
  fileExists(): Promise<boolean> {
    return this.#driver.fileExists();
  }

  /**
   * Renames a file that cannot be used, so that the next login makes a new one. The renamed file
   * still contains tokens: examine it, then remove it.
   *
   * @returns The new name, or undefined if there is no file.
   */
  setAside(options?: UpdateOptions): Promise<string | undefined> {
    return this.#driver.setAside(options);
  }
}
