import { secretText } from "../random.ts";
import type { Sandbox } from "../sandbox.ts";
import type { World } from "../world.ts";
import { atHash, signJwt, strangerKey } from "./keys.ts";
import type { Identity, Person } from "./people.ts";
import type { ScopeNode } from "./scopes.ts";
import type { Session } from "./sessions.ts";

/** A grant: what tokens come of, and die with. */
export interface Grant {
  /** UUID of the client. */
  client: string;
  /** The identity that tokens speak for. */
  identity: Identity;
  /** The session of the login, or `null` for a client's own tokens. */
  session: Session | null;
  /** Time of the login, in milliseconds since 1970. */
  startedMs: number;
  /** `nonce` of the authorization request. */
  nonce?: string;
  /** `state` of the authorization request. */
  state?: string;
  /** Whether all its tokens are void, as after a code was used twice. */
  revoked: boolean;
}

/** An access token as the server remembers it. */
export interface AccessToken {
  /** The token itself. */
  token: string;
  /** Where it comes from. */
  grant: Grant;
  /** UUID of the client that may use it. */
  client: string;
  /** The only service that takes it. */
  resourceServer: string;
  /** Scopes, in order. */
  scopes: string[];
  /** Consents that it lives by, root consents for scopes of `scopes`. */
  consents: number[];
  /** Milliseconds since 1970. */
  issuedMs: number;
  /** Milliseconds since 1970. */
  expiresMs: number;
  /** Whether it was revoked by itself. */
  revoked: boolean;
}

/** A refresh token as the server remembers it. */
export interface RefreshToken extends Omit<AccessToken, "expiresMs"> {
  /** Milliseconds since 1970; unused for half a year, it dies. */
  lastUsedMs: number;
  /** Whether rotation has replaced it. */
  replaced: boolean;
}

/** The token response (RFC 6749 section 5.1, and Globus's `other_tokens`). */
export interface TokenDocument {
  /** Secret for one resource server. */
  access_token: string;
  /** Scopes granted, separated by spaces. */
  scope: string;
  /** Seconds. */
  expires_in: number;
  /** `Bearer`. */
  token_type: string;
  /** The service that takes the token. */
  resource_server: string;
  /** Echo of the authorization request's `state`. */
  state?: string;
  /** Secret for new access tokens. */
  refresh_token?: string;
  /** Signed by the issuer, where `openid` was granted. */
  id_token?: string;
  /** One for each further resource server. */
  other_tokens?: TokenDocument[];
}

/** What tokens are issued for. */
export interface IssueOptions {
  /** Where they come from. */
  grant: Grant;
  /** Scopes, top level only. */
  scopes: ScopeNode[];
  /** Consents of those scopes, in the same order. */
  consents: number[];
  /** Whether refresh tokens go along. */
  refresh: boolean;
  /** Life in seconds. */
  lifeSeconds: number;
  /** `Bearer`, or `bearer` in the dependent grant. */
  tokenType?: string;
}

const SWEEP_AT = 20_000;

/** Forgets what is long over, so that a sandbox can run for weeks. */
function sweep(world: World, nowMs: number): void {
  for (const [key, { expiresMs }] of world.accessTokens) {
    if (expiresMs < nowMs) world.accessTokens.delete(key);
  }
  for (const [key, { expiresMs }] of world.codes) if (expiresMs < nowMs) world.codes.delete(key);
}

/** Issues tokens, one for each resource server, `auth.globus.org` first. */
export function issueTokens(world: World, options: IssueOptions): TokenDocument[] {
  const { grant, scopes, consents, refresh, lifeSeconds, tokenType = "Bearer" } = options;
  const now = world.clock.now();
  if (world.accessTokens.size >= SWEEP_AT) sweep(world, now);
  const servers = new Map<string, { scopes: string[]; consents: number[]; refreshable: boolean }>();
  scopes.forEach((node, i) => {
    const record = world.findScope(node.scope);
    if (!record) return;
    const entry = servers.get(record.resource_server) ??
      { scopes: [], consents: [], refreshable: true };
    if (!entry.scopes.includes(node.scope)) entry.scopes.push(node.scope);
    entry.consents.push(consents[i]);
    entry.refreshable &&= record.allows_refresh_token;
    servers.set(record.resource_server, entry);
  });
  return [...servers]
    .sort(([a], [b]) => Number(b === "auth.globus.org") - Number(a === "auth.globus.org"))
    .map(([resourceServer, entry]) => {
      const common = {
        grant,
        client: grant.client,
        resourceServer,
        scopes: entry.scopes,
        consents: entry.consents,
        issuedMs: now,
        revoked: false,
      };
      const token = `Ag${secretText(36)}`;
      world.accessTokens.set(token, { ...common, token, expiresMs: now + lifeSeconds * 1000 });
      const document: TokenDocument = {
        access_token: token,
        scope: entry.scopes.join(" "),
        expires_in: lifeSeconds,
        token_type: tokenType,
        resource_server: resourceServer,
      };
      if (refresh && entry.refreshable) {
        const refreshToken = `Ag${secretText(36)}`;
        world.refreshTokens.set(refreshToken, {
          ...common,
          token: refreshToken,
          lastUsedMs: now,
          replaced: false,
        });
        document.refresh_token = refreshToken;
      }
      if (grant.state !== undefined) document.state = grant.state;
      return document;
    });
}

