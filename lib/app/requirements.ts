import type { ScopeLike } from "../core/client_options.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { Scope, scopeList, ScopeParser, type Scopes } from "../scopes/scope.ts";

/** Scopes to require, by resource server. */
export type ScopesByResourceServer = Readonly<Record<string, Scopes | readonly ScopeLike[]>>;

/** The scopes that an app requires, by resource server. */
export class Requirements {
  /** The merged scopes. The map shows later changes. */
  readonly byResourceServer: ReadonlyMap<string, readonly Scope[]>;
  readonly #scopes = new Map<string, readonly Scope[]>();

  /** Begins without scopes. */
  constructor() {
    this.byResourceServer = this.#scopes;
  }

  /**
   * Adds scopes.
   *
   * @returns The resource servers with more required scopes than before.
   * @throws {ScopeParseError} If a text is malformed; then nothing changes.
   */
  add(scopes: ScopesByResourceServer): string[] {
    return this.#change(scopes, (before, added) => ScopeParser.mergeScopes(before, added));
  }

  /**
   * Removes scopes. A scope that is given with dependencies loses only these.
   *
   * @returns The resource servers with fewer required scopes than before.
   * @throws {ScopeParseError} If a text is malformed; then nothing changes.
   */
  remove(scopes: ScopesByResourceServer): string[] {
    const changed = this.#change(scopes, without);
    for (const server of Object.keys(scopes)) {
      if (this.#scopes.get(server)?.length === 0) this.#scopes.delete(server);
    }
    return changed;
  }

  #change(
    scopes: ScopesByResourceServer,
    change: (before: readonly Scope[], named: readonly Scope[]) => readonly Scope[],
  ): string[] {
    // Parse all of them first, so that a malformed one changes nothing.
    const named = Object.entries(scopes).map(([server, scopes]) =>
      [server, scopeList(scopes as Scopes)] as const
    );
    return named.filter(([server, scopes]) => {
      const before = this.#scopes.get(server);
      const after = change(before ?? [], scopes);
      this.#scopes.set(server, after);
      return `${after}` !== `${before ?? ""}`;
    }).map(([server]) => server);
  }
}

/** The error of a call to a service that the app requires no scopes of. */
export function noScopesError(resourceServer: string, options?: ErrorOptions): GlobusSDKUsageError {
  return new GlobusSDKUsageError(
    `Cannot get a token for ${resourceServer}: the app has no scopes for it. Add them with` +
      " addScopeRequirements(), or make a client of the service with this app",
    options,
  );
}

/** Removes the named scopes, or, if these have dependencies, only the dependencies. */
function without(scopes: readonly Scope[], named: readonly Scope[]): readonly Scope[] {
  return scopes.flatMap((scope) => {
    const same = named.filter(({ scopeString }) => scopeString === scope.scopeString);
    if (same.length === 0) return [scope];
    if (same.some(({ dependencies }) => dependencies.length === 0)) return [];
    const dependencies = without(
      scope.dependencies,
      same.flatMap(({ dependencies }) => dependencies),
    );
    return [new Scope(scope.scopeString, { optional: scope.optional, dependencies })];
  });
}
