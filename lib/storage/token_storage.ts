import { showAs } from "../core/inspection.ts";
import type { IDTokenDecoderOptions } from "../oauth/id_token.ts";
import { readStored, TokenStorageData } from "./data.ts";

/**
 * Stored documents by resource server, unchecked. They are checked when tokens are read from them: a
 * malformed one counts as missing.
 */
export type TokenDocuments = Map<string, unknown>;

/** The parts of a token response that a store keeps. Every token response of the SDK has them. */
export interface StorableTokens {
  /** Tokens by the resource server that accepts them. */
  readonly byResourceServer: Readonly<
    Record<string, {
      readonly resource_server: string;
      readonly scope: string;
      readonly access_token: string;
      readonly refresh_token: string | null;
      readonly expires_at_seconds: number;
      readonly token_type: string | null;
    }>
  >;
  /** The document of the response, with its ID token if it has one. */
  readonly data?: unknown;
  /** Whether a renewal gave the tokens. @default {false} */
  readonly isRenewal?: boolean;
  /** Checks the ID token of the response, and resolves to its claims. */
  decodeIdToken?(params?: IDTokenDecoderOptions): Promise<{ readonly sub: string }>;
}

/** The tokens for one resource server in {@link StorableTokens}. */
type StorableToken = StorableTokens["byResourceServer"][string];

/** What {@link TokenStorage.storeTokenResponse} is told beside the tokens. */
export interface StoreResponseOptions {
  /**
   * Id of the identity that the tokens belong to; null for tokens of a client itself.
   * @default for a renewal the stored id, otherwise that of the checked ID token of the response
   */
  readonly identityId?: string | null | undefined;
}

/** How a change of a store waits until other changes have ended. */
export interface UpdateOptions {
  /** Milliseconds to wait while other changes hold the store. @default {60_000} */
  readonly lockTimeoutMs?: number | undefined;
  /** Ends the wait; a change that has begun goes on. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The tokens that a change of a store reads and writes. No other change begins before this one has
 * ended. Printing or serializing it shows no token.
 *
 * @example In a storage of your own
 * ```ts
 * import { TokenTransaction } from "@globus-deno/sdk";
 *
 * const rows = new Map<string, unknown>(); // what a storage of yours has read
 *
 * const tokens = new TokenTransaction(rows);
 * tokens.delete("transfer.api.globus.org");
 * console.log(tokens.changed, tokens.documents.size); // true 0: write them
 * ```
 *
 * @category Token storage
 */
export class TokenTransaction {
  readonly #documents: TokenDocuments;
  readonly #changes: Map<string, TokenStorageData | undefined> = new Map();

