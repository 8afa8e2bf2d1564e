import { GlobusSDKUsageError } from "../core/errors.ts";
import { checkCharacters } from "./characters.ts";

/** Scopes in one text, repeated ones included. */
export const MAX_SCOPE_COUNT = 10_000;

/**
 * What makes an object a scope. Not its class: two copies of this package in one program have two
 * classes of that name.
 */
export interface ScopeShape {
  /** Its name. */
  readonly scopeString: string;
  /** Whether the user may decline it. */
  readonly optional?: boolean;
  /** Scopes that it depends on, in order. */
  readonly dependencies?: Iterable<ScopeShape>;
}

/** One or more scopes, as objects or as text. */
export type ScopesShape = string | ScopeShape | Iterable<string | ScopeShape>;

/** Whether a value is a scope object, of this copy of the package or of another. */
export function isScope(value: unknown): value is ScopeShape {
  return typeof value === "object" && value !== null && "scopeString" in value &&
    typeof value.scopeString === "string";
}

/** Whether a value lists something. An object around a text lists its characters: it does not count. */
function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value &&
    Object.prototype.toString.call(value) !== "[object String]";
}

/** Whether a value has the form of scopes: text, a scope, or something that lists them. */
export function isScopes(value: unknown): boolean {
  return typeof value === "string" || isScope(value) || isIterable(value);
}

/**
 * The scopes given, as a flat list. Nothing else is turned into text: it would print as
 * `[object Object]`, or as a name that the program did not mean to ask for.
 *
 * @throws {TypeError} If something in it is neither text nor a scope.
 */
export function listScopes<S extends ScopeShape>(scopes: string | S | Iterable<string | S>) {
  const list = isIterable(scopes) && !isScope(scopes) ? [...scopes] : [scopes];
  for (const scope of list) {
    if (typeof scope === "string" || isScope(scope)) continue;
    const kind = scope === null ? "null" : Array.isArray(scope) ? "an array" : typeof scope;
    throw new TypeError(
      `Cannot read scopes: ${kind} is not a scope; give text, a Scope, or a list of them`,
    );
  }
  return list as (string | S)[];
}

/**
 * The text that Globus Auth reads: `name[dependency *optionalDependency]`.
 *
 * @throws {RangeError} If it would name more than 10,000 scopes.
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
 * Writes scopes as the one text that a request carries. Of text only the characters are checked.
 *
 * @param options.rejectEmpty Whether an empty result is an error. @default {true}
 * @throws {GlobusSDKUsageError} If the result is empty and that is an error.
 * @throws {ScopeParseError} If a character cannot be part of scopes.
 * @throws {TypeError} If something in it is neither text nor a scope.
 */
export function scopeText(scopes: ScopesShape, options: { rejectEmpty?: boolean } = {}): string {
  const text = listScopes(scopes ?? "")
    .map((scope) => typeof scope === "string" ? scope : writeScope(scope)).join(" ");
  if (text === "" && options.rejectEmpty !== false) {
    throw new GlobusSDKUsageError("Cannot ask for scopes: there are none");
  }
  checkCharacters(text);
  return text;
}
