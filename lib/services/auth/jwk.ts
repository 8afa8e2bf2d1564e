import type { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import type { isListOfObjects, isObject } from "../../core/guards.ts";
import {
  checkEndpoints,
  checkIssuer,
  type ConfigurationTools,
} from "../../oauth/openid_configuration.ts";
import type { Jwk, JwkSet } from "./documents/openid.ts";
import { toPem } from "./pem.ts";

/** Parameters of {@link AuthLoginClient.getJwk} and {@link AuthClient.getJwk}. */
export interface JwkParams {
  /** A configuration that the program already has. @default it is requested from Globus Auth */
  openidConfiguration?: { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
  /** Whether to return the first key in PEM, in place of all keys. @default {false} */
  asPem?: boolean | undefined;
}

/** What {@link getJwk} needs of the rest of the SDK. It is passed in: this file loads later. */
interface KeyTools extends ConfigurationTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly InvalidResponseError: typeof InvalidResponseError;
  readonly isListOfObjects: typeof isListOfObjects;
  readonly isObject: typeof isObject;
}

/**
 * Gets the public keys that verify ID tokens.
 *
 * @param get Requests a public document.
 */
export async function getJwk(
  issuer: string,
  { openidConfiguration, asPem }: JwkParams,
  get: (url: string) => Promise<unknown>,
  tools: KeyTools,
): Promise<JwkSet | string> {
  const { InvalidResponseError, isListOfObjects, isObject } = tools;
  const url = openidConfiguration
    ? givenUri(openidConfiguration, issuer, tools)
    : checkEndpoints(await get("/.well-known/openid-configuration"), issuer, tools);
  const document = await get(url);
  if (!isObject(document) || !isListOfObjects(document.keys)) {
    throw new InvalidResponseError("Cannot use the key set: it is not a list of keys", 200);
  }
  const keySet = document as unknown as JwkSet;
  if (!asPem) return keySet;
  return await toPem(keySet.keys[0] as Jwk | undefined).catch(() => {
    throw new InvalidResponseError("Cannot write the key as PEM: it is not an RSA key", 200);
  });
}

function givenUri(
  configuration: NonNullable<JwkParams["openidConfiguration"]>,
  issuer: string,
  tools: KeyTools,
): string {
  if (configuration.issuer !== undefined) checkIssuer(configuration, issuer, tools);
  const { jwks_uri: url } = configuration;
  if (typeof url !== "string" || !/^https?:/i.test(url)) {
    throw new tools.GlobusSDKUsageError(
      "Cannot get the keys: the OpenID configuration lacks jwks_uri",
    );
  }
  return url;
}
