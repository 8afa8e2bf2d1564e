import type { TokenStorageData } from "./data.ts";
import { MissingTokenError } from "./errors.ts";
import {
  type TokenDocuments,
  TokenStorage,
  type TokenTransaction,
  type UpdateOptions,
} from "./token_storage.ts";
import {
  identityIdOf,
  type TokenDataByResourceServer,
  type TokenDataValidator,
  type TokenValidationContext,
} from "./validators.ts";

/**
 * A store with checks in front: tokens that fail a check are neither stored nor returned. A missing
 * token is an error, not `undefined`.
 *
 * @example Usage
 * ```ts
 * import {
 *   HasRefreshTokensValidator,
 *   MemoryTokenStorage,
 *   MissingTokenError,
 *   ValidatingTokenStorage,
 * } from "@globus-deno/sdk";
 * import { assertRejects } from "@std/assert";
 *
 * const store = new ValidatingTokenStorage(new MemoryTokenStorage(), [
 *   new HasRefreshTokensValidator(),
 * ]);
 * await assertRejects(() => store.getTokenData("transfer.api.globus.org"), MissingTokenError);
 * ```
 *
 * @category Token storage
 */
export class ValidatingTokenStorage extends TokenStorage {
  /** The store behind the checks. */
  readonly tokenStorage: TokenStorage;
  /** The checks, in the order in which they run. */
  readonly validators: readonly TokenDataValidator[];

  /** Takes a store and the checks. Reads and writes nothing. */
  constructor(tokenStorage: TokenStorage, validators: Iterable<TokenDataValidator> = []) {
    super(tokenStorage);
    this.tokenStorage = tokenStorage;
    this.validators = [...validators];
  }

  /** Id of the identity whose tokens are stored; null if it is not known. */
  get identityId(): Promise<string | null> {
    return this.tokenStorage.getTokenDataByResourceServer().then(identityIdOf);
  }

  /** Whether tokens outlive the program in the store behind the checks. */
  override get isLongLived(): boolean {
    return this.tokenStorage.isLongLived;
  }

  /** The stored documents of the namespace, unchecked. */
  protected override async read(): Promise<TokenDocuments> {
    const tokenData = await this.tokenStorage.getTokenDataByResourceServer();
    return new Map(Array.from(tokenData, ([server, data]) => [server, data.toDict()]));
  }

  /**
   * The tokens for a resource server.
   *
   * @throws {MissingTokenError} If there are none.
   * @throws {IdentityMismatchError} If the store holds tokens of several identities.
   * @throws {TokenValidationError} If they fail a check.
   */
  override async getTokenData(resourceServer: string): Promise<TokenStorageData> {
    const tokenData = await this.tokenStorage.getTokenDataByResourceServer();
    identityIdOf(tokenData);
    const data = tokenData.get(resourceServer);
    if (!data) {
      throw new MissingTokenError(
        `Cannot use a token for ${resourceServer}: none is stored; log in`,
        resourceServer,
      );
    }
    await this.#check("afterRetrieve", new Map([[resourceServer, data]]));
    return data;
  }

  /**
   * All tokens by resource server.
   *
   * @throws {IdentityMismatchError} If they belong to several identities.
   * @throws {TokenValidationError} If any of them fails a check.
   */
  override async getTokenDataByResourceServer(): Promise<Map<string, TokenStorageData>> {
    const tokenData = await this.tokenStorage.getTokenDataByResourceServer();
    await this.#check("afterRetrieve", tokenData);
    return tokenData;
  }

  /**
   * Changes the store: see {@link TokenStorage.update}. New tokens are checked before they are
   * written.
   *
   * @throws {TokenValidationError} If new tokens fail a check. Then nothing is written.
   */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return this.tokenStorage.update(async (tokens) => {
      const stored = tokens.getAll();
      const result = await change(tokens);
      const set = new Map(
        [...tokens.changes].filter((entry): entry is [string, TokenStorageData] =>
          entry[1] !== undefined
        ),
      );
      if (set.size > 0) await this.#check("beforeStore", set, stored);
      return result;
    }, options);
  }

  async #check(
    when: "beforeStore" | "afterRetrieve",
    tokenData: TokenDataByResourceServer,
    stored: TokenDataByResourceServer = tokenData,
  ): Promise<void> {
    const context: TokenValidationContext = {
      tokenDataIdentityId: identityIdOf(tokenData),
      // A getter: it throws if the stored tokens belong to several identities, and a login that
      // replaces all of them must not read it.
      get priorIdentityId() {
        return identityIdOf(stored);
      },
    };
    for (const validator of this.validators) await validator[when]?.(tokenData, context);
  }

  /** The same checks in front of another namespace of the store. */
  override withNamespace(namespace: string): ValidatingTokenStorage {
    return new ValidatingTokenStorage(
      this.tokenStorage.withNamespace(namespace),
      this.validators,
    );
  }

  /** Closes the store behind the checks. */
  override close(): Promise<void> {
    return this.tokenStorage.close();
  }
}
