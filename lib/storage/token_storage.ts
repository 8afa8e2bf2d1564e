import { showAs } from "../core/inspection.ts";
import type { IDTokenDecoderOptions } from "../oauth/id_token.ts";
import { readStored, TokenStorageData } from "./data.ts";

/**
 * Stored documents by resource server, as they were written. They are checked when they are asked
 * for: a malformed one counts as missing.
 */
export type TokenDocuments = Map<string, unknown>;

/** What a store keeps of a grant. Every token response is one. */
export interface StorableTokens {
  /** Tokens by the resource server that takes them. */
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
  /** The answer as it came, with its ID token if there is one. */
  readonly data?: unknown;
  /** Whether the tokens come of a renewal. @default {false} */
  readonly isRenewal?: boolean;
  /** Checks the ID token that came along. */
  decodeIdToken?(params?: IDTokenDecoderOptions): Promise<{ readonly sub: string }>;
}

/** The tokens for one resource server in {@link StorableTokens}. */
type StorableToken = StorableTokens["byResourceServer"][string];

/** What a store is told beside the tokens. */
export interface StoreResponseOptions {
  /**
   * Id of the identity whose tokens they are; null for tokens of a client itself.
   * @default for a renewal the stored one; else as the ID token says that came along, once it is
   * checked
   */
  readonly identityId?: string | null;
}

/** How a change of a store waits for its turn. */
export interface UpdateOptions {
  /** Milliseconds to wait while others hold the store. @default {60_000} */
  readonly lockTimeoutMs?: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
}

/**
 * What a change of a store works on: the tokens as they are now. No other change starts until this
 * one has ended. Printing or serializing it shows no token.
 */
export class TokenTransaction {
  readonly #documents: TokenDocuments;
  readonly #changes: Map<string, TokenStorageData | undefined> = new Map();