  /** Starts from a copy of the stored documents. */
  constructor(documents: TokenDocuments) {
    this.#documents = new Map(documents);
    const text = () => `TokenTransaction ${JSON.stringify(this)}`;
    showAs(this, text);
    showAs(this.#documents, text);
  }

  /** The documents after the changes so far, with their tokens, for the store to write. */
  get documents(): TokenDocuments {
    return this.#documents;
  }

  /** Whether there are changes to write. */
  get changed(): boolean {
    return this.#changes.size > 0;
  }

  /** The changes so far by resource server: the new tokens, or undefined where they were deleted. */
  get changes(): ReadonlyMap<string, TokenStorageData | undefined> {
    return this.#changes;
  }

  /** The tokens for a resource server; undefined if they are missing or malformed. */
  get(resourceServer: string): TokenStorageData | undefined {
    return readStored(this.#documents.get(resourceServer));
  }

  /** All tokens by resource server, without malformed ones. */
  getAll(): Map<string, TokenStorageData> {
    const all = new Map<string, TokenStorageData>();
    for (const [server, document] of this.#documents) {
      const data = readStored(document);
      if (data) all.set(server, data);
    }
    return all;
  }

  /** Replaces the tokens for a resource server. */
  set(resourceServer: string, data: TokenStorageData): void {
    this.#documents.set(resourceServer, data.toDict());
    this.#changes.set(resourceServer, data);
  }

  /**
   * Replaces stored tokens by renewed ones, as {@link TokenStorage.storeTokenResponse} does outside of
   * a change. The access token, its scope and its expiry are replaced. The refresh token stays until
   * the service issues another one (RFC 6749 section 6). The identity stays, because renewals do not
   * name it.
   *
   * @example Renewing while no other process can
   * ```ts
   * import { type NativeAppAuthClient, type TokenStorage } from "@globus-deno/sdk";
   *
   * async function renew(storage: TokenStorage, client: NativeAppAuthClient, server: string) {
   *   await storage.update(async (tokens) => {
   *     const refreshToken = tokens.get(server)?.refresh_token;
   *     if (!refreshToken) throw new Error(`Cannot renew: no refresh token for ${server}`);
   *     tokens.storeRenewal(await client.oauth2RefreshToken(refreshToken));
   *   });
   * }
   * ```
   *
   * @param response The result of {@link NativeAppAuthClient.oauth2RefreshToken}.
   * @param options `identityId` replaces the stored identity.
   */
  storeRenewal(response: StorableTokens, { identityId }: StoreResponseOptions = {}): void {
    const all = this.getAll();
    for (const [server, token] of Object.entries(response.byResourceServer)) {
      const owner = identityId === undefined ? ownerOf(all, server) : identityId;
      this.set(server, dataOf(token, owner, all.get(server)));
    }
  }

  /** Removes the tokens for a resource server. Returns whether there were any. */
  delete(resourceServer: string): boolean {
    const document = this.#documents.get(resourceServer);
    this.#documents.delete(resourceServer);
    this.#changes.set(resourceServer, undefined);
    return document !== undefined && document !== null;
  }

  /** Repeats the changes of another transaction: see {@link TokenTransaction.changes}. */
  apply(changes: ReadonlyMap<string, TokenStorageData | undefined>): void {
    for (const [server, data] of changes) {
      if (data) this.set(server, data);
      else this.delete(server);
    }
  }

  /** The tokens, with `[redacted]` in place of their secret fields. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(this.getAll());
  }
}

/**
 * Keeps tokens by namespace and resource server. A store of your own needs three methods: one reads,
 * one changes, and one returns the same store with another namespace.
 *
 * All changes go through {@link TokenStorage.update}, one after the other: two changes never start
 * from the same state, not even in two processes if the kind of store can be shared.
 *
 * @example A store of your own
 * ```ts
 * import { TokenStorage, TokenTransaction } from "@globus-deno/sdk";
 *
 * const rows = new Map<string, Map<string, unknown>>();
 *
 * class RowStorage extends TokenStorage {
 *   protected read() {
 *     return Promise.resolve(new Map(rows.get(this.namespace)));
 *   }
 *   async update<T>(change: (tokens: TokenTransaction) => T | Promise<T>) {
 *     const tokens = new TokenTransaction(await this.read());
 *     const result = await change(tokens);
 *     if (tokens.changed) rows.set(this.namespace, tokens.documents);
 *     return result;
 *   }
 *   withNamespace(namespace: string) {
 *     return new RowStorage({ namespace });
 *   }
 * }
 * console.log(await new RowStorage().getTokenData("transfer.api.globus.org")); // undefined
 * ```
 *
 * @category Token storage
 */
export abstract class TokenStorage {
  /** The part of the store to use: it separates users or profiles. */
  readonly namespace: string;

  /**
   * Takes the namespace. Reads and writes nothing.
   *
   * @param options.namespace The part of the store to use. @default {"DEFAULT"}
   */
  constructor(options: { namespace?: string | undefined } = {}) {
    this.namespace = options.namespace ?? "DEFAULT";
  }

  /** Whether tokens outlive the program, so that apps request refresh tokens by default. */
  get isLongLived(): boolean {
    return true;
  }

  /** The stored documents of the namespace, in a map that the caller may change. */
  protected abstract read(): Promise<TokenDocuments>;

  /**
   * Changes the store. No other change begins, in any process, from the call of `change` until its
   * changes are written: read, decide and write in it. If it throws, nothing is written. It must not
   * call methods of the store itself: they would wait for it to end.
   *
   * @returns The result of `change`.
   * @throws {TokenStorageError} If other changes hold the store for too long, or it cannot be read or
   * written.
   */
  abstract update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T>;

  /** A storage in the same store, with another namespace. */
  abstract withNamespace(namespace: string): TokenStorage;

  /**
   * The tokens for a resource server; undefined if they are missing or malformed.
   *
   * @throws {TokenStorageError} If the store cannot be read.
   */
  async getTokenData(resourceServer: string): Promise<TokenStorageData | undefined> {
    return new TokenTransaction(await this.read()).get(resourceServer);
  }

  /**
   * All tokens by resource server, without malformed ones.
   *
   * @throws {TokenStorageError} If the store cannot be read.
   */
  async getTokenDataByResourceServer(): Promise<Map<string, TokenStorageData>> {
    return new TokenTransaction(await this.read()).getAll();
  }

  /**
   * Stores tokens. Those of other resource servers stay.
   *
   * @throws {TokenStorageError} If they cannot be stored.
   */
  storeTokenDataByResourceServer(
    tokenData: Iterable<readonly [resourceServer: string, data: TokenStorageData]>,
    options?: UpdateOptions,
  ): Promise<void> {
    const entries = [...tokenData];
    return this.update((tokens) => {
      for (const [server, data] of entries) tokens.set(server, data);
    }, options);
  }

  /**
   * Stores all tokens of a response, or none. For a renewal, the stored identity stays, even if the
   * response has an ID token, and the stored refresh token stays if the response has none.
   *
   * @throws {InvalidIDTokenError} If a check of the response's ID token fails.
   * @throws {TokenStorageError} If they cannot be stored.
   */
  async storeTokenResponse(
    response: StorableTokens,
    options: StoreResponseOptions & UpdateOptions = {},
  ): Promise<void> {
    if (!response.isRenewal) {
      const identityId = await identityOf(response, options);
      return await this.storeTokenDataByResourceServer(tokenDataOf(response, identityId), options);
    }
    const stored = new TokenTransaction(await this.read()).getAll();
    const isOwned = Object.keys(response.byResourceServer)
      .some((server) => ownerOf(stored, server) !== null);
    const identityId = isOwned ? options.identityId : await identityOf(response, options);
    await this.update((tokens) => tokens.storeRenewal(response, { identityId }), options);
  }

  /**
   * Removes the tokens for a resource server. It does not revoke them.
   *
   * @returns Whether there were any.
   * @throws {TokenStorageError} If they cannot be removed.
   */
  removeTokenData(resourceServer: string, options?: UpdateOptions): Promise<boolean> {
    return this.update((tokens) => tokens.delete(resourceServer), options);
  }

  /** Closes what the store holds open. The store can be used again afterwards. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The same as {@link TokenStorage.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Id of the identity that the tokens of a response belong to; null if it is not known. */
export async function identityOf(
  response: StorableTokens,
  options: StoreResponseOptions,
  decoder?: IDTokenDecoderOptions,
): Promise<string | null> {
  if (options.identityId !== undefined) return options.identityId;
  const { data } = response;
  const hasIdToken = typeof data === "object" && data !== null && "id_token" in data &&
    typeof data.id_token === "string" && data.id_token !== "";
  return hasIdToken && response.decodeIdToken ? (await response.decodeIdToken(decoder)).sub : null;
}

/** The tokens of a response to store, by resource server. */
export function tokenDataOf(
  response: StorableTokens,
  identityId: string | null = null,
): Map<string, TokenStorageData> {
  return new Map(
    Object.entries(response.byResourceServer).map(([server, token]) => [
      server,
      dataOf(token, identityId),
    ]),
  );
}

/**
 * A token of a response to store.
 *
 * @param renewed The stored tokens that it renews: fields that the response lacks are kept.
 */
export function dataOf(
  token: StorableToken,
  identityId: string | null,
  renewed?: TokenStorageData,
): TokenStorageData {
  return new TokenStorageData({
    resource_server: token.resource_server,
    identity_id: identityId,
    scope: token.scope,
    access_token: token.access_token,
    // Some programs store an empty text if there is no refresh token.
    refresh_token: token.refresh_token || (renewed?.refresh_token ?? null),
    expires_at_seconds: token.expires_at_seconds,
    token_type: token.token_type,
    client_id: renewed?.client_id,
  });
}

/** The identity of the stored tokens for a server; if they name none, the one that all others name. */
function ownerOf(all: ReadonlyMap<string, TokenStorageData>, server: string): string | null {
  const own = all.get(server)?.identity_id;
  if (own) return own;
  const ids = new Set(Array.from(all.values(), ({ identity_id }) => identity_id));
  return ids.size === 1 ? [...ids][0] : null;
}
