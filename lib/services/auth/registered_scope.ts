/**
 * Documents of Globus Auth: scopes. Ids are UUIDs, dates are ISO 8601 strings.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

import { checkNamed } from "../../core/arguments.ts";
import { checkCharacters } from "../../scopes/characters.ts";
import { isScope, writeScope } from "../../scopes/shape.ts";
import type { Scope } from "../../scopes/scope.ts";

/** How a {@link DependentScopeSpec} is made. */
export interface DependentScopeOptions {
  /** Whether users may decline this scope and still grant the one that depends on it. @default {false} */
  optional?: boolean | undefined;
  /** Whether the client needs a refresh token for this scope. @default {false} */
  requires_refresh_token?: boolean | undefined;
}

/**
 * A scope that a service needs at another service when it is called with one of its own scopes.
 * `createScope`, `updateScope` and `oauth2GetDependentTokens` take it. The first two also take a plain
 * object with the same fields.
 *
 * @example A scope that needs Transfer
 * ```ts
 * import { DependentScopeSpec, TransferScopes } from "@globus-deno/sdk";
 *
 * const spec = new DependentScopeSpec(TransferScopes.all, { optional: true });
 * console.log(spec.scope, spec.optional); // urn:globus:auth:scope:transfer.api.globus.org:all true
 * ```
 */
export class DependentScopeSpec {
  /** Id of the scope, or its string. */
  readonly scope: string;
  /** Whether users may decline this scope and still grant the one that depends on it. */
  readonly optional: boolean;
  /** Whether the client needs a refresh token for this scope. */
  readonly requires_refresh_token: boolean;

  /**
   * Makes a spec of a scope.
   *
   * @param scope Id of the scope, its string, or a {@link Scope}.
   * @throws {TypeError} If `scope` is neither a string nor a scope.
   * @throws {ScopeParseError} If scopes cannot hold a character.
   */
  constructor(scope: string | Scope, options?: DependentScopeOptions);
  /** Makes a spec of a scope, with its options by position as in the Python SDK. */
  constructor(scope: string | Scope, optional: boolean, requiresRefreshToken: boolean);
  constructor(
    scope: string | Scope,
    options: boolean | DependentScopeOptions = {},
    requiresRefreshToken = false,
  ) {
    const named = typeof options === "boolean"
      ? { optional: options, requires_refresh_token: requiresRefreshToken }
      : options;
    checkNamed("new DependentScopeSpec(scope, { optional, requires_refresh_token })", named);
    const given = isScope(scope) ? scope : undefined;
    if (!given && (typeof scope !== "string" || scope === "")) {
      throw new TypeError(
        "Cannot make a DependentScopeSpec: its scope is neither a string nor a Scope",
      );
    }
    this.scope = given
      ? writeScope({ scopeString: given.scopeString, dependencies: given.dependencies })
      : scope as string;
    checkCharacters(this.scope);
    this.optional = named.optional ?? given?.optional ?? false;
    this.requires_refresh_token = named.requires_refresh_token ?? false;
  }
}

/** A scope that is registered with Globus Auth. */
export interface RegisteredScope {
  /** Id of the scope. */
  id: string;
  /** The string that requests it, such as `https://auth.globus.org/scopes/{client_id}/manage`. */
  scope_string: string;
  /** Name that people see on the consent page. */
  name: string;
  /** What the scope allows, as people see it on the consent page. */
  description: string;
  /** Id of the client that the scope belongs to. */
  client: string;
  /** Whether all users can find the scope with `getScopes`. */
  advertised: boolean;
  /** Whether refresh tokens may be issued for the scope. */
  allows_refresh_token: boolean;
  /** Domains: users must log in with an identity of one of them. Empty allows all. */
  required_domains: string[];
  /** Scopes of other services that the client needs when it is called with this scope. */
  dependent_scopes: DependentScopeSpec[];
}

/** Response with one scope. */
export interface ScopeDocument {
  /** The scope that was looked up, created, changed or deleted. */
  scope: RegisteredScope;
}

/** Response to {@link AuthClient.getScopes}. */
export interface ScopesDocument {
  /** The scopes that were found. */
  scopes: RegisteredScope[];
}
