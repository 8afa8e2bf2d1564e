import { makeRoom } from "../bounded.ts";
import { secretText } from "../random.ts";
import type { SandboxState } from "../state.ts";
import type { World } from "../world.ts";
import type { ScopeNode } from "./scopes.ts";
import type { AccessToken, Grant, RefreshToken, TokenResponseBody } from "./tokens.ts";

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
  /** Seconds from its issue until it expires. */
  lifeSeconds: number;
  /** `Bearer`, or `bearer` in the dependent grant. */
  tokenType?: string | undefined;
}

/** How many tokens of a kind are remembered, so that a sandbox can run for weeks. */
const MOST_TOKENS = 20_000;

/** Forgets tokens that are over, and where that is not enough, the oldest. */
function sweep(world: World, nowMs: number): void {
  const { accessTokens, refreshTokens } = world;
  makeRoom(accessTokens, MOST_TOKENS, ({ expiresMs, revoked }) => expiresMs < nowMs || revoked);
  makeRoom(accessTokens, MOST_TOKENS);
  makeRoom(refreshTokens, MOST_TOKENS, ({ revoked, replaced }) => revoked || replaced);
  makeRoom(refreshTokens, MOST_TOKENS);
}

/** Issues tokens, one for each resource server, `auth.globus.org` first. */
export function issueTokens(world: World, options: IssueOptions): TokenResponseBody[] {
  const { grant, scopes, consents, refresh, lifeSeconds, tokenType = "Bearer" } = options;
  const now = world.clock.now();
  sweep(world, now);
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
      const document: TokenResponseBody = {
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
export function nestTokens([first, ...others]: TokenResponseBody[]): TokenResponseBody {
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
export function refreshable(state: SandboxState, token: RefreshToken): boolean {
  const { world, settings, clock } = state;
  return !token.revoked && !token.grant.revoked && !token.replaced &&
    clock.now() - token.lastUsedMs < settings.refreshIdleSeconds * 1000 &&
    world.consents.allStand(token.consents);
}
