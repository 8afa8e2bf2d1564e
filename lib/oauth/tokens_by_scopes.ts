import type { Scopes } from "../scopes/scope.ts";
import { listScopes } from "../scopes/shape.ts";
import type { TokenDetails } from "./token_details.ts";

/** Finds the tokens of a response by scopes. Iterating over it gives all granted scopes. */
export class TokensByScopes implements Iterable<string> {
  readonly #tokens: readonly TokenDetails[];
  /** Used by {@link OAuthTokenResponse}. */
  constructor(tokens: readonly TokenDetails[]) {
    this.#tokens = tokens;
  }

  /**
   * The tokens that have all the scopes.
   *
   * @example Usage
   * ```ts ignore
   * const token = tokens.byScopes.get([AuthScopes.openid, AuthScopes.email]);
   * ```
   *
   * @param scopes Scopes in any form. Dependencies of a `Scope` are ignored: a token does not name them.
   * @returns Undefined if no single token has all of them; the last one if several tokens do.
   * @throws {TypeError} If an item is neither text nor a scope.
   */
  get(scopes: Scopes): TokenDetails | undefined {
    const wanted = listScopes(scopes).flatMap((scope) =>
      typeof scope === "string" ? scopeWords(scope) : [scope.scopeString]
    );
    if (wanted.length === 0) return undefined;
    return this.#tokens.findLast((token) => {
      const granted = scopeWords(token.scope);
      return wanted.every((scope) => granted.includes(scope));
    });
  }

  /** Whether one token has all the scopes. */
  has(scopes: Scopes): boolean {
    return this.get(scopes) !== undefined;
  }

  /** All scopes granted, each once. */
  [Symbol.iterator](): Iterator<string> {
    return new Set(this.#tokens.flatMap((token) => scopeWords(token.scope)))[Symbol.iterator]();
  }
}

function scopeWords(scope: string): string[] {
  return scope.split(/\s+/).filter(Boolean);
}
