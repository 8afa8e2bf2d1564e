import type { GlobusSDKUsageError } from "../../core/errors.ts";
import type { withExtras } from "../../core/extras.ts";
import type { QueryParams } from "../../core/query.ts";
import type { givenToken } from "../../core/redacted.ts";
import type { scopeText } from "../../oauth/scope_text.ts";
import type { Scopes } from "../../scopes/scope.ts";
import type { DependentScopeSpec } from "./registered_scope.ts";

/** Parameters of {@link ConfidentialAppAuthClient.oauth2GetDependentTokens}. */
export interface DependentTokensParams {
  /** Whether to request refresh tokens. @default whether one of `requestedScopes` requires them */
  refreshTokens?: boolean | undefined;
  /** Scopes to request. Exclusive with `requestedScopes`. @default all that the user has allowed */
  scope?: Scopes | null | undefined;
  /**
   * Scopes to request, each with whether it is optional and needs a refresh token. Optional ones can be
   * missing in the response. Exclusive with `scope`. @default all that the user has allowed
   */
  requestedScopes?: Iterable<DependentScopeSpec> | null | undefined;
  /** Extra fields of the form. They cannot replace those that the operation sets. */
  additional_params?: QueryParams | null | undefined;
}

/** What {@link dependentTokensForm} needs of the rest of the SDK. It is passed in: this file loads later. */
interface FormTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly givenToken: typeof givenToken;
  readonly scopeText: typeof scopeText;
  readonly withExtras: typeof withExtras;
}

/**
 * Makes the form that requests dependent tokens.
 *
 * @returns `scope`: the requested scopes; undefined for all that the user has allowed.
 */
export function dependentTokensForm(
  token: string,
  params: DependentTokensParams,
  { GlobusSDKUsageError, givenToken, scopeText, withExtras }: FormTools,
): { form: QueryParams; scope: string | undefined } {
  const { refreshTokens, requestedScopes, additional_params } = params;
  if (params.scope != null && requestedScopes != null) {
    throw new GlobusSDKUsageError(
      "Cannot get dependent tokens: give one of scope and requestedScopes",
    );
  }
  const specs = requestedScopes == null ? undefined : dependentScopeSpecs(requestedScopes);
  const scope = specs
    ? scopeText(specs.map(textOf))
    : params.scope == null
    ? undefined
    : scopeText(params.scope, { rejectEmpty: false });
  const offline = refreshTokens ?? specs?.some((spec) => spec.requires_refresh_token);
  const form = withExtras("additional_params", {
    grant_type: "urn:globus:auth:grant_type:dependent_token",
    token: givenToken("get dependent tokens", token),
    access_type: offline ? "offline" : undefined,
    scope,
  }, additional_params);
  return { form, scope };
}

/**
 * Checks a list of specs.
 *
 * @throws {TypeError} If the value is not a list, or an item is not a spec.
 */
function dependentScopeSpecs(specs: Iterable<DependentScopeSpec>): DependentScopeSpec[] {
  const isList = typeof specs === "object" && specs !== null && Symbol.iterator in specs;
  const list = isList ? [...specs] : [];
  if (!isList || !list.every((spec) => typeof spec?.scope === "string" && spec.scope !== "")) {
    throw new TypeError("Cannot read requestedScopes: it is not a list of DependentScopeSpec");
  }
  return list;
}

/** The string of a scope, with `*` before it if it is optional. */
function textOf({ scope, optional }: DependentScopeSpec): string {
  return optional && !scope.startsWith("*") ? `*${scope}` : scope;
}
