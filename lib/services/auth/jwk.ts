import type { BaseClient } from "../../core/client.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { isListOfObjects, isObject } from "../../core/guards.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import { checkEndpoints, checkIssuer, issuerOf, PUBLIC_DOCUMENT } from "../../oauth/metadata.ts";
import type { Jwk, JwkSet } from "./documents/openid.ts";

/** Parameters of {@link AuthLoginClient.getJwk} and {@link AuthClient.getJwk}. */
export interface JwkParams {
  /** A configuration that the program already has. @default it is requested from Globus Auth */
  openidConfiguration?: { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
  /** Whether to return the first key in PEM, in place of all keys. @default {false} */
  asPem?: boolean | undefined;
}

/** Gets the public keys that verify ID tokens. */
export async function getJwk(
  client: BaseClient,
  params: JwkParams = {},
  options?: RequestOptions,
): Promise<JwkSet | string> {
  const { openidConfiguration, asPem } = params;
  const get = (url: string) => client.get(url, { ...options, ...PUBLIC_DOCUMENT });
  const issuer = issuerOf(client.baseUrl);
  const url = openidConfiguration
    ? givenUri(openidConfiguration, issuer)
    : checkEndpoints(await get("/.well-known/openid-configuration"), issuer);
  const document = await get(url);
  if (!isKeySet(document)) {
    throw new InvalidResponseError("Cannot use the key set: it is not a list of keys", 200);
  }
  return asPem ? await inPem(document.keys[0]) : document;
}

function givenUri(configuration: NonNullable<JwkParams["openidConfiguration"]>, issuer: string) {
  if (configuration.issuer !== undefined) checkIssuer(configuration, issuer);
  const { jwks_uri: url } = configuration;
  if (typeof url !== "string" || !/^https?:/i.test(url)) {
    throw new GlobusSDKUsageError("Cannot get the keys: the OpenID configuration lacks jwks_uri");
  }
  return url;
}

/** Writes a key in PEM, with code that is loaded when it is first used. */
async function inPem(jwk: Jwk | undefined): Promise<string> {
  const { toPem } = await import("./pem.ts");
  return await toPem(jwk).catch(() => {
    throw new InvalidResponseError("Cannot write the key as PEM: it is not an RSA key", 200);
  });
}

function isKeySet(document: unknown): document is JwkSet {
  return isObject(document) && isListOfObjects(document.keys);
}
