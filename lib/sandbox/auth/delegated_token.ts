import { secretText } from "../random.ts";
import type { ConsentBook } from "./consents.ts";
import type { ScopeRecord } from "./scopes.ts";
import type { AccessToken, Grant } from "./tokens.ts";

/** Where consents and tokens are kept. */
export interface TokenWorld {
  /** Consents of all users. */
  readonly consents: ConsentBook;
  /** Access tokens of all users, by the text of the token. */
  readonly accessTokens: Map<string, AccessToken>;
  /** A scope by its string. */
  findScope(scope: string): ScopeRecord | undefined;
}

/** For whom a service of the sandbox acts, and by which consents. */
export interface Delegation {
  /** The grant of the user. */
  readonly grant: Grant;
  /** Consents to the service's own scope. */
  readonly consents: readonly number[];
}

/**
 * A token with which a service goes on to another one for its user, as the dependent grant gives it:
 * it needs a consent below those of the service's own scope.
 *
 * @param scope What the token is for.
 * @param nowMs When it is issued, in milliseconds since 1970.
 * @returns The token, which the caller drops after use, or `undefined` where consent is missing.
 */
export function delegatedToken(
  world: TokenWorld,
  { grant, consents }: Delegation,
  scope: string,
  nowMs: number,
): AccessToken | undefined {
  const record = world.findScope(scope);
  const below = world.consents.of(grant.identity.id).filter((consent) =>
    consent.scope_name === scope &&
    consent.dependency_path.slice(0, -1).some((id) => consents.includes(id))
  );
  if (!record || below.length === 0 || grant.revoked) return undefined;
  const token: AccessToken = {
    token: `Ag${secretText(36)}`,
    grant,
    client: below[0].client,
    resourceServer: record.resource_server,
    scopes: [scope],
    consents: below.map(({ id }) => id),
    issuedMs: nowMs,
    // The service is played after the time that it acts at: the token must outlast that.
    expiresMs: Infinity,
    revoked: false,
  };
  world.accessTokens.set(token.token, token);
  return token;
}
