import type { BaseClient, CallOptions, RequestOptions } from "../../core/client.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import type { Jwk, JwkSet } from "./openid.ts";

/** Parameters of {@link AuthLoginClient.getJwk} and {@link AuthClient.getJwk}. */
export interface JwkParams {
  /** What Globus Auth says of itself. @default it is asked */
  openidConfiguration?: { readonly jwks_uri?: unknown } | null;
  /** Whether the first key is wanted in PEM, in place of all keys. @default {false} */
  asPem?: boolean;
}

/** Key sets and configurations are public: no token, no secret goes along. */
const publicly: CallOptions = { automaticAuthorization: false, maxBodyBytes: 65_536 };

/** Gets the keys that ID tokens are signed with. */
export async function getJwk(
  client: BaseClient,
  { openidConfiguration, asPem }: JwkParams = {},
  options?: RequestOptions,
): Promise<JwkSet | string> {
  const { jwks_uri: url } = openidConfiguration ??
    await client.get<{ jwks_uri?: unknown }>("/.well-known/openid-configuration", options);
  if (typeof url !== "string" || !/^https?:/i.test(url)) {
    throw new GlobusSDKUsageError("Cannot get the keys: the OpenID configuration has no jwks_uri");
  }
  const keys = await client.get<JwkSet>(url, { ...options, ...publicly });
  return asPem ? await toPem(keys?.keys?.[0]) : keys;
}

/** Writes an RSA key in PEM (RFC 7468). */
async function toPem(jwk: Jwk | undefined): Promise<string> {
  let bytes: ArrayBuffer;
  try {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" };
    const { kty, n, e } = jwk as JsonWebKey;
    const key = await crypto.subtle.importKey("jwk", { kty, n, e }, algorithm, true, ["verify"]);
    bytes = await crypto.subtle.exportKey("spki", key);
  } catch {
    throw new InvalidResponseError("Cannot write the key as PEM: it is no RSA key", 200);
  }
  const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const lines = base64.match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
}
