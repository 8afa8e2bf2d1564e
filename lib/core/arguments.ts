import { GlobusSDKUsageError } from "./errors.ts";
import { isPlainObject, isUuid } from "./guards.ts";

/** Makes a message that names only the type of the value, which may be a secret. */
function wrong(value: unknown, right: string): string {
  return `Cannot call with this ${value === null ? value : typeof value}: ${right}`;
}

/**
 * Refuses `params` and `options` that are not plain objects. Spreading would turn a string into its
 * characters, and silently drop what an array or a class instance holds. Each method calls this
 * before it reads them. A method that returns a Promise is async, so that this error rejects the
 * Promise like all its other errors.
 *
 * @param form The right form of the call, such as `operationStat(endpointId, { path })`.
 * @param named The caller's `params`, `options`, or objects in them. Undefined is allowed.
 * @throws {TypeError} If one of them is not a plain object.
 */
export function checkNamed(form: string, ...named: readonly unknown[]): void {
  for (const value of named) {
    if (value === undefined || isPlainObject(value)) continue;
    throw new TypeError(wrong(value, `write ${form}`));
  }
}

/**
 * Accepts a string in place of `params`, if the Python SDK takes that field by position. Otherwise
 * it does what {@link checkNamed} does. A string followed by `options` is refused, because the
 * caller may mean those as `params`.
 *
 * @param name The field that the string is for.
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
 * Refuses an argument of another type, which would be sent as something else: JSON leaves out
 * functions, and a query repeats its key for each item of an array.
 *
 * @throws {TypeError} If the type differs.
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
 * Whether JSON shows the content of an object. It does for a literal, an array and an instance of
 * the caller's own class; a Map, a Promise or a stream would become `{}`.
 */
export function hasFields(value: unknown): boolean {
  return Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";
}

/**
 * Refuses a document that is not an object. A string may be JSON already, and would be encoded twice
 * or sent in place of another body.
 *
 * @throws {GlobusSDKUsageError} If it is a string, an array, a built-in object such as a Map or a
 * Promise, null or undefined.
 */
export function checkDocument(value: unknown): void {
  if (Array.isArray(value) || !hasFields(value)) {
    throw new GlobusSDKUsageError(wrong(value, "a document must be an object, and not its JSON"));
  }
}

/**
 * Reads one UUID or several.
 *
 * @param action What they are for, as an error says it, such as `ask for data_access`.
 * @returns The UUIDs as an array, unchanged.
 * @throws {TypeError} If one of them is not a UUID.
 */
export function uuidsOf(action: string, ids: string | Iterable<string>): string[] {
  const list = typeof ids === "object" && Symbol.iterator in (ids ?? {})
    ? [...ids]
    : [ids as string];
  if (list.every(isUuid)) return list;
  throw new TypeError(`Cannot ${action}: an id is not a UUID`);
}
