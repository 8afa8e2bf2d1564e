import type { Clock } from "../core/clock.ts";
import { asStorageError, isVague } from "./failures_deno.ts";
import { withFileLock } from "./file_lock_deno.ts";
import { checkDatabase, checkFolder, checkUnopened, temporaryPath } from "./private_files_deno.ts";
import type { StoreTools } from "./store_tools.ts";
import { ifExists, probeFolder, removeFile, rename, syncFolder } from "./system_files_deno.ts";
import type { UpdateOptions } from "./token_storage.ts";

/** How a store in a file is made. */
export interface FileTokenStorageOptions {
  /** Which part of the store it is. @default {"DEFAULT"} */
  readonly namespace?: string;
  /**
   * Whether the folder is for tokens alone, so that it may be made private.
   * @default {false} A folder that holds other things is left as it is.
   */
  readonly ownFolder?: boolean;
  /** Told of access rights that were too wide and are repaired. @default {console.warn} */
  readonly warn?: (message: string) => void;
  /** Where time comes from. */
  readonly clock?: Clock;
}

/**
 * What does the work of stores in a file. Files whose names end in `_deno` and that it imports get
 * what they need of the rest of the SDK as `tools`.
 */
export class FileDriver {
  readonly filepath: string;
  readonly options: FileTokenStorageOptions;
  protected readonly tools: StoreTools;

  /** Takes the path; nothing is read or written. */
  constructor(filepath: string, options: FileTokenStorageOptions, tools: StoreTools) {
    this.filepath = filepath;
    this.options = options;
    this.tools = tools;
  }

  /** Told of what was repaired. */
  protected get warn(): (message: string) => void {
    return this.options.warn ?? ((message) => console.warn(message));
  }

  /** Checks the folder; false if it is missing and not to be made. */
  protected checkFolder(make: boolean): Promise<boolean> {
    return checkFolder(this.filepath, { make, own: this.options.ownFolder, warn: this.warn });
  }

  /** Runs work that changes the file, while no other work does. */
  protected async locked<T>(work: () => Promise<T>, options: UpdateOptions = {}): Promise<T> {
    try {
      await this.checkFolder(true);
      const { clock } = this.options;
      return await withFileLock(this.filepath, work, { ...options, clock }, this.tools);
    } catch (error) {
      // An abort has whatever reason the caller gave.
      if (options.signal?.aborted && error === options.signal.reason) throw error;
      throw await this.failure(error, "change");
    }
  }

  /** The typed error for a failure: what is wrong with the file, and what helps. */
  protected async failure(error: unknown, verb: "change" | "read"): Promise<unknown> {
    const cause = isVague(error)
      // SQLite hides what the system said, such as that the disk is read-only.
      ? await probeFolder(this.filepath).then(() => error, (reason) => reason)
      : error;
    return asStorageError(cause, `${verb} ${this.filepath}`, this.tools);
  }

  /**
   * Whether the file exists.
   *
   * @throws {TokenStorageError} If it cannot be looked at, or is not safe.
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
   * Renames a file that cannot be used, so that a new one can be begun. The renamed file keeps its
   * tokens: look at it, then remove it.
   *
   * @returns The new name, or undefined if there is no file.
   */
  setAside(options?: UpdateOptions): Promise<string | undefined> {
    return this.locked(async () => {
      await removeFile(temporaryPath(this.filepath));
      // All of them before the first one is renamed: half a database is none.
      if (!await checkDatabase(this.filepath, this.warn)) return undefined;
      const now = new Date((this.options.clock ?? this.tools.systemClock).now());
      const name = `${this.filepath}.aside-${now.toISOString().replace(/[:.]/g, "-")}`;
      // A journal that stayed behind would be applied to the next database.
      for (const suffix of ["", "-journal", "-wal", "-shm"]) {
        await ifExists(rename(this.filepath + suffix, name + suffix));
      }
      await syncFolder(name);
      return name;
    }, options);
  }
}
