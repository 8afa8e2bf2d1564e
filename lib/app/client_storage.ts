import { GlobusError, GlobusSDKUsageError } from "../core/errors.ts";
import { isError } from "../core/guards.ts";
import { loadPart } from "../core/load_part.ts";
import { Reentry, SharedResult } from "../core/reentry.ts";
import { TokenStorageData } from "../storage/data.ts";
import { TokenStorageError } from "../storage/errors.ts";
import {
  type TokenDocuments,
  TokenStorage,
  type TokenTransaction,
  type UpdateOptions,
} from "../storage/token_storage.ts";
import type { ClientView, ClientViewOptions } from "./client_view.ts";

/** Options of a {@link ClientTokenStorage}. */
interface ClientTokenStorageOptions extends ClientViewOptions {
  /** Whether tokens outlive the program. */
  readonly isLongLived: boolean;
}

/**
 * A store as an app sees it: only with the tokens of its own client.
 *
 * If the namespace contains tokens of another client, they stay unchanged, and the app uses a namespace
 * that is named for its client. Errors of the store become {@link TokenStorageError}s.
 *
 * The code for this loads with the first use: {@link ClientView}.
 */
export class ClientTokenStorage extends TokenStorage {
  readonly #options: ClientTokenStorageOptions;
  #made: ClientView | undefined;

  /** Takes the options. Makes, reads and writes nothing. */
  constructor(options: ClientTokenStorageOptions) {
    super(options);
    this.#options = options;
  }

  /** Whether tokens outlive the program, as the options say. */
  override get isLongLived(): boolean {
    return this.#options.isLongLived;
  }

  async #view(): Promise<ClientView> {
    if (this.#made) return this.#made;
    const { ClientView } = await loadPart("use the token storage", import("./client_view.ts"));
    return this.#made ??= new ClientView(this.#options, {
      GlobusError,
      GlobusSDKUsageError,
      Reentry,
      SharedResult,
      TokenStorageData,
      TokenStorageError,
      isError,
    });
  }

  /** The stored documents of the app's tokens. */
  protected override async read(): Promise<TokenDocuments> {
    const tokens = await this.getTokenDataByResourceServer();
    return new Map(Array.from(tokens, ([server, data]) => [server, data.toDict()]));
  }

  /** The app's tokens for a resource server. */
  override async getTokenData(resourceServer: string): Promise<TokenStorageData | undefined> {
    return (await this.getTokenDataByResourceServer()).get(resourceServer);
  }

  /** All tokens of the app's client. */
  override async getTokenDataByResourceServer(): Promise<Map<string, TokenStorageData>> {
    return await (await this.#view()).getAll();
  }

  /**
   * Changes the app's tokens: see {@link TokenStorage.update}.
   *
   * @throws {GlobusSDKUsageError} If a change under way makes the call: it would wait for itself.
   */
  override async update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return await (await this.#view()).update(change, options);
  }

  /** The same view of the store, with another namespace. */
  override withNamespace(namespace: string): ClientTokenStorage {
    return new ClientTokenStorage({
      ...this.#options,
      namespace,
      make: async () => (await (await this.#view()).store()).withNamespace(namespace),
    });
  }

  /** Closes the store, if it was made. */
  override async close(): Promise<void> {
    await this.#made?.close();
  }
}
