/**
 * Token documents and signed ID tokens.
 *
 * @module
 */

import { encodeBase64Url } from "../../lib/oauth/base64url.ts";
import { START_SECONDS } from "./clock.ts";

export const CLIENT_ID = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";
export const ISSUER = "https://auth.globus.org";

/** A token document as Globus Auth sends it. */
export function tokenDocument(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    access_token: "access-1",
    expires_in: 172_800,
    resource_server: "transfer.api.globus.org",
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    token_type: "Bearer",
    refresh_token: "refresh-1",
    other_tokens: [],
    ...changes,
  };
}

/** A key pair for ID tokens, and its public half as a key set holds it. */
export interface SigningKey {
  privateKey: CryptoKey;
  jwk: Record<string, unknown>;
}

/** Makes an RSA key. */
export async function makeKey(
  members: Record<string, unknown> = {},
  modulusLength = 2048,
): Promise<SigningKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-512",
      modulusLength,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    true,
    ["sign", "verify"],
  );
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", publicKey);
  return { privateKey, jwk: { kty, n, e, alg: "RS512", use: "sig", ...members } };
}

export function utf8(text: string) {
  return new TextEncoder().encode(text);
}

export function part(value: unknown) {
  return encodeBase64Url(utf8(JSON.stringify(value)));
}

/** The claims of a good ID token. */
export function goodClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const claims: Record<string, unknown> = {
    iss: ISSUER,
    aud: CLIENT_ID,
    sub: "8ca28797-3541-4a5d-a264-05b00f91e608",
    iat: START_SECONDS - 10,
    exp: START_SECONDS + 3600,
    email: "ann@uni.example.edu",
    ...changes,
  };
  for (const name of Object.keys(claims)) if (claims[name] === undefined) delete claims[name];
  return claims;
}

/** Signs an ID token. */
export async function signToken(
  key: SigningKey,
  claims: unknown = goodClaims(),
  header: Record<string, unknown> = {},
): Promise<string> {
  const signed = `${part({ alg: "RS512", typ: "JWT", ...header })}.${part(claims)}`;
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", key.privateKey, utf8(signed));
  return `${signed}.${encodeBase64Url(new Uint8Array(signature))}`;
}

/** The OpenID configuration of Globus Auth. */
export function metadata(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/v2/oauth2/authorize`,
    token_endpoint: `${ISSUER}/v2/oauth2/token`,
    userinfo_endpoint: `${ISSUER}/v2/oauth2/userinfo`,
    revocation_endpoint: `${ISSUER}/v2/oauth2/token/revoke`,
    jwks_uri: `${ISSUER}/jwk.json`,
    id_token_signing_alg_values_supported: ["RS512"],
    ...changes,
  };
}
