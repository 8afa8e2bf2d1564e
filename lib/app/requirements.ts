import type { ScopeLike } from "../core/client_options.ts";
import { Scope, scopeList, ScopeParser, type Scopes } from "../scopes/scope.ts";

/** Scopes by resource server, as apps are given them. */
export type ScopesByResourceServer = Readonly<Record<string, Scopes | readonly ScopeLike[]>>;

/** What an app's logins ask for, by resource server. */
export class Requirements {
  /** The scopes, merged. Changes show in it. */
  readonly byResourceServer: ReadonlyMap<string, readonly Scope[]>;
  readonly #scopes = new Map<string, readonly Scope[]>();

  /** Begins with nothing. */
  constructor() {
    this.byResourceServer = this.#scopes;
  }

  /**
   * Adds scopes.
   *
   * @returns The resource servers of which more is required than before.
   * @throws {ScopeParseError} If a text is malformed; then nothing changes.
   */
  add(scopes: ScopesByResourceServer): string[] {
    return this.#change(scopes, (before, added) => ScopeParser.mergeScopes(before, added));
  }

  /**
   * Takes scopes back: one that is named with dependencies loses these, one that is named without
   * any is removed.
   *
   * @returns The resource servers of which less is required than before.
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
    // First all of them are read, so that a malformed one leaves nothing half done.
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

/** Scopes without those named, or without the dependencies that these are named with. */
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
