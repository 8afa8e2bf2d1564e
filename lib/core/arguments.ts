import { GlobusSDKUsageError } from "./errors.ts";
import { isPlainObject, isUuid } from "./guards.ts";

/** A message that names the type alone: the value may be a secret. */
function wrong(value: unknown, right: string): string {
  return `Cannot call with this ${value === null ? value : typeof value}: ${right}`;
}

/**
 * Refuses `params` and `options` that are not plain objects. A text would be spread into its
 * characters, and an array or a class instance would lose what it holds, in silence. Each method
 * that takes them calls it before it reads them; a method that returns a Promise is async, so that
 * this error rejects as all others do.
 *
 * @param form The right form of the call, such as `operationStat(endpointId, { path })`.
 * @param named What the caller gave: `params`, `options`, or objects in them; undefined passes.
 * @throws {TypeError} If one of them is not a plain object.
 */
export function checkNamed(form: string, ...named: readonly unknown[]): void {
  for (const value of named) {
    if (value === undefined || isPlainObject(value)) continue;
    throw new TypeError(wrong(value, `write ${form}`));
  }
}

/**
 * Takes a text in the place of `params`, where the Python SDK takes one by position, and refuses
 * all else that {@link checkNamed} refuses. With `options` behind it, a text is refused: what
 * stands there may be meant as `params`.
 *
 * @param name The field that the text stands for.
 * @returns The params.
 */
export function textOrNamed<Params extends object>(
  form: string,
  name: keyof Params & string,
  params: string | Params = {} as Params,
  options?: unknown,
): Params {
  if (typeof params === "string" && options === undefined) return { [name]: params } as Params;
  checkNamed(form, params, options);
  return params as Params;
}

/**
 * Refuses an argument of another type, which could be sent as something else: JSON leaves out
 * functions, and a query shows an array as its items.
 *
 * @throws {TypeError} If it is of another type.
 */
export function checkType(
  name: string,
  value: unknown,
  type: "string" | "boolean" | "string array",
): void {
  // deno-lint-ignore valid-typeof -- the type is one of two
  if (type === "string array" ? areStrings(value) : typeof value === type) return;
  throw new TypeError(wrong(value, `${name} must be a ${type}`));
}

function areStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/**
 * Whether JSON shows what an object holds: it is a literal, an array or an instance of a caller's
 * own class. Of a Map, a Promise or a stream it would show nothing.
 */
export function hasFields(value: unknown): boolean {
  return Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";
}

/**
 * Refuses a document that is not an object. A text is JSON already, and would be sent twice
 * encoded, or in place of another body.
 *
 * @throws {GlobusSDKUsageError} If it is a text, an array, a built-in such as a Map or a Promise,
 * or nothing.
 */
export function checkDocument(value: unknown): void {
  if (Array.isArray(value) || !hasFields(value)) {
    throw new GlobusSDKUsageError(wrong(value, "a document must be an object, and not its JSON"));
  }
}

/**
 * Takes one UUID or several.
 *
 * @param action What they are for, such as `ask for data_access`.
 * @throws {TypeError} If one of them is not a UUID.
 */
export function uuidsOf(action: string, ids: string | Iterable<string>): string[] {
  const list = typeof ids === "object" && Symbol.iterator in (ids ?? {})
    ? [...ids]
    : [ids as string];
  if (list.every(isUuid)) return list;
  throw new TypeError(`Cannot ${action}: an id is not a UUID`);
}
