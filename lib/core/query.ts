import { checkType } from "./arguments.ts";
import { wellFormed } from "./text.ts";

/** A value in a query or form. `null` and `undefined` are left out; a list repeats its key. */
export type QueryValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly (string | number | boolean)[];

/** Parameters of a query or form, under the names that the service gives them. */
export interface QueryParams {
  /** A parameter, or several of one name. */
  readonly [name: string]: QueryValue;
}

/**
 * Writes parameters in the form of a query. Of the same name in several sources the last wins.
 *
 * @throws {TypeError} If a value is an object or a function, which have no meaning in a query, or
 * if a name or a value is not well-formed text.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(encodeQuery({ tag: ["a", "b c"], none: null, limit: 5 }), "tag=a&tag=b+c&limit=5");
 * ```
 */
export function encodeQuery(...sources: (QueryParams | undefined)[]): string {
  const all = new Map<string, QueryValue>();
  for (const source of sources) {
    for (const name in source) if (source[name] !== undefined) all.set(name, source[name]);
  }
  if (all.size === 0) return "";
  const search = new URLSearchParams();
  for (const [name, value] of all) {
    if (value == null) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item == null) continue;
      if (!/^(string|number|boolean|bigint)$/.test(typeof item)) {
        throw new TypeError(`Cannot send ${name}: it is a ${typeof item}, not a string`);
      }
      search.append(wellFormed(name, "a parameter's name"), wellFormed(`${item}`, name));
    }
  }
  return search.toString();
}

/**
 * Joins a list with commas, as some parameters of Globus want it; a text passes as it is.
 *
 * @throws {TypeError} If the value is neither text nor an array of strings.
 * @throws {RangeError} If an item holds a comma: it would be read as two.
 */
export function commaJoin(
  value: string | readonly string[] | null | undefined,
): string | undefined {
  if (value == null || typeof value === "string") return value ?? undefined;
  checkType("a list", value, "string array");
  if (value.some((item) => item.includes(","))) {
    throw new RangeError("Cannot send a list: an item holds a comma, which separates items");
  }
  return value.join(",");
}
