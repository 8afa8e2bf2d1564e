/**
 * Whether a value is an object literal: not an array, not an instance of a class. The prototype
 * decides, so that a literal of another realm (an iframe, `node:vm`) counts too.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Refuses `params` and `options` that are not plain objects. A text would be spread into its
 * characters, and an array or a class instance would lose what it holds, in silence.
 *
 * @param form The right form of the call, such as `operationStat(endpointId, { path })`.
 * @param named What the caller gave for `params` and `options`; undefined is left out.
 * @throws {TypeError} If one of them is not a plain object.
 */
export function checkNamed(form: string, ...named: readonly unknown[]): void {
  for (const value of named) {
    if (value === undefined || isPlainObject(value)) continue;
    const kind = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
    throw new TypeError(`Cannot call with ${kind} as params or options: write ${form}`);
  }
}
