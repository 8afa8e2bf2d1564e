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

/** Tokens by resource server. */
export type TokenDataByResourceServer = ReadonlyMap<string, TokenStorageData>;

/** What validators know beside the tokens. */
export interface TokenValidationContext {
  /** Whose tokens were stored before, if that is known. */
  readonly priorIdentityId: string | null;
  /** Whose tokens the ones in question are, if that is known. */
  readonly tokenDataIdentityId: string | null;
}

/** Checks tokens on their way into a store and out of it; throws if they are not fit. */
export interface TokenDataValidator {
  /** Called before tokens are stored. */
  beforeStore?(
    tokenData: TokenDataByResourceServer,
    context: TokenValidationContext,
  ): void | Promise<void>;
  /** Called after tokens were read. */
  afterRetrieve?(
    tokenData: TokenDataByResourceServer,
    context: TokenValidationContext,
  ): void | Promise<void>;
}

/**
 * Whose tokens these are; null if none of them says so.
 *
 * @throws {IdentityMismatchError} If they are of several identities.
 */
export function identityIdOf(tokenData: TokenDataByResourceServer): string | null {
  let found: string | null = null;
  for (const { identity_id: id } of tokenData.values()) {
    if (id === null) continue;
    if (found !== null && found !== id) {
      throw new IdentityMismatchError(
        "Cannot use these tokens: they belong to several identities; log out of all of them first" +
          " (an app does so with logout({ sweep: true }))",
        found,
        id,
      );
    }
    found = id;
  }
  return found;
}

/** Refuses to hand out access tokens that have expired. */
export class NotExpiredValidator implements TokenDataValidator {
  readonly #clock: Clock;

  /**
   * Takes what tells the time.
   *
   * @param options.clock Where time comes from. @default the clock of this machine
   */
  constructor(options: { clock?: Clock } = {}) {
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Looks at when each token ends.
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

/** A time as text; a date that no calendar has as its number. */
function isoDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}

/** Refuses to hand out tokens without a refresh token. */
export class HasRefreshTokensValidator implements TokenDataValidator {
  /**
   * Looks for the refresh tokens.
   *
   * @throws {MissingTokenError} If one is missing.
   */
  afterRetrieve(tokenData: TokenDataByResourceServer): void {
    for (const [server, data] of tokenData) {
      if (data.refresh_token === null) {
        throw new MissingTokenError(
          `Cannot use the tokens for ${server}: there is no refresh token`,
          server,
        );
      }
    }
  }
}

/** Refuses to store tokens of another identity than the stored ones, and tokens without one. */
export class UnchangingIdentityIDValidator implements TokenDataValidator {
  /**
   * Compares whose tokens they are.
   *
   * @throws {MissingIdentityError} If the tokens do not say whose they are.
   * @throws {IdentityMismatchError} If they belong to another identity.
   */
  beforeStore(_tokenData: TokenDataByResourceServer, context: TokenValidationContext): void {
    const { priorIdentityId: prior, tokenDataIdentityId: given } = context;
    if (given === null) {
      throw new MissingIdentityError(
        "Cannot store the tokens: they do not say whose they are; ask for the scope openid, or give" +
          " identityId",
      );
    }
    if (prior !== null && prior !== given) {
      throw new IdentityMismatchError(
        `Cannot store the tokens: they belong to identity ${plainId(given)}, and those stored to` +
          ` ${plainId(prior)}; log out of all of those first (an app does so with` +
          " logout({ sweep: true })), or let an app replace them by switchIdentity",
        prior,
        given,
      );
    }
  }
}

/** An id in a message; a store could hold any text in its place. */
function plainId(id: string): string {
  return /^[\w-]{1,64}$/.test(id) ? id : "(malformed)";
}

/** What {@link ScopeRequirementsValidator} asks for consents. */
export interface ConsentClient {
  /** What an identity has consented to, for the client that asks. */
  getConsents(
    identityId: string,
  ): Promise<{ toForest(): Pick<ConsentForest, "meetsScopeRequirements"> }>;
}

/**
 * Refuses tokens that lack required scopes. Scopes that others depend on are not part of a token:
 * they are looked up in the user's consents, when tokens are handed out.
 */
export class ScopeRequirementsValidator implements TokenDataValidator {
  /** What is required, by resource server. Changes to it count. */
  readonly scopeRequirements: ReadonlyMap<string, readonly Scope[]>;
  readonly #consentClient: ConsentClient;
  #consents:
    | { identityId: string; forest: Pick<ConsentForest, "meetsScopeRequirements"> }
    | undefined;

  /** Takes what is required, and what looks up consents. */
  constructor(
    scopeRequirements: ReadonlyMap<string, readonly Scope[]>,
    consentClient: ConsentClient,
  ) {
    this.scopeRequirements = scopeRequirements;
    this.#consentClient = consentClient;
  }

  /**
   * Looks at the scopes that the tokens themselves must have.
   *
   * @throws {UnmetScopeRequirementsError} If one is missing.
   */
  beforeStore(tokenData: TokenDataByResourceServer): void {
    for (const [server, data] of tokenData) this.#checkToken(server, data);
  }

  /**
   * Looks at the tokens' scopes, and at the user's consents where scopes depend on others.
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
    // Without an identity no consent can be looked up. The service itself says so if it is missing.
    if (required.length === 0 || identityId === null) return;
    if (this.#consents?.identityId === identityId) {
      if (this.#consents.forest.meetsScopeRequirements(required)) return;
    }
    const forest = (await this.#consentClient.getConsents(identityId)).toForest();
    this.#consents = { identityId, forest };
    if (!forest.meetsScopeRequirements(required)) {
      throw this.#unmet(server, "there is no consent to", required);
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
 * Scope requirements by resource server, as {@link ScopeRequirementsValidator} takes them.
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
