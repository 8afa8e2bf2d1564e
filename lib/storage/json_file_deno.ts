import { appTokenPath, type AppTokenPathOptions } from "./app_path.ts";
import { FileTokenStorage, type FileTokenStorageOptions } from "./file_storage_deno.ts";
import {
  documentsOf,
  emptyTokenFile,
  parseTokenFile,
  printTokenFile,
  type TokenFile,
} from "./json_format.ts";
import { applyChange } from "./failures_deno.ts";
import { readPrivate, replacePrivate, temporaryPath } from "./private_files_deno.ts";
import { removeFile } from "./system_files_deno.ts";
import { type TokenDocuments, TokenTransaction, type UpdateOptions } from "./token_storage.ts";

/**
 * Keeps tokens in a JSON file, in the format of the Python SDK: a login made there serves here, and
 * the other way round.
 *
 * Only its owner can read and write the file: a file that is too open is closed; a link, a pipe or
 * a file of another user is refused. It is replaced in one step, so that a crash, a full disk or a
 * power cut leaves the old content or the new. Processes that share it take turns: see
 * {@link TokenStorage.update}.
 *
 * Needs permission to read and write the folder of the file.
 *
 * @example Usage
 * ```ts no-eval
 * import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";
 *
 * const storage = new JSONTokenStorage("/home/me/.my-tool/tokens.json");
 * const data = await storage.getTokenData("transfer.api.globus.org");
 * ```
 */
export class JSONTokenStorage extends FileTokenStorage {
  /** The file that an app of this name keeps its tokens in, the same as the Python SDK's. */
  static forGlobusApp(options: AppTokenPathOptions & FileTokenStorageOptions): JSONTokenStorage {
    return new JSONTokenStorage(`${appTokenPath(options)}.json`, { ownFolder: true, ...options });
  }

  async #readFile(): Promise<TokenFile> {
    const text = await this.checkFolder(false)
      ? await readPrivate(this.filepath, this.warn)
      : undefined;
    return text === undefined ? emptyTokenFile() : parseTokenFile(text, this.filepath);
  }

  /** The documents in the file. */
  protected override async read(): Promise<TokenDocuments> {
    try {
      return documentsOf(await this.#readFile(), this.namespace, this.filepath);
    } catch (error) {
      throw await this.failure(error, "read");
    }
  }

  /** Changes the file: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    const { filepath, namespace } = this;
    return this.locked(async () => {
      await removeFile(temporaryPath(filepath));
      const file = await this.#readFile();
      const tokens = new TokenTransaction(documentsOf(file, namespace, filepath));
      const result = await applyChange(change, tokens);
      if (tokens.changed) {
        // The Python SDK takes no turns: what it wrote meanwhile is kept.
        const latest = await this.#readFile();
        const merged = new TokenTransaction(documentsOf(latest, namespace, filepath));
        merged.apply(tokens.changes);
        await replacePrivate(filepath, printTokenFile(latest, namespace, merged));
      }
      return result;
    }, options);
  }

  /** The same file with another namespace. */
  override withNamespace(namespace: string): JSONTokenStorage {
    return new JSONTokenStorage(this.filepath, { ...this.options, namespace });
  }
}
