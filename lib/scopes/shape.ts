import { GlobusSDKUsageError } from "../core/errors.ts";
import { checkCharacters } from "./characters.ts";

/** Most scopes in one list, including repeated ones. */
export const MAX_SCOPE_COUNT = 10_000;

/**
 * The fields by which the SDK recognizes a scope. Its class does not count: if a program loads two
 * copies of this package, there are two classes of that name.
 */
export interface ScopeShape {
  /** Name of the scope. */
  readonly scopeString: string;
  /** Whether the user may decline it. @default {false} */
  readonly optional?: boolean;
  /** Scopes that it depends on, in order. @default {[]} */
  readonly dependencies?: Iterable<ScopeShape>;
}

/** One or more scopes, as objects or strings. */
type ScopesShape = string | ScopeShape | Iterable<string | ScopeShape>;

/** Whether a value is a scope object, from any copy of this package. */
export function isScope(value: unknown): value is ScopeShape {
  return typeof value === "object" && value !== null && "scopeString" in value &&
    typeof value.scopeString === "string";
}

/** Whether a value is iterable, except a `String` object, which iterates over its characters. */
function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value &&
    Object.prototype.toString.call(value) !== "[object String]";
}

/** Whether a value can be scopes: a string, a scope object, or an iterable. */
export function isScopes(value: unknown): boolean {
  return typeof value === "string" || isScope(value) || isIterable(value);
}

/**
 * Returns scopes as a flat list. Other values are refused: converted to a string, they would become
 * `[object Object]`, or a scope that the program did not mean to request.
 *
 * @throws {TypeError} If an item is neither a string nor a scope.
 */
export function listScopes<S extends ScopeShape>(scopes: string | S | Iterable<string | S>) {
  const list = isIterable(scopes) && !isScope(scopes) ? [...scopes] : [scopes];
  for (const scope of list) {
    if (typeof scope === "string" || isScope(scope)) continue;
    const kind = scope === null ? "null" : Array.isArray(scope) ? "an array" : typeof scope;
    throw new TypeError(
      `Cannot read scopes: ${kind} is not a scope; give a string, a Scope, or a list of them`,
    );
  }
  return list as (string | S)[];
}

/**
 * Writes a scope as Globus Auth reads it: `name[dependency *optionalDependency]`.
 *
 * @throws {RangeError} If the result would name more than 10,000 scopes.
 * @throws {TypeError} If a dependency is not a scope.
 */
export function writeScope(scope: ScopeShape): string {
  let text = "";
  let count = 0;
  const rest: (ScopeShape | string)[] = [scope];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === "string") {
      text += next;
      continue;
    }
    if (++count > MAX_SCOPE_COUNT) {
      throw new RangeError(`Cannot write a scope: it names more than ${MAX_SCOPE_COUNT} scopes`);
    }
    text += (next.optional ? "*" : "") + next.scopeString;
    const dependencies = [...next.dependencies ?? []];
    if (dependencies.length === 0) continue;
    if (!dependencies.every(isScope)) {
      throw new TypeError("Cannot write a scope: a dependency is not a scope");
    }
    rest.push("]");
    for (let i = dependencies.length - 1; i >= 0; i--) {
      rest.push(dependencies[i], i > 0 ? " " : "[");
    }
  }
  return text;
}

/**
 * Writes scopes as one string, as requests send it. Of strings, only the characters are checked.
 *
 * @param options.rejectEmpty Whether an empty result is an error. @default {true}
 * @throws {GlobusSDKUsageError} If the result is empty, unless `rejectEmpty` is false.
 * @throws {ScopeParseError} If scopes cannot hold a character.
 * @throws {TypeError} If an item is neither a string nor a scope.
 */
export function scopeText(
  scopes: ScopesShape,
  options: { rejectEmpty?: boolean | undefined } = {},
): string {
  const text = listScopes(scopes ?? "")
    .map((scope) => typeof scope === "string" ? scope : writeScope(scope)).join(" ");
  if (text === "" && options.rejectEmpty !== false) {
    throw new GlobusSDKUsageError("Cannot request scopes: the list is empty");
  }
  checkCharacters(text);
  return text;
}
