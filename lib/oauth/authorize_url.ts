import { GlobusSDKUsageError } from "../core/errors.ts";
import { withExtras } from "../core/extras.ts";
import { encodeQuery, type QueryParams, type QueryValue } from "../core/query.ts";
import { issuerOf } from "./metadata.ts";

/**
 * What a login must fulfill, with Globus's own names. Null, an empty text and an empty list mean the
 * same as absent.
 *
 * Source: https://docs.globus.org/api/auth/reference/#authorization_code_grant_preferred
 */
export interface AuthorizeParams {
  /** Identities (ids or usernames), all of which must log in. */
  session_required_identities?: string | readonly string[] | null;
  /** Domains; the user must log in with an identity of one of them. */
  session_required_single_domain?: string | readonly string[] | null;
  /** Ids of authentication policies that the login must satisfy. */
  session_required_policies?: string | readonly string[] | null;
  /** Whether the user must use a second factor. */
  session_required_mfa?: boolean | null;
  /** Text that the login page shows to the user. */
  session_message?: string | null;
  /** `login` makes the user log in again even if the browser is logged in already. */
  prompt?: "login" | string | null;
}

/** Parameters that secure a login: callers cannot set them. */
const RESERVED_PARAMETERS = new Set([
  "client_id",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  // These two can contain all of the above.
  "request",
  "request_uri",
]);

/** Parameters with a list of values, joined with commas. */
const LIST_PARAMETERS = [
  "session_required_identities",
  "session_required_single_domain",
  "session_required_policies",
];

/** Parameters for the URL: lists as Globus reads them, without empty values. */
function writtenParams(params: Readonly<Record<string, QueryValue>>): QueryParams {
  const query: Record<string, QueryValue> = { ...params };
  for (const name of LIST_PARAMETERS) {
    const value = query[name];
    if (Array.isArray(value)) query[name] = value.join(",");
  }
  // Globus Auth refuses an empty requirement.
  for (const name of [...LIST_PARAMETERS, "session_message", "prompt"]) {
    if (query[name] === "") delete query[name];
  }
  return query;
}

/**
 * Makes the URL of a login.
 *
 * @param own Parameters that the flow sets.
 * @param params What the login must fulfill.
 * @param extras Further parameters of the caller. They take precedence over `params`.
 * @throws {GlobusSDKUsageError} If `params` or `extras` contain a parameter that the flow sets.
 */
export function authorizeUrl(
  baseUrl: string,
  own: QueryParams,
  params?: AuthorizeParams | null,
  extras?: QueryParams | null,
): string {
  for (const name of [...Object.keys(params ?? {}), ...Object.keys(extras ?? {})]) {
    if (RESERVED_PARAMETERS.has(name)) {
      throw new GlobusSDKUsageError(
        `Cannot add ${name} to the URL of a login: the login sets it itself`,
      );
    }
  }
  const asked = { ...writtenParams({ ...params }), ...writtenParams({ ...extras }) };
  const query = encodeQuery(withExtras("query", own, asked));
  return `${issuerOf(baseUrl)}/v2/oauth2/authorize?${query}`;
}
