/**
 * Texts of scopes as one sorted forest, so that requirements can be compared whatever order and
 * grouping they are written in.
 *
 * @module
 */

/** A scope with what it depends on, by name. */
export interface ScopeTree {
  optional: boolean;
  dependencies: Record<string, ScopeTree>;
}

/** Reads texts of scopes and merges those of one name; a required scope hides an optional one. */
export function scopeForest(texts: Iterable<unknown>): Record<string, ScopeTree> {
  const forest: Record<string, ScopeTree> = Object.create(null);
  for (const text of texts) for (const part of split(String(text))) add(forest, part);
  return forest;
}

function add(forest: Record<string, ScopeTree>, text: string): void {
  const optional = text.startsWith("*");
  const bare = optional ? text.slice(1) : text;
  const bracket = bare.indexOf("[");
  const name = bracket < 0 ? bare : bare.slice(0, bracket);
  const tree = forest[name] ??= { optional, dependencies: Object.create(null) };
  tree.optional &&= optional;
  if (bracket >= 0) {
    for (const part of split(bare.slice(bracket + 1, -1))) add(tree.dependencies, part);
  }
}

/** A text of scopes with what each depends on in one order: Python writes sets in any. */
export function sortedScopes(text: string): string {
  return split(text).map((part) => {
    const bracket = part.indexOf("[");
    if (bracket < 0 || !part.endsWith("]")) return part;
    const inner = split(sortedScopes(part.slice(bracket + 1, -1))).sort();
    return `${part.slice(0, bracket)}[${inner.join(" ")}]`;
  }).join(" ");
}

/** Splits a text at the spaces outside of brackets. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const char of text) {
    depth += char === "[" ? 1 : char === "]" ? -1 : 0;
    if (char === " " && depth === 0) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  return [...parts, part].filter((text) => text !== "");
}

/** Why scopes with other characters are refused. */
export const SCOPE_CHARACTERS =
  "scopes hold the characters of RFC 6749 section 3.3, without quotes and commas, and spaces between";

/** Why lists in lists of scopes are refused. */
export const NO_LISTS_OF_LISTS = "a list of scopes holds texts and scopes, and no lists";

/** Whether a text of scopes, a name, a tree or a list of them holds a character that is refused. */
export function hasWrongCharacter(scopes: unknown): boolean {
  if (typeof scopes === "string") return !/^[ !#-&(-+\x2d-[\]-_a-~]*$/.test(scopes);
  if (typeof scopes !== "object" || scopes === null) return false;
  const { scope, dependencies, $scope } = scopes as Record<string, unknown>;
  const parts = Array.isArray(scopes) ? scopes : [scope, dependencies, $scope];
  return parts.some(hasWrongCharacter);
}
