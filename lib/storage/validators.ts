import { type Clock, systemClock } from "../core/clock.ts";
import type { ConsentForest } from "../scopes/consents.ts";
import { type Scope, scopeList, ScopeParser, type Scopes } from "../scopes/scope.ts";
import type { TokenStorageData } from "./data.ts";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  MissingIdentityError,
  MissingTokenError,
  UnmetScopeRequirementsError,
} from "./errors.ts";

/** Stored tokens by the name of their resource server. */
export type TokenDataByResourceServer = ReadonlyMap<string, TokenStorageData>;

/** What a {@link TokenDataValidator} is told beside the tokens. */
export interface TokenValidationContext {
  /** Id of the identity whose tokens are stored already; null if it is not known. */
  readonly priorIdentityId: string | null;
  /** Id of the identity that the tokens to check belong to; null if it is not known. */
  readonly tokenDataIdentityId: string | null;
}

/** Checks tokens that are stored or read. Its methods throw if the tokens must not be used. */
export interface TokenDataValidator {
  /** Checks tokens before they are stored. */
  beforeStore?(
    tokenData: TokenDataByResourceServer,
    context: TokenValidationContext,
  ): void | Promise<void>;
  /** Checks tokens after they were read. */
  afterRetrieve?(
    tokenData: TokenDataByResourceServer,
    context: TokenValidationContext,
  ): void | Promise<void>;
}

/**
 * Id of the identity that tokens belong to; null if they name none.
 *
 * @throws {IdentityMismatchError} If they belong to several identities.
 */
export function identityIdOf(tokenData: TokenDataByResourceServer): string | null {
  let found: string | null = null;
  for (const { identity_id: id } of tokenData.values()) {
    if (id === null) continue;
    if (found !== null && found !== id) {
      throw new IdentityMismatchError(
        "Cannot use these tokens: they belong to several identities; log all of them out first" +
          " (in an app with logout({ sweep: true }))",
        found,
        id,
      );
    }
    found = id;
  }
  return found;
}

/**
 * Refuses to return access tokens that have expired.
 *
 * @example An expired token
 * ```ts
 * import {
 *   ExpiredTokenError,
 *   MemoryTokenStorage,
 *   NotExpiredValidator,
 *   TokenStorageData,
 *   ValidatingTokenStorage,
 * } from "@globus-deno/sdk";
 * import { assertRejects } from "@std/assert";
 *
 * const token = new TokenStorageData({
 *   resource_server: "transfer.api.globus.org",
 *   identity_id: "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8",
 *   scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *   access_token: crypto.randomUUID(),
 *   refresh_token: null,
 *   expires_at_seconds: 1_700_000_000,
 *   token_type: "Bearer",
 * });
 * const store = new ValidatingTokenStorage(new MemoryTokenStorage(), [new NotExpiredValidator()]);
 * await store.storeTokenDataByResourceServer([[token.resource_server, token]]);
 * await assertRejects(() => store.getTokenData("transfer.api.globus.org"), ExpiredTokenError);
 * ```
 *
 * @category Token storage
 */
export class NotExpiredValidator implements TokenDataValidator {
  readonly #clock: Clock;

  /**
   * Takes the clock to compare with.
   *
   * @param options.clock The current time. @default the clock of this machine
   */
  constructor(options: { clock?: Clock | undefined } = {}) {
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Compares the expiry of each token with the clock.
   *
   * @throws {ExpiredTokenError} If one has expired.
   */
  afterRetrieve(tokenData: TokenDataByResourceServer): void {
    for (const [server, { expires_at_seconds: end }] of tokenData) {
      if (end < this.#clock.now() / 1000) {
        throw new ExpiredTokenError(
          `Cannot use the token for ${server}: it expired at ${isoDate(end)}`,
          end,
        );
      }
    }
  }
}

/** A time as ISO text; the number of seconds if it is outside of the range of dates. */
function isoDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}

