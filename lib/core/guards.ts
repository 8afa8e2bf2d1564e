/*
 * What a value is, wherever it was made: `instanceof` does not know the built-in classes of another
 * realm (an iframe, jsdom, `node:vm`).
 */

/** Whether a value is an error, or looks like one. */
export function isError(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value &&
    typeof value.message === "string" && "name" in value && typeof value.name === "string";
}

/** Whether a value is a date. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}
