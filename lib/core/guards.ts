/**
 * Checks of values from outside. None uses `instanceof` for a built-in class: it does not recognize
 * values of another realm (an iframe, jsdom, `node:vm`).
 *
 * @module
 */

/** Whether a value is an error, or has the same shape. */
export function isError(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value &&
    typeof value.message === "string" && "name" in value && typeof value.name === "string";
}

/** Whether a value is a `Date`. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** Whether a value of a JSON document is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value of a JSON document is a list of objects. */
export function isListOfObjects(value: unknown): value is Record<string, unknown>[] {
  if (!Array.isArray(value)) return false;
  // A loop: `every` takes four times as long, and a page can have thousands of items.
  for (const item of value) if (!isObject(item)) return false;
  return true;
}

/**
 * Whether a value is an object literal: not an array, not an instance of a class. The prototype
 * decides, so that a literal of another realm counts too.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is a UUID, in either case. */
export function isUuid(value: unknown): boolean {
  return typeof value === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
}

/** Whether two secrets are the same. The time taken does not reveal where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0);
  return difference === 0;
}

/** Whether a URL's host is this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/**
 * Parses an address that may receive secrets: https, or http on this machine.
 *
 * @returns Undefined for any other address, for one with credentials (even empty ones), and for
 * spellings that a URL parser would silently correct: spaces, control characters, backslashes,
 * `http://2130706433/`.
 */
export function secureUrl(text: unknown): URL | undefined {
  // deno-lint-ignore no-control-regex
  if (typeof text !== "string" || /[\u0000-\u0020\u007f\\]/.test(text) || !URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  const [, host] = /^https?:\/\/([^/?#@]+?)(:\d*)?([/?#]|$)/i.exec(text) ?? [];
  const isSecure = url.protocol === "https:" ||
    isLoopback(url.hostname) && host?.toLowerCase() === url.hostname;
  return host && isSecure ? url : undefined;
}
