/**
 * Documents of Globus Auth: scopes. Ids are UUIDs, dates ISO 8601 texts.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

/** A scope that a client must get too when it is given another. */
export interface DependentScopeSpec {
  /** Id of the scope that is needed. */
  scope: string;
  /** Whether people may decline it and still grant the other. */
  optional: boolean;
  /** Whether the client needs to renew its tokens for it. */
  requires_refresh_token: boolean;
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