  /** Starts from a copy of what is stored. */
  constructor(documents: TokenDocuments) {
    this.#documents = new Map(documents);
    const text = () => `TokenTransaction ${JSON.stringify(this)}`;
    showAs(this, text);
    showAs(this.#documents, text);
  }

  /** The documents after the changes so far, with their tokens: what a store writes back. */
  get documents(): TokenDocuments {
    return this.#documents;
  }

  /** Whether anything is to be written. */
  get changed(): boolean {
    return this.#changes.size > 0;
  }

  /** What was set so far, and undefined for what was deleted. */
  get changes(): ReadonlyMap<string, TokenStorageData | undefined> {
    return this.#changes;
  }

  /** The tokens for a resource server; undefined if none, or only malformed ones, are stored. */
  get(resourceServer: string): TokenStorageData | undefined {
    return readStored(this.#documents.get(resourceServer));
  }

  /** All tokens by resource server; malformed ones are left out. */
  getAll(): Map<string, TokenStorageData> {
    const all = new Map<string, TokenStorageData>();
    for (const [server, document] of this.#documents) {
      const data = readStored(document);
      if (data) all.set(server, data);
    }
    return all;
  }

  /** Puts tokens in the place of those for the resource server. */
  set(resourceServer: string, data: TokenStorageData): void {
    this.#documents.set(resourceServer, data.toDict());
    this.#changes.set(resourceServer, data);
  }

  /**
   * Puts renewed tokens in the place of those stored, as {@link TokenStorage.storeTokenResponse}
   * does outside of a change. The access token, its scope and its expiry are the new ones. A
   * refresh token stays until the service gives another (RFC 6749 section 6), and the identity
   * stays, because renewals do not name it.
   *
   * @example Renewing while no other process does
   * ```ts
   * import { type NativeAppAuthClient, type TokenStorage } from "@globus-deno/sdk";
   *
   * async function renew(storage: TokenStorage, client: NativeAppAuthClient, server: string) {
   *   await storage.update(async (tokens) => {
   *     const refreshToken = tokens.get(server)?.refresh_token;
   *     if (!refreshToken) throw new Error(`Log in: there is nothing to renew for ${server}`);
   *     tokens.storeRenewal(await client.oauth2RefreshToken(refreshToken));
   *   });
   * }
   * ```
   *
   * @param response What {@link NativeAppAuthClient.oauth2RefreshToken} resolved to.
   * @param options `identityId` replaces the stored identity.
   */
  storeRenewal(response: StorableTokens, { identityId }: StoreResponseOptions = {}): void {
    const all = this.getAll();
    for (const [server, token] of Object.entries(response.byResourceServer)) {
      const owner = identityId === undefined ? ownerOf(all, server) : identityId;
      this.set(server, dataOf(token, owner, all.get(server)));
    }
  }

  /** Removes the tokens for a resource server; true if there were any. */
  delete(resourceServer: string): boolean {
    const document = this.#documents.get(resourceServer);
    this.#documents.delete(resourceServer);
    this.#changes.set(resourceServer, undefined);
    return document !== undefined && document !== null;
  }

  /** Makes changes that were made elsewhere: see {@link TokenTransaction.changes}. */
  apply(changes: ReadonlyMap<string, TokenStorageData | undefined>): void {
    for (const [server, data] of changes) {
      if (data) this.set(server, data);
      else this.delete(server);
    }
  }

  /** The tokens, the secret fields redacted. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(this.getAll());
  }
}

/**
 * Where tokens are kept, by resource server and namespace. A kind of its own has three methods:
 * one that reads, one that changes, and one that gives the same store with another namespace.
 *
 * Everything that changes the store goes through {@link TokenStorage.update}: two changes never
 * see the same state, even in two processes where the kind of store allows that.
 *
 * @example A store of one's own
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
 */
export abstract class TokenStorage {
  /** Keeps the tokens of several users or profiles apart within one store. */
  readonly namespace: string;

  /**
   * Takes the namespace.
   *
   * @param options.namespace Which part of the store it is. @default {"DEFAULT"}
   */
  constructor(options: { namespace?: string } = {}) {
    this.namespace = options.namespace ?? "DEFAULT";
  }

  /** Whether tokens outlive the program, so that it pays to ask for refresh tokens. */
  get isLongLived(): boolean {
    return true;
  }

  /** The documents of the namespace, in a map that belongs to the caller. */
  protected abstract read(): Promise<TokenDocuments>;

  /**
   * Changes the store. From the call of `change` until its changes are written, no other change
   * starts, in any process: read, decide and write in it. If it throws, nothing is written. It must
   * not call methods of the store itself, which would wait for it to end.
   *
   * @returns What `change` returned.
   * @throws {TokenStorageError} If others hold the store for too long, or it cannot be read or
   * written.
   */
  abstract update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T>;

  /** The same store with another namespace. */
  abstract withNamespace(namespace: string): TokenStorage;

  /**
   * The tokens for a resource server; undefined if none, or only malformed ones, are stored.
   *
   * @throws {TokenStorageError} If the store cannot be read.
   */
  async getTokenData(resourceServer: string): Promise<TokenStorageData | undefined> {
    return new TokenTransaction(await this.read()).get(resourceServer);
  }

  /**
   * All tokens by resource server; malformed ones are left out.
   *
   * @throws {TokenStorageError} If the store cannot be read.
   */
  async getTokenDataByResourceServer(): Promise<Map<string, TokenStorageData>> {
    return new TokenTransaction(await this.read()).getAll();
  }

  /**
   * Stores tokens; those of other resource servers stay.
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
   * Stores all tokens of a grant, or none. Of a renewal the stored identity stays, whatever ID token
   * comes along, and so does the stored refresh token if no other came.
   *
   * @throws {InvalidIDTokenError} If an ID token came along that cannot be trusted.
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
   * Removes the tokens for a resource server. They are not revoked.
   *
   * @returns Whether there were any.
   * @throws {TokenStorageError} If they cannot be removed.
   */
  removeTokenData(resourceServer: string, options?: UpdateOptions): Promise<boolean> {
    return this.update((tokens) => tokens.delete(resourceServer), options);
  }

  /** Lets go of what the store holds open. It can be used again afterwards. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The same as {@link TokenStorage.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Whose tokens these are, if anything says so. */
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

/** What is stored of a grant, by resource server. */
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
 * What is stored of a token.
 *
 * @param renewed The stored tokens that it renews: what the response does not name stays.
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
    // Some programs keep an empty text in the place of none.
    refresh_token: token.refresh_token || (renewed?.refresh_token ?? null),
    expires_at_seconds: token.expires_at_seconds,
    token_type: token.token_type,
    client_id: renewed?.client_id,
  });
}

/** Whose the stored tokens for a resource server are: if they do not say, then all others' owner. */
function ownerOf(all: ReadonlyMap<string, TokenStorageData>, server: string): string | null {
  const own = all.get(server)?.identity_id;
  if (own) return own;
  const ids = new Set(Array.from(all.values(), ({ identity_id }) => identity_id));
  return ids.size === 1 ? [...ids][0] : null;
}
