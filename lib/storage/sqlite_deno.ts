import { appTokenPath, type AppTokenPathOptions } from "./app_path.ts";
import type { FileTokenStorageOptions } from "./file_driver_deno.ts";
import { FileTokenStorage } from "./file_storage_deno.ts";
import { SQLiteDriver } from "./sqlite_driver_deno.ts";
import { storeTools } from "./store_tools.ts";
import type { TokenDocuments, TokenTransaction, UpdateOptions } from "./token_storage.ts";

/**
 * Keeps tokens in a SQLite database, in the layout of the Python SDK: a login made there serves
 * here, and the other way round.
 *
 * The same care is taken of the file as for {@link JSONTokenStorage}. What is removed is
 * overwritten. Nothing is held open between two calls.
 *
 * Needs permission to read and write the folder of the file.
 *
 * @example Usage
 * ```ts no-eval
 * import { SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
 *
 * const storage = new SQLiteTokenStorage("/home/me/.my-tool/tokens.db", { namespace: "work" });
 * const data = await storage.getTokenData("transfer.api.globus.org");
 * ```
 */
export class SQLiteTokenStorage extends FileTokenStorage {
  readonly #driver = new SQLiteDriver(this.filepath, this.options, storeTools);

  /** The file that an app of this name keeps its tokens in, the same as the Python SDK's. */
  static forGlobusApp(options: AppTokenPathOptions & FileTokenStorageOptions): SQLiteTokenStorage {
    return new SQLiteTokenStorage(`${appTokenPath(options, storeTools)}.db`, {
      ownFolder: true,
      ...options,
    });
  }

  /** The documents in the database. */
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
   * The namespaces in which tokens are stored.
   *
   * @throws {TokenStorageError} If the database cannot be read.
   */
  iterNamespaces(): AsyncGenerator<string> {
    return this.#driver.iterNamespaces();
  }

  /** The same database with another namespace. */
  override withNamespace(namespace: string): SQLiteTokenStorage {
    return new SQLiteTokenStorage(this.filepath, { ...this.options, namespace });
  }
}
