import { applyChange } from "./failures_deno.ts";
import { FileDriver } from "./file_driver_deno.ts";
import {
  documentsOf,
  emptyTokenFile,
  parseTokenFile,
  printTokenFile,
  type TokenFile,
} from "./json_format.ts";
import { readPrivate, replacePrivate, temporaryPath } from "./private_files_deno.ts";
import { removeFile } from "./system_files_deno.ts";
import type { TokenDocuments, TokenTransaction, UpdateOptions } from "./token_storage.ts";

/** Does the work of `JSONTokenStorage`. */
export class JSONDriver extends FileDriver {
  async #readFile(): Promise<TokenFile> {
    const text = await this.checkFolder(false)
      ? await readPrivate(this.filepath, this.warn)
      : undefined;
    return text === undefined ? emptyTokenFile() : parseTokenFile(text, this.filepath, this.tools);
  }

  /** The stored documents of a namespace. */
  async read(namespace: string): Promise<TokenDocuments> {
    try {
      return documentsOf(await this.#readFile(), namespace, this.filepath, this.tools);
    } catch (error) {
      throw await this.failure(error, "read");
    }
  }

  /** Changes the file: see `TokenStorage.update`. */
  update<T>(
    namespace: string,
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    const { filepath, tools } = this;
    const { TokenTransaction } = tools;
    return this.locked(async () => {
      await removeFile(temporaryPath(filepath));
      const file = await this.#readFile();
      const tokens = new TokenTransaction(documentsOf(file, namespace, filepath, tools));
      const result = await applyChange(change, tokens);
      if (tokens.changed) {
        // The Python SDK ignores the lock: keep what it has written in the meantime.
        const latest = await this.#readFile();
        const merged = new TokenTransaction(documentsOf(latest, namespace, filepath, tools));
        merged.apply(tokens.changes);
        await replacePrivate(filepath, printTokenFile(latest, namespace, merged));
      }
      return result;
    }, options);
  }
}
