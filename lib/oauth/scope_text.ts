// The same as `ScopeParser.serialize`, without the parser: a login does not need to load that.
export { scopeText } from "../scopes/shape.ts";

/** A scope at the top level of a scope text. */
interface ScopeName {
  /** Name of the scope, without its dependencies. */
  readonly name: string;
  /** Whether it is marked as optional, with `*`. */
  readonly optional: boolean;
}

/** The scopes at the top level of a text such as `openid a[b *c] *d`, without their dependencies. */
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
