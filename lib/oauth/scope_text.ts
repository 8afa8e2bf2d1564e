// For programs that log in and parse no scope: it does what `ScopeParser.serialize` does.
export { scopeText } from "../scopes/shape.ts";

/** A scope at the top of a scope text. */
export interface ScopeName {
  /** Its name, without what it depends on. */
  readonly name: string;
  /** Whether it is marked as optional. */
  readonly optional: boolean;
}

/** The scopes at the top of a text such as `openid a[b *c] *d`; their dependencies are skipped. */
export function scopeNames(text: string): ScopeName[] {
  const names: ScopeName[] = [];
  let depth = 0;
  for (const part of text.split(/(?=[[\]])|\s+/)) {
    if (part.startsWith("[")) depth++;
    else if (part.startsWith("]")) depth--;
    else if (depth === 0 && part !== "") {
      const optional = part.startsWith("*");
      names.push({ name: optional ? part.slice(1) : part, optional });
    }
  }
  return names;
}
