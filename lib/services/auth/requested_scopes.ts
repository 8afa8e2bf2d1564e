import { checkNamed } from "../../core/arguments.ts";
import { isPlainObject } from "../../core/guards.ts";
import { isScopes } from "../../scopes/shape.ts";
import type { Scopes } from "../../scopes/scope.ts";

/** The scopes of the Globus tutorial: an ID token, and all operations of Globus Transfer. */
const DEFAULT_SCOPES = "openid profile email urn:globus:auth:scope:transfer.api.globus.org:all";

/** Parameters whose `requestedScopes` may be left out, to request the default scopes. */
export type WithDefaultScopes<Params extends { requestedScopes: Scopes }> =
  & Omit<Params, "requestedScopes">
  & {
    /** Scopes to request. @default `openid profile email`, and all of Transfer */
    requestedScopes?: Scopes | undefined;
  };

/**
 * Reads the arguments of a call that takes scopes by position or as `requestedScopes` in its `params`.
 * The default scopes only replace absent ones: null, an empty string and an empty list request nothing,
 * which is an error later on.
 *
 * @param form The right form of the call, such as `oauth2StartFlow(scopes, params)`.
 * @param first Scopes or `params`. A plain object that is not a scope is `params`.
 * @param params The second argument. Scopes by position win over those in it, because a stored login
 * attempt holds them too.
 * @throws {TypeError} If an argument is neither scopes nor `params`.
 */
export function requestedScopesOf<P extends object>(
  form: string,
  first: Scopes | (P & { requestedScopes?: Scopes | undefined }) | undefined,
  params: P | undefined,
): P & { requestedScopes: Scopes } {
  const isParams = isPlainObject(first) && !isScopes(first);
  if (isParams && params !== undefined || first != null && !isParams && !isScopes(first)) {
    throw new TypeError(`Cannot tell scopes from params: write ${form}`);
  }
  checkNamed(form, params);
  const named = { ...(isParams ? first : params) } as P & { requestedScopes?: Scopes };
  const placed = isParams ? undefined : first as Scopes | undefined;
  const given = placed === undefined ? named.requestedScopes : placed;
  return { ...named, requestedScopes: given === undefined ? DEFAULT_SCOPES : given };
}
