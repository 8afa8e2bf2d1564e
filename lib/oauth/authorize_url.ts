import type { GlobusSDKUsageError } from "../core/errors.ts";
import type { withExtras } from "../core/extras.ts";
import type { encodeQuery, QueryParams, QueryValue } from "../core/query.ts";
import type { issuerOf } from "./metadata.ts";

/**
 * What a login must fulfill, with Globus's own names. Null, an empty text and an empty list mean the
 * same as absent.
 *
 * Source: https://docs.globus.org/api/auth/reference/#authorization_code_grant_preferred
 */
export interface AuthorizeParams {
  /** Identities (ids or usernames), all of which must log in. */
  session_required_identities?: string | readonly string[] | null | undefined;
  /** Domains; the user must log in with an identity of one of them. */
  session_required_single_domain?: string | readonly string[] | null | undefined;
  /** Ids of authentication policies that the login must satisfy. */
  session_required_policies?: string | readonly string[] | null | undefined;
  /** Whether the user must use a second factor. */
  session_required_mfa?: boolean | null | undefined;
  /** Text that the login page shows to the user. */
  session_message?: string | null | undefined;
  /** `login` makes the user log in again even if the browser is logged in already. */
  prompt?: "login" | string | null | undefined;
}

/**
 * Parameters that callers cannot set although the flow may leave them out. `request` and
 * `request_uri` can contain all others. {@link withExtras} refuses those that the flow sets.
 */
const RESERVED_PARAMETERS = ["nonce", "request", "request_uri"];

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

/** What {@link authorizeUrl} needs of the rest of the SDK. It is passed in: this file loads later. */
interface UrlTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly encodeQuery: typeof encodeQuery;
  readonly issuerOf: typeof issuerOf;
  readonly withExtras: typeof withExtras;
}

/**
 * Makes the URL of a login.
 *
 * @param own Parameters that the flow sets.
 * @param asked `params`: what the login must fulfill; `extras`: further parameters of the caller, which
 * take precedence.
 * @throws {GlobusSDKUsageError} If `params` or `extras` contain a parameter that the flow sets.
 */
export function authorizeUrl(
  baseUrl: string,
  own: QueryParams,
  { params, extras }: {
    params?: AuthorizeParams | null | undefined;
    extras?: QueryParams | null | undefined;
  },
  { GlobusSDKUsageError, encodeQuery, issuerOf, withExtras }: UrlTools,
): string {
  const asked = { ...writtenParams({ ...params }), ...writtenParams({ ...extras }) };
  const reserved = RESERVED_PARAMETERS.find((name) => Object.hasOwn(asked, name));
  if (reserved) {
    throw new GlobusSDKUsageError(
      `Cannot add ${reserved} to the URL of a login: it would change what secures the login`,
    );
  }
  const query = encodeQuery(withExtras("the parameters of a login URL", own, asked));
  return `${issuerOf(baseUrl)}/v2/oauth2/authorize?${query}`;
}
