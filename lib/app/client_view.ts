import type { GlobusError, GlobusSDKUsageError } from "../core/errors.ts";
import type { isError } from "../core/guards.ts";
import type { Reentry, SharedResult } from "../core/reentry.ts";
import type { TokenStorageData } from "../storage/data.ts";
import type { TokenStorageError } from "../storage/errors.ts";
import type { TokenStorage, TokenTransaction, UpdateOptions } from "../storage/token_storage.ts";

/** The client whose tokens an app uses. */
export interface TokenOwner {
  /** Id of the app's client. */
  readonly clientId: string;
  /** Whether the tokens are the client's own; otherwise they belong to people who log in. */
  readonly isClient: boolean;
}

/** What a {@link ClientView} shows. */
export interface ClientViewOptions {
  /** The part of the store to use. */
  readonly namespace: string;
  /** The client whose tokens are visible. */
  readonly owner: TokenOwner;
  /** Makes the store at its first use: it can need code that loads later, or permissions. */
  readonly make: () => TokenStorage | Promise<TokenStorage>;
}

/** What a {@link ClientView} needs of the rest of the SDK. It is passed in: this file loads later. */
interface ClientViewTools {
  readonly GlobusError: typeof GlobusError;
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly Reentry: typeof Reentry;
  readonly SharedResult: typeof SharedResult;
  readonly TokenStorageData: typeof TokenStorageData;
  readonly TokenStorageError: typeof TokenStorageError;
  readonly isError: typeof isError;
}

type Tokens = Map<string, TokenStorageData>;

/** Thrown to begin a change again, because another client has stored tokens in the namespace. */
class OccupiedError extends Error {}

/** A store with the tokens of one client alone: does the work of {@link ClientTokenStorage}. */
export class ClientView {
  readonly #options: ClientViewOptions;
  readonly #tools: ClientViewTools;
  #made: TokenStorage | undefined;
  #making: SharedResult<TokenStorage> | undefined;
  readonly #changes = new Set<Reentry>();

  /** Takes the options. Makes, reads and writes nothing. */
  constructor(options: ClientViewOptions, tools: ClientViewTools) {
    this.#options = options;
    this.#tools = tools;
  }

  /** The store, which the first call makes. */
  store(): Promise<TokenStorage> {
    if (this.#made) return Promise.resolve(this.#made);
    if (this.#making) return this.#making.wait();
    this.#making = new this.#tools.SharedResult(
      "Cannot use the token storage: the code that makes it makes this call itself",
    );
    const { make } = this.#options;
    return this.#making.start(
      async () => this.#made = await make(),
      () => this.#making = undefined,
    );
  }

  /** The store that contains the app's tokens, or will contain them. */
  async #find(): Promise<{ storage: TokenStorage; tokens: Tokens; isShared: boolean }> {
    const shared = await this.store();
    const tokens = await shared.getTokenDataByResourceServer();
    const isFree = !this.#isOccupied(tokens);
    if (isFree && tokens.size > 0) return { storage: shared, tokens, isShared: true };
    const { namespace, owner: { clientId, isClient } } = this.#options;
    const storage = shared.withNamespace(
      `${namespace} ${isClient ? "client" : "user"} ${clientId}`,
    );
    const own = await storage.getTokenDataByResourceServer();
    // If the other client's tokens are removed, the app's own stay where they are stored.
    return isFree && own.size === 0
      ? { storage: shared, tokens, isShared: true }
      : { storage, tokens: own, isShared: false };
  }

  /** Whether some of the tokens belong to another client. */
  #isOccupied(tokens: Tokens): boolean {
    return [...tokens.values()].some((data) => !this.#isOwn(data));
  }

  #isOwn({ client_id, identity_id }: TokenStorageData): boolean {
    const { clientId, isClient } = this.#options.owner;
    const isClients = identity_id === null || identity_id === clientId;
    // Other SDKs do not store the client. Tokens of a person are never a client's own.
    if (client_id === null) return !isClient || isClients;
    return client_id === clientId && isClient === isClients;
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#storageError(error);
    }
  }

  /** All tokens of the client. */
  getAll(): Promise<Tokens> {
    return this.#try(async () => (await this.#find()).tokens);
  }

  /** Changes the client's tokens: see {@link TokenStorage.update}. */
  async update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    const { GlobusSDKUsageError, Reentry } = this.#tools;
    if ([...this.#changes].some((reentry) => reentry.isInside)) {
      throw new GlobusSDKUsageError(
        "Cannot change the token storage: the change under way makes this call itself, and would wait" +
          " for itself",
      );
    }
    const reentry = new Reentry();
    this.#changes.add(reentry);
    try {
      return await reentry.run(() => this.#update(change, options));
    } finally {
      this.#changes.delete(reentry);
    }
  }

  async #update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    for (;;) {
      const { storage, isShared } = await this.#try(() => this.#find());
      let failure: { readonly error: unknown } | undefined;
      try {
        return await storage.update(async (tokens) => {
          failure = undefined;
          try {
            if (isShared && this.#isOccupied(tokens.getAll())) throw new OccupiedError();
            const result = await change(tokens);
            this.#sign(tokens);
            return result;
          } catch (error) {
            failure = { error };
            throw error;
          }
        }, options);
      } catch (error) {
        if (failure?.error instanceof OccupiedError) continue;
        // An error of `change`, or the caller's own abort, is not an error of the store.
        if (failure) throw failure.error;
        throw options?.signal?.aborted ? error : this.#storageError(error);
      }
    }
  }

  /** Adds the id of the client to new tokens. */
  #sign(tokens: TokenTransaction): void {
    const { GlobusSDKUsageError, TokenStorageData } = this.#tools;
    const { clientId, isClient } = this.#options.owner;
    for (const [server, data] of tokens.changes) {
      // A person's tokens without an identity would look like the client's own.
      if (!data || !isClient && data.identity_id === null) continue;
      if (data.client_id !== null && data.client_id !== clientId) {
        throw new GlobusSDKUsageError(
          `Cannot store the tokens for ${server}: they were issued to another client`,
        );
      }
      tokens.set(server, new TokenStorageData({ ...data.toDict(), client_id: clientId }));
    }
  }

  /** Turns the error of any store into a typed error, whose message does not quote it. */
  #storageError(error: unknown): unknown {
    const { GlobusError, TokenStorageError, isError } = this.#tools;
    if (error instanceof GlobusError) return error;
    const { name, message } = isError(error) ? error : new Error();
    const said = PERMISSION_NAMES.includes(name) ? `${name}: ${message}` : name;
    return new TokenStorageError(
      `Cannot use the token storage: it failed with ${said}`,
      "unavailable",
      { cause: error },
    );
  }

  /** Closes the store, if it was made. */
  async close(): Promise<void> {
    await this.#made?.close();
  }
}

/** Errors whose message says which permission is missing. They quote a path, but no data. */
const PERMISSION_NAMES = ["NotCapable", "PermissionDenied"];