/**
 * Refuses to return tokens without a refresh token.
 *
 * @example A token that cannot be renewed
 * ```ts
 * import {
 *   HasRefreshTokensValidator,
 *   MemoryTokenStorage,
 *   MissingTokenError,
 *   TokenStorageData,
 *   ValidatingTokenStorage,
 * } from "@globus-deno/sdk";
 * import { assertRejects } from "@std/assert";
 *
 * const token = new TokenStorageData({
 *   resource_server: "transfer.api.globus.org",
 *   identity_id: "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8",
 *   scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *   access_token: crypto.randomUUID(),
 *   refresh_token: null,
 *   expires_at_seconds: Math.floor(Date.now() / 1000) + 172_800,
 *   token_type: "Bearer",
 * });
 * const store = new ValidatingTokenStorage(new MemoryTokenStorage(), [new HasRefreshTokensValidator()]);
 * await store.storeTokenDataByResourceServer([[token.resource_server, token]]);
 * await assertRejects(() => store.getTokenData("transfer.api.globus.org"), MissingTokenError);
 * ```
 *
 * @category Token storage
 */
export class HasRefreshTokensValidator implements TokenDataValidator {
  /**
   * Checks that each token has a refresh token.
   *
   * @throws {MissingTokenError} If a refresh token is missing.
   */
  afterRetrieve(tokenData: TokenDataByResourceServer): void {
    for (const [server, data] of tokenData) {
      if (data.refresh_token === null) {
        throw new MissingTokenError(
          `Cannot use the tokens for ${server}: a refresh token is required, and none is stored`,
          server,
        );
      }
    }
  }
}

/**
 * Refuses to store tokens that name no identity, or another one than the stored tokens.
 *
 * @example Tokens of another person
 * ```ts
 * import {
 *   IdentityMismatchError,
 *   MemoryTokenStorage,
 *   TokenStorageData,
 *   UnchangingIdentityIDValidator,
 *   ValidatingTokenStorage,
 * } from "@globus-deno/sdk";
 * import { assertRejects } from "@std/assert";
 *
 * const token = new TokenStorageData({
 *   resource_server: "transfer.api.globus.org",
 *   identity_id: "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8",
 *   scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *   access_token: crypto.randomUUID(),
 *   refresh_token: null,
 *   expires_at_seconds: Math.floor(Date.now() / 1000) + 172_800,
 *   token_type: "Bearer",
 * });
 * const store = new ValidatingTokenStorage(new MemoryTokenStorage(), [new UnchangingIdentityIDValidator()]);
 * await store.storeTokenDataByResourceServer([[token.resource_server, token]]);
 * const other = { ...token.toDict(), identity_id: "c0f10001-d526-4a3e-9f81-38be6470a2c9" };
 * await assertRejects(
 *   () => store.storeTokenDataByResourceServer([[token.resource_server, new TokenStorageData(other)]]),
 *   IdentityMismatchError,
 * );
 * ```
 *
 * @category Token storage
 */
export class UnchangingIdentityIDValidator implements TokenDataValidator {
  /**
   * Compares the identity of new tokens with that of the stored ones.
   *
   * @throws {MissingIdentityError} If the new tokens name no identity.
   * @throws {IdentityMismatchError} If they belong to another identity.
   */
  beforeStore(_tokenData: TokenDataByResourceServer, context: TokenValidationContext): void {
    const { priorIdentityId: prior, tokenDataIdentityId: given } = context;
    if (given === null) {
      throw new MissingIdentityError(
        "Cannot store the tokens: they do not say which identity they belong to; request the scope" +
          " openid, or give identityId",
      );
    }
    if (prior !== null && prior !== given) {
      throw new IdentityMismatchError(
        `Cannot store the tokens: they belong to identity ${
          plainId(given)
        }, and the stored ones to` +
          ` ${
            plainId(prior)
          }; log that identity out first (in an app with logout({ sweep: true })),` +
          " or log in with switchIdentity, which replaces the stored tokens",
        prior,
        given,
      );
    }
  }
}

/** An id for a message. A store could contain any text in its place, so others are not shown. */
function plainId(id: string): string {
  return /^[\w-]{1,64}$/.test(id) ? id : "(malformed)";
}

/** What {@link ScopeRequirementsValidator} reads consents with. */
export interface ConsentClient {
  /** The consents of an identity for the client that makes the call. */
  getConsents(
    identityId: string,
  ): Promise<{ toForest(): Pick<ConsentForest, "meetsScopeRequirements"> }>;
}

