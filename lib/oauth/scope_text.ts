import { GlobusSDKUsageError } from "../core/errors.ts";
import type { Scopes } from "../scopes/scope.ts";

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

/**
 * Writes scopes as the one text that a request carries. Texts are taken as they are, unread. It is
 * what `ScopeParser.serialize` does, for programs that log in and parse no scope.
 *
 * @param options.rejectEmpty Whether an empty result is an error. @default {true}
 * @throws {GlobusSDKUsageError} If the result is empty and that is an error.
 */
export function scopeText(scopes: Scopes, options: { rejectEmpty?: boolean } = {}): string {
  const text = typeof scopes === "object" && scopes && Symbol.iterator in scopes
    ? Array.from(scopes, String).join(" ")
    : `${scopes ?? ""}`;
  if (text === "" && options.rejectEmpty !== false) {
    throw new GlobusSDKUsageError("Cannot ask for scopes: there are none");
  }
  return text;
}
