import type { SandboxState } from "../state.ts";
import { identityClaims } from "./claims.ts";
import { atHash, signJwt, strangerKey } from "./keys.ts";
import type { Grant, TokenResponseBody } from "./tokens.ts";

/** How an issuer signs. */
export interface IssuerFacts {
  /** Its address, as the caller reaches it. */
  readonly issuer: string;
  /**
   * Whether the caller comes through a port: its clock then shows the real time, which that of the
   * sandbox may have left. Its ID tokens hold by both clocks.
   */
  readonly throughPort: boolean;
}

/**
 * Adds an ID token where `openid` was granted.
 *
 * The hash runs over the access token for `auth.globus.org`, which goes along at the top (assumed).
 * `nonce` is echoed in the code flow (assumed).
 */
export async function addIdToken(
  state: SandboxState,
  document: TokenResponseBody,
  grant: Grant,
  { issuer, throughPort }: IssuerFacts,
): Promise<void> {
  const scopes = document.scope.split(" ");
  if (document.resource_server !== "auth.globus.org" || !scopes.includes("openid")) return;
  const { world, settings, hostile, clock } = state;
  const times = throughPort ? [clock.now(), Date.now()] : [clock.now()];
  const iat = Math.floor(Math.min(...times) / 1000);
  const spoiled = hostile.idToken ?? {};
  const claims: Record<string, unknown> = {
    ...identityClaims(world, grant, scopes),
    iss: issuer,
    aud: grant.client,
    exp: Math.floor(Math.max(...times) / 1000) + settings.accessTokenSeconds,
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
