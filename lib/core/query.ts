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

/** Parameters of a query or form, by the service's names for them. */
export interface QueryParams {
  /** Value of a parameter; a list sends the parameter several times. */
  readonly [name: string]: QueryValue;
}

/**
 * Encodes parameters as a query. If several sources have a parameter of one name, the last wins.
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
 * Joins a list with commas, as some parameters of Globus require. A string is returned unchanged.
 *
 * @throws {TypeError} If the value is neither a string nor an array of strings.
 * @throws {RangeError} If an item holds a comma: the service would read it as two items.
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
