import { checkNamed } from "../../core/arguments.ts";
import { isPlainObject } from "../../core/guards.ts";
import { isScopes } from "../../scopes/shape.ts";
import type { Scopes } from "../../scopes/scope.ts";

/** What the Globus tutorial asks for: an ID token, and all of Globus Transfer. */
const DEFAULT_SCOPES = "openid profile email urn:globus:auth:scope:transfer.api.globus.org:all";

/** Parameters whose scopes may be left out: the default ones are asked for then. */
export type WithDefaultScopes<Params extends { requestedScopes: Scopes }> =
  & Omit<Params, "requestedScopes">
  & {
    /** Scopes to ask for. @default `openid profile email`, and all of Transfer */
    requestedScopes?: Scopes | undefined;
  };

/**
 * Reads the arguments of a call that takes scopes, either by position or as `requestedScopes` in
 * its `params`. The default scopes stand in for absent ones alone: null, an empty text and an empty
 * list say that nothing is asked for, which is an error later on.
 *
 * @param form The right form of the call, such as `oauth2StartFlow(scopes, params)`.
 * @param first Scopes, or `params`: the prototype tells `params`, their form tells scopes.
 * @param params What stands in second place. Scopes by position win over those in it: a login attempt
 * from a store holds them too.
 * @throws {TypeError} If an argument is neither scopes nor `params`.
 */
export function requestedScopesOf<P extends object>(
  form: string,
  first: Scopes | (P & { requestedScopes?: Scopes }) | undefined,
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