/**
 * Refuses tokens that lack required scopes. A token does not name dependent scopes: these are looked
 * up in the user's consents when tokens are read.
 *
 * @example A token without a required scope
 * ```ts
 * import {
 *   AuthClient,
 *   MemoryTokenStorage,
 *   Scope,
 *   ScopeRequirementsValidator,
 *   TokenStorageData,
 *   UnmetScopeRequirementsError,
 *   ValidatingTokenStorage,
 * } from "@globus-deno/sdk";
 * import { assertRejects } from "@std/assert";
 *
 * const token = new TokenStorageData({
 *   resource_server: "transfer.api.globus.org",
 *   identity_id: "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8",
 *   scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *   access_token: crypto.randomUUID(),
 *   refresh_token: null,
 *   expires_at_seconds: Math.floor(Date.now() / 1000) + 172_800,
 *   token_type: "Bearer",
 * });
 * const required = new Map([[token.resource_server, [Scope.parse("another:scope")]]]);
 * const validator = new ScopeRequirementsValidator(required, new AuthClient());
 * const store = new ValidatingTokenStorage(new MemoryTokenStorage(), [validator]);
 * await assertRejects(
 *   () => store.storeTokenDataByResourceServer([[token.resource_server, token]]),
 *   UnmetScopeRequirementsError,
 * );
 * ```
 *
 * @category Token storage
 */
export class ScopeRequirementsValidator implements TokenDataValidator {
  /** The required scopes by resource server. Changes of the map take effect. */
  readonly scopeRequirements: ReadonlyMap<string, readonly Scope[]>;
  readonly #consentClient: ConsentClient;
  #consents:
    | { identityId: string; forest: Pick<ConsentForest, "meetsScopeRequirements"> }
    | undefined;

  /** Takes the required scopes, and a client that reads consents. */
  constructor(
    scopeRequirements: ReadonlyMap<string, readonly Scope[]>,
    consentClient: ConsentClient,
  ) {
    this.scopeRequirements = scopeRequirements;
    this.#consentClient = consentClient;
  }

  /**
   * Checks the scopes of the tokens.
   *
   * @throws {UnmetScopeRequirementsError} If a required scope is missing.
   */
  beforeStore(tokenData: TokenDataByResourceServer): void {
    for (const [server, data] of tokenData) this.#checkToken(server, data);
  }

  /**
   * Checks the scopes of the tokens, and the user's consents where required scopes have dependencies.
   *
   * @throws {UnmetScopeRequirementsError} If a scope or a consent is missing.
   */
  async afterRetrieve(
    tokenData: TokenDataByResourceServer,
    context: TokenValidationContext,
  ): Promise<void> {
    for (const [server, data] of tokenData) {
      this.#checkToken(server, data);
      await this.#checkConsents(server, context.tokenDataIdentityId);
    }
  }

  #required(server: string): readonly Scope[] {
    return this.scopeRequirements.get(server) ?? [];
  }

  #checkToken(server: string, data: TokenStorageData): void {
    const granted = new Set(data.scope.split(" "));
    const missing = this.#required(server).filter((scope) => !granted.has(scope.scopeString));
    if (missing.length > 0) throw this.#unmet(server, "the token lacks", missing);
  }

  async #checkConsents(server: string, identityId: string | null): Promise<void> {
    const required = this.#required(server).filter((scope) => scope.dependencies.length > 0);
    // Consents cannot be looked up without an identity. The service reports a missing one itself.
    if (required.length === 0 || identityId === null) return;
    if (this.#consents?.identityId === identityId) {
      if (this.#consents.forest.meetsScopeRequirements(required)) return;
    }
    const forest = (await this.#consentClient.getConsents(identityId)).toForest();
    this.#consents = { identityId, forest };
    if (!forest.meetsScopeRequirements(required)) {
      throw this.#unmet(server, "the user has not consented to", required);
    }
  }

  #unmet(server: string, problem: string, missing: readonly Scope[]): UnmetScopeRequirementsError {
    return new UnmetScopeRequirementsError(
      `Cannot use the token for ${server}: ${problem} ${missing.join(" ")}`,
      server,
      this.#required(server).map(String),
    );
  }
}

/**
 * Parses scope requirements for a {@link ScopeRequirementsValidator}.
 *
 * @throws {ScopeParseError} If a text is malformed.
 */
export function scopeRequirements(
  byResourceServer: Readonly<Record<string, Scopes>>,
): Map<string, readonly Scope[]> {
  return new Map(
    Object.entries(byResourceServer).map(([server, scopes]) => [
      server,
      ScopeParser.mergeScopes(scopeList(scopes), []),
    ]),
  );
}
