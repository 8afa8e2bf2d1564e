import type { BaseClient } from "../../core/client.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../core/errors.ts";
import { isListOfObjects, isObject, secureUrl } from "../../core/guards.ts";
import { loadPart } from "../../core/load_part.ts";
import { InvalidMetadataError } from "../../oauth/errors.ts";
import { issuerOf, PUBLIC_DOCUMENT } from "../../oauth/metadata.ts";
import type { JwkSet } from "./documents/openid.ts";
import type { JwkParams } from "./jwk.ts";

/** Gets the public keys that verify ID tokens, with code that loads at the first use. */
export async function getJwk(
  client: BaseClient,
  params: JwkParams = {},
  options?: RequestOptions,
): Promise<JwkSet | string> {
  const { getJwk } = await loadPart("get the keys", import("./jwk.ts"));
  const get = (url: string) => client.get(url, { ...options, ...PUBLIC_DOCUMENT });
  return await getJwk(issuerOf(client.baseUrl), params, get, {
    GlobusSDKUsageError,
    InvalidMetadataError,
    InvalidResponseError,
    isListOfObjects,
    isObject,
    secureUrl,
  });
}
