import { GlobusSDKUsageError } from "../core/errors.ts";
import { withExtras } from "../core/extras.ts";
import { encodeQuery, type QueryParams, type QueryValue } from "../core/query.ts";
import { issuerOf } from "./metadata.ts";

/**
 * What a login must fulfil, under Globus's own names. Null, an empty text and an empty list mean the
 * same as absent.
 *
 * Source: https://docs.globus.org/api/auth/reference/#authorization_code_grant_preferred
 */
export interface AuthorizeParams {
  /** Identities (ids or usernames) of which each must log in. */
  session_required_identities?: string | readonly string[] | null;
  /** Domains of which one must be used to log in. */
  session_required_single_domain?: string | readonly string[] | null;
  /** Ids of authentication policies that must be met. */
  session_required_policies?: string | readonly string[] | null;
  /** Whether a second factor must be used. */
  session_required_mfa?: boolean | null;
  /** Text that the login page shows. */
  session_message?: string | null;
  /** `login` makes the user log in even where a session exists. */
  prompt?: "login" | string | null;
}

/** What secures a login is not the caller's to change in the URL. */
const RESERVED_PARAMETERS = new Set([
  "client_id",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  // These two can carry all of the above.
  "request",
  "request_uri",
]);

/** Parameters that hold several values in one, joined with commas. */
const LIST_PARAMETERS = [
  "session_required_identities",
  "session_required_single_domain",
  "session_required_policies",
];

/** What goes into the URL: lists as Globus reads them, and nothing that is empty. */
function written(params: Readonly<Record<string, QueryValue>>): QueryParams {
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
 * Writes the URL of a login.
 *
 * @param own What the flow sends.
 * @param params What the login must fulfil.
 * @param extras Further parameters of the caller; they win over `params`.
 * @throws {GlobusSDKUsageError} If one of either names a parameter that the flow sends.
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
        `Cannot add ${name} to the URL of a login: the login manages it itself`,
      );
    }
  }
  const asked = { ...written({ ...params }), ...written({ ...extras }) };
  const query = encodeQuery(withExtras("query", own, asked));
  return `${issuerOf(baseUrl)}/v2/oauth2/authorize?${query}`;
}
