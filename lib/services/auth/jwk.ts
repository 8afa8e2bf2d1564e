import type { BaseClient, RequestOptions } from "../../core/client.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import { checkEndpoints, checkIssuer, issuerOf, publicly } from "../../oauth/metadata.ts";
import type { Jwk, JwkSet } from "./openid.ts";

/** Parameters of {@link AuthLoginClient.getJwk} and {@link AuthClient.getJwk}. */
export interface JwkParams {
  /** What Globus Auth says of itself. @default Globus Auth is asked */
  openidConfiguration?: { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
  /** Whether to return the first key in PEM, in place of all keys. @default {false} */
  asPem?: boolean;
}

/** Gets the keys that ID tokens are signed with. */
export async function getJwk(
  client: BaseClient,
  params: JwkParams = {},
  options?: RequestOptions,
): Promise<JwkSet | string> {
  const { openidConfiguration, asPem } = params;
  const get = (url: string) => client.get(url, { ...options, ...publicly });
  const issuer = issuerOf(client.baseUrl);
  const url = openidConfiguration
    ? givenUri(openidConfiguration, issuer)
    : checkEndpoints(await get("/.well-known/openid-configuration"), issuer);
  const document = await get(url);
  if (!isKeySet(document)) {
    throw new InvalidResponseError("Cannot use the key set: it is not a list of keys", 200);
  }
  return asPem ? await toPem(document.keys[0]) : document;
}

function givenUri(configuration: NonNullable<JwkParams["openidConfiguration"]>, issuer: string) {
  if (configuration.issuer !== undefined) checkIssuer(configuration, issuer);
  const { jwks_uri: url } = configuration;
  if (typeof url !== "string" || !/^https?:/i.test(url)) {
    throw new GlobusSDKUsageError("Cannot get the keys: the OpenID configuration has no jwks_uri");
  }
  return url;
}

// Not from core: this file is loaded apart, and what it shares with others makes bundles larger.
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isKeySet(document: unknown): document is JwkSet {
  return isObject(document) && Array.isArray(document.keys) && document.keys.every(isObject);
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
    throw new InvalidResponseError("Cannot write the key as PEM: it is not an RSA key", 200);
  }
  const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const lines = base64.match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
}
