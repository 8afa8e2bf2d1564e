/**
 * What makes a token response usable, worked out a second time from RFC 6749 section 5.1 and the
 * fields that Globus Auth always sends. Python checks less, and some of it only when a field is
 * read.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import { isObject } from "./rule.ts";

/** Why an unusable response is refused: the reason of a difference. */
export const UNUSABLE_TOKENS =
  "a token response is checked as a whole: access_token, scope, resource_server, a Bearer" +
  " token_type and an expires_in of 0 or more must be there (RFC 6749 section 5.1)";

function isVisible(value: Json) {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}

/** Whether all tokens in a document can be used; `isList` for the dependent grant's form. */
export function isUsable(document: Json, isList = false): boolean {
  if (isList) return Array.isArray(document) && document.every(isToken);
  if (!isObject(document) || !Array.isArray(document.other_tokens)) return false;
  const { id_token: idToken = null } = document;
  if (idToken !== null && typeof idToken !== "string") return false;
  return [document, ...document.other_tokens].every(isToken);
}

function isToken(token: Json): boolean {
  if (!isObject(token)) return false;
  const { refresh_token: refreshToken = null, expires_in: seconds } = token;
  return isVisible(token.access_token) &&
    (refreshToken === null || isVisible(refreshToken)) &&
    typeof token.scope === "string" &&
    typeof token.token_type === "string" && token.token_type.toLowerCase() === "bearer" &&
    typeof token.resource_server === "string" && token.resource_server !== "" &&
    typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0;
}

/** The tokens in a usable document, in order. */
export function tokensIn(document: Json): Json[] {
  return Array.isArray(document) ? document : [document, ...document.other_tokens];
}

/** The tokens of a usable document by resource server, as the vectors write them. */
export function byResourceServer(document: Json, nowSeconds: number): Record<string, Json> {
  return Object.fromEntries(
    tokensIn(document).map((token) => [token.resource_server, {
      scope: token.scope,
      access_token: token.access_token,
      refresh_token: token.refresh_token ?? null,
      token_type: token.token_type,
      expires_at_seconds: Math.floor(nowSeconds + token.expires_in),
      resource_server: token.resource_server,
    }]),
  );
}
