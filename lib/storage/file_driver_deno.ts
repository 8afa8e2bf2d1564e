import type { Clock } from "../core/clock.ts";
import { ifExists, rename, syncFolder } from "../core/files_deno.ts";
import { asStorageError, isVague } from "./failures_deno.ts";
import { withFileLock } from "./file_lock_deno.ts";
import { checkDatabase, checkFolder, checkUnopened, temporaryPath } from "./private_files_deno.ts";
import type { StoreTools } from "./store_tools.ts";
import { probeFolder, removeFile } from "./system_files_deno.ts";
import type { UpdateOptions } from "./token_storage.ts";

/** Options of a store in a file. */
export interface FileTokenStorageOptions {
  /** The part of the store to use. @default {"DEFAULT"} */
  readonly namespace?: string | undefined;
  /**
   * Whether the folder is for tokens only, so that the store may make it private.
   * @default {false} The mode of a folder with other files in it stays unchanged.
   */
  readonly ownFolder?: boolean | undefined;
  /** Called when the store has narrowed access rights that were too wide. @default {console.warn} */
  readonly warn?: ((message: string) => void) | undefined;
  /** The clock of time limits. @default the clock of this machine */
  readonly clock?: Clock | undefined;
}

/**
 * Does the work of stores in a file. It and the files that it imports get what they need of the rest
 * of the SDK as `tools`: see {@link storeTools}.
 */
export class FileDriver {
  readonly filepath: string;
  readonly options: FileTokenStorageOptions;
  protected readonly tools: StoreTools;

  /** Takes the path. Reads and writes nothing. */
  constructor(filepath: string, options: FileTokenStorageOptions, tools: StoreTools) {
    this.filepath = filepath;
    this.options = options;
    this.tools = tools;
  }

  /** Shows a warning about access rights. */
  protected get warn(): (message: string) => void {
    return this.options.warn ?? ((message) => console.warn(message));
  }

  /** Checks the folder; false if it is missing and `make` is false. */
  protected checkFolder(make: boolean): Promise<boolean> {
    return checkFolder(this.filepath, { make, own: this.options.ownFolder, warn: this.warn });
  }

  /** Runs work that changes the file, with the lock of the file. */
  protected async locked<T>(work: () => Promise<T>, options: UpdateOptions = {}): Promise<T> {
    try {
      await this.checkFolder(true);
      const { clock } = this.options;
      return await withFileLock(this.filepath, work, { ...options, clock }, this.tools);
    } catch (error) {
      // The reason of an abort is the caller's own: it is not an error of the store.
      if (options.signal?.aborted && error === options.signal.reason) throw error;
      throw await this.failure(error, "change");
    }
  }

  /** The typed error for a failure: what is wrong with the file, and what to do. */
  protected async failure(error: unknown, verb: "change" | "read"): Promise<unknown> {
    const cause = isVague(error)
      // SQLite hides the system's reason, such as a read-only disk.
      ? await probeFolder(this.filepath).then(() => error, (reason) => reason)
      : error;
    return asStorageError(cause, `${verb} ${this.filepath}`, this.tools);
  }

  /**
   * Whether the file exists.
   *
   * @throws {TokenStorageError} If it cannot be examined, or is not safe.
   */
  async fileExists(): Promise<boolean> {
    try {
      return await this.checkFolder(false) &&
        await checkUnopened(this.filepath, this.warn) !== undefined;
    } catch (error) {
      throw await this.failure(error, "read");
    }
  }

  /**
   * Renames a file that cannot be used, so that the next login makes a new one. The renamed file
   * still contains tokens: examine it, then remove it.
   *
   * @returns The new name, or undefined if there is no file.
   */
  setAside(options?: UpdateOptions): Promise<string | undefined> {
    return this.locked(async () => {
      await removeFile(temporaryPath(this.filepath));
      // Check all files of a database before the first is renamed: half a database is unusable.
      if (!await checkDatabase(this.filepath, this.warn)) return undefined;
      const now = new Date((this.options.clock ?? this.tools.systemClock).now());
      const name = `${this.filepath}.aside-${now.toISOString().replace(/[:.]/g, "-")}`;
      // SQLite would apply a journal that stays to the next database.
      for (const suffix of ["", "-journal", "-wal", "-shm"]) {
        await ifExists(rename(this.filepath + suffix, name + suffix));
      }
      await syncFolder(name);
      return name;
    }, options);
  }
}