/** One document of several, as the token endpoint answers: the first with the rest inside. */
export function nestTokens([first, ...others]: TokenDocument[]): TokenDocument {
  return { ...first, other_tokens: others };
}

/** An access token that is good now, or `undefined`. */
export function activeToken(world: World, token: string): AccessToken | undefined {
  const found = world.accessTokens.get(token);
  if (!found || found.revoked || found.grant.revoked) return undefined;
  if (found.expiresMs <= world.clock.now() || !world.clients.has(found.client)) return undefined;
  return world.consents.allStand(found.consents) ? found : undefined;
}

/** Whether a refresh token is good now. */
export function refreshable(sandbox: Sandbox, token: RefreshToken): boolean {
  const { world, settings, clock } = sandbox;
  return !token.revoked && !token.grant.revoked && !token.replaced &&
    clock.now() - token.lastUsedMs < settings.refreshIdleSeconds * 1000 &&
    world.consents.allStand(token.consents);
}

/** Claims about somebody, as far as the scopes go: for ID tokens and userinfo. */
export function identityClaims(
  world: World,
  grant: Grant,
  scopes: readonly string[],
): Record<string, unknown> {
  const { identity, session } = grant;
  const claims: Record<string, unknown> = { sub: identity.id };
  if (scopes.includes("profile")) {
    claims.name = identity.name;
    claims.preferred_username = identity.username;
    claims.organization = identity.organization;
    claims.identity_provider = identity.identity_provider;
    claims.identity_provider_display_name = world.providers.get(identity.identity_provider)?.name ??
      null;
  }
  if (scopes.includes("email")) claims.email = identity.email;
  claims.last_authentication = session?.authentications.get(identity.id)?.auth_time ?? null;
  if (scopes.includes("urn:globus:auth:scope:auth.globus.org:view_identity_set")) {
    claims.identity_set = identitySetClaims(world, grant);
  }
  return claims;
}

/** The linked identities as claims. */
export function identitySetClaims(world: World, grant: Grant): Record<string, unknown>[] {
  const person: Person | undefined = world.personOf(grant.identity.id);
  return (person?.identities ?? [grant.identity]).map((identity) => ({
    sub: identity.id,
    name: identity.name,
    username: identity.username,
    email: identity.email,
    organization: identity.organization,
    identity_provider: identity.identity_provider,
    identity_provider_display_name: world.providers.get(identity.identity_provider)?.name ?? null,
    last_authentication: grant.session?.authentications.get(identity.id)?.auth_time ?? null,
  }));
}

/**
 * Adds an ID token where `openid` was granted.
 *
 * The hash runs over the access token for `auth.globus.org`, which goes along at the top (assumed).
 * `nonce` is echoed in the code flow (assumed).
 */
export async function addIdToken(
  sandbox: Sandbox,
  document: TokenDocument,
  grant: Grant,
  issuer: string,
): Promise<void> {
  const scopes = document.scope.split(" ");
  if (document.resource_server !== "auth.globus.org" || !scopes.includes("openid")) return;
  const { world, settings, hostile, clock } = sandbox;
  const iat = Math.floor(clock.now() / 1000);
  const spoiled = hostile.idToken ?? {};
  const claims: Record<string, unknown> = {
    ...identityClaims(world, grant, scopes),
    iss: issuer,
    aud: grant.client,
    exp: iat + settings.accessTokenSeconds,
    iat,
    at_hash: await atHash(document.access_token),
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    ...spoiled.claims,
  };
  for (const name of spoiled.omit ?? []) delete claims[name];
  const { foreignKey } = spoiled;
  const key = foreignKey
    ? await strangerKey(foreignKey === true ? 2048 : foreignKey)
    : await world.keys.current();
  const header = {
    alg: "RS512",
    ...(settings.keyIds ? { kid: key.kid } : {}),
    ...spoiled.header,
  };
  const token = await signJwt(header, claims, key);
  document.id_token = "raw" in spoiled ? spoiled.raw as string : spoiled.change?.(token) ?? token;
}
