import {
  type TokenDocuments,
  TokenStorage,
  TokenTransaction,
  type UpdateOptions,
} from "./token_storage.ts";
import { Turns } from "./turns.ts";

/** What storages with different namespaces share. */
interface Shared {
  namespaces: Map<string, TokenDocuments>;
  turns: Turns;
}

/**
 * Keeps tokens in memory until the program ends.
 *
 * @example Two apps that share their tokens
 * ```ts
 * import { MemoryTokenStorage, UserApp } from "@globus-deno/sdk";
 *
 * const clientId = "61338d24-54d5-408f-a10d-66c06b59f6d2";
 * const config = { tokenStorage: new MemoryTokenStorage() };
 * const [search, move] = ["search", "move"].map((name) => new UserApp(name, { clientId, config }));
 * console.log(await search.loginRequired() === await move.loginRequired()); // true
 * ```
 *
 * @category Token storage
 */
export class MemoryTokenStorage extends TokenStorage {
  #shared: Shared = { namespaces: new Map(), turns: new Turns() };

  /** The storage of an app: a new, empty one. */
  static forGlobusApp(
    context: { readonly namespace?: string | undefined } = {},
  ): MemoryTokenStorage {
    return new MemoryTokenStorage({ namespace: context.namespace });
  }

  /** False: the tokens are lost when the program ends. */
  override get isLongLived(): boolean {
    return false;
  }

  /** A copy of the stored documents of the namespace. */
  protected override read(): Promise<TokenDocuments> {
    return Promise.resolve(new Map(this.#shared.namespaces.get(this.namespace)));
  }

  /** Changes the stored tokens: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    const { namespaces, turns } = this.#shared;
    return turns.take(this.namespace, "the tokens in memory", async () => {
      const tokens = new TokenTransaction(await this.read());
      const result = await change(tokens);
      if (tokens.changed) namespaces.set(this.namespace, tokens.documents);
      return result;
    }, options);
  }

  /** A storage that shares this memory, with another namespace. */
  override withNamespace(namespace: string): MemoryTokenStorage {
    const other = new MemoryTokenStorage({ namespace });
    other.#shared = this.#shared;
    return other;
  }
}
