import type { SandboxState } from "../state.ts";
import { identityClaims } from "./claims.ts";
import { atHash, signJwt, strangerKey } from "./keys.ts";
import type { Grant, TokenResponseBody } from "./tokens.ts";

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
  issuer: string,
): Promise<void> {
  const scopes = document.scope.split(" ");
  if (document.resource_server !== "auth.globus.org" || !scopes.includes("openid")) return;
  const { world, settings, hostile, clock } = state;
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
