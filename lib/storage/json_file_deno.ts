import { appTokenPath, type AppTokenPathOptions } from "./app_path.ts";
import type { FileTokenStorageOptions } from "./file_driver_deno.ts";
import { FileTokenStorage } from "./file_storage_deno.ts";
import { JSONDriver } from "./json_driver_deno.ts";
import { storeTools } from "./store_tools.ts";
import type { TokenDocuments, TokenTransaction, UpdateOptions } from "./token_storage.ts";

/**
 * Keeps tokens in a JSON file, in the format of the Python SDK: programs of both SDKs can share a
 * login.
 *
 * Only its owner can read and write the file. If others may access it, the store removes these
 * rights; it refuses a link, a pipe or a file of another user. The file is replaced in one step, so
 * that a crash, a full disk or a power cut leaves the old content or the new. Processes that share
 * it take turns: see {@link TokenStorage.update}.
 *
 * Needs permission to read and write the folder of the file.
 *
 * @example Usage
 * ```ts
 * import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";
 *
 * const folder = await Deno.makeTempDir(); // in your program, a folder of the user
 * const storage = new JSONTokenStorage(`${folder}/tokens.json`);
 * console.log(await storage.getTokenData("transfer.api.globus.org")); // undefined
 * ```
 *
 * @category Token storage
 */
export class JSONTokenStorage extends FileTokenStorage {
  readonly #driver = new JSONDriver(this.filepath, this.options, storeTools);

  /** The store in the file that the Python SDK uses for an app of this name. */
  static forGlobusApp(options: AppTokenPathOptions & FileTokenStorageOptions): JSONTokenStorage {
    return new JSONTokenStorage(`${appTokenPath(options, storeTools)}.json`, {
      ownFolder: true,
      ...options,
    });
  }

  /** The stored documents of the namespace. */
  protected override read(): Promise<TokenDocuments> {
    return this.#driver.read(this.namespace);
  }

  /** Changes the file: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return this.#driver.update(this.namespace, change, options);
  }

  /** A store in the same file, with another namespace. */
  override withNamespace(namespace: string): JSONTokenStorage {
    return new JSONTokenStorage(this.filepath, { ...this.options, namespace });
  }
}
