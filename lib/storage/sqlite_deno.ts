import { appTokenPath, type AppTokenPathOptions } from "./app_path.ts";
import type { FileTokenStorageOptions } from "./file_driver_deno.ts";
import { FileTokenStorage } from "./file_storage_deno.ts";
import { SQLiteDriver } from "./sqlite_driver_deno.ts";
import { storeTools } from "./store_tools.ts";
import type { TokenDocuments, TokenTransaction, UpdateOptions } from "./token_storage.ts";

/**
 * Keeps tokens in a SQLite database, in the layout of the Python SDK: programs of both SDKs can share
 * a login.
 *
 * Only its owner can read and write the file, as with {@link JSONTokenStorage}. Removed data is
 * overwritten. The file is not kept open between two calls.
 *
 * Needs permission to read and write the folder of the file.
 *
 * @example Usage
 * ```ts
 * import { SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
 *
 * const folder = await Deno.makeTempDir(); // in your program, a folder of the user
 * const storage = new SQLiteTokenStorage(`${folder}/tokens.db`, { namespace: "work" });
 * console.log(await storage.getTokenData("transfer.api.globus.org")); // undefined
 * ```
 *
 * @category Token storage
 */
export class SQLiteTokenStorage extends FileTokenStorage {
  readonly #driver = new SQLiteDriver(this.filepath, this.options, storeTools);

  /** The store in the file that the Python SDK uses for an app of this name. */
  static forGlobusApp(options: AppTokenPathOptions & FileTokenStorageOptions): SQLiteTokenStorage {
    return new SQLiteTokenStorage(`${appTokenPath(options, storeTools)}.db`, {
      ownFolder: true,
      ...options,
    });
  }

  /** The stored documents of the namespace. */
  protected override read(): Promise<TokenDocuments> {
    return this.#driver.read(this.namespace);
  }

  /** Changes the database: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return this.#driver.update(this.namespace, change, options);
  }

  /**
   * The namespaces that contain tokens, in alphabetical order.
   *
   * @throws {TokenStorageError} If the database cannot be read.
   */
  iterNamespaces(): AsyncGenerator<string> {
    return this.#driver.iterNamespaces();
  }

  /** A store in the same database, with another namespace. */
  override withNamespace(namespace: string): SQLiteTokenStorage {
    return new SQLiteTokenStorage(this.filepath, { ...this.options, namespace });
  }
}
