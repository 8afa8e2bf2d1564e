/**
 * Documents of Globus Auth: scopes. Ids are UUIDs, dates ISO 8601 texts.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

import { checkNamed } from "../../core/arguments.ts";
import { checkCharacters } from "../../scopes/characters.ts";
import { isScope, scopeText, writeScope } from "../../scopes/shape.ts";
import type { Scope } from "../../scopes/scope.ts";

/** What a {@link DependentScopeSpec} says beside its scope. */
export interface DependentScopeOptions {
  /** Whether people may decline it and still grant the scope that it comes with. @default {false} */
  optional?: boolean | undefined;
  /** Whether the client needs to renew its tokens for it. @default {false} */
  requires_refresh_token?: boolean | undefined;
}

/**
 * A scope that a service needs at another service, when it is called with one of its own scopes. It
 * is the document that `createScope` and `updateScope` send, where a plain object of the same fields
 * does too, and what `oauth2GetDependentTokens` asks for.
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
  /** Id of the scope, or its text. */
  readonly scope: string;
  /** Whether people may decline it and still grant the scope that it comes with. */
  readonly optional: boolean;
  /** Whether the client needs to renew its tokens for it. */
  readonly requires_refresh_token: boolean;

  /**
   * Takes a scope.
   *
   * @param scope Its id, its text, or the scope itself.
   * @throws {TypeError} If the scope is neither text nor a scope.
   * @throws {ScopeParseError} If a character cannot be part of scopes.
   */
  constructor(scope: string | Scope, options?: DependentScopeOptions);
  /** Takes a scope and its two marks, in the order of the Python SDK. */
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
        "Cannot make a DependentScopeSpec: its scope is neither text nor a Scope",
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

/**
 * Checks a list of specs.
 *
 * @throws {TypeError} If it is not a list, or something in it is not a spec.
 */
export function dependentScopeSpecs(specs: Iterable<DependentScopeSpec>): DependentScopeSpec[] {
  const isList = typeof specs === "object" && specs !== null && Symbol.iterator in specs;
  const list = isList ? [...specs] : [];
  if (!isList || !list.every((spec) => typeof spec?.scope === "string" && spec.scope !== "")) {
    throw new TypeError("Cannot read requestedScopes: it is not a list of DependentScopeSpec");
  }
  return list;
}

/** The text that asks for scopes that a service depends on: `*` before those that are optional. */
export function dependentScopesText(specs: readonly DependentScopeSpec[]): string {
  return scopeText(
    specs.map(({ scope, optional }) => optional && !scope.startsWith("*") ? `*${scope}` : scope),
  );
}

/** A scope that is registered with Globus Auth. */
export interface RegisteredScope {
  /** Id of the scope. */
  id: string;
  /** How it is asked for, such as `https://auth.globus.org/scopes/{client_id}/manage`. */
  scope_string: string;
  /** Name that people see when they are asked for it. */
  name: string;
  /** What it allows, as people see it. */
  description: string;
  /** Id of the client that it belongs to. */
  client: string;
  /** Whether `getScopes` shows it to everybody. */
  advertised: boolean;
  /** Whether tokens for it can be renewed. */
  allows_refresh_token: boolean;
  /** Domains of which one must have been used to log in. */
  required_domains: string[];
  /** Scopes that come with it. */
  dependent_scopes: DependentScopeSpec[];
}

/** Answer that holds one scope. */
export interface ScopeDocument {
  /** The scope. */
  scope: RegisteredScope;
}

/** Answer to `getScopes`. */
export interface ScopesDocument {
  /** The scopes found. */
  scopes: RegisteredScope[];
}
