import { hasFields } from "./arguments.ts";

/** Integers that a JavaScript number cannot hold, by the object that they stand in. */
const exact = new WeakMap<object, Map<string, bigint>>();

/**
 * Writes JSON.
 *
 * @throws {TypeError} If JSON cannot show the value: a function, a BigInt, a Map, or an object that
 * holds itself.
 */
export function toJson(value: unknown): string {
  let text: string | undefined;
  const isShown = typeof value !== "object" || value === null || hasFields(value) ||
    "toJSON" in value;
  try {
    if (isShown) text = JSON.stringify(value);
  } catch { // Not as the cause: its message names fields of the body.
  }
  if (text === undefined) {
    throw new TypeError("Cannot send a body as JSON: it is, or holds, what JSON cannot show");
  }
  return text;
}

/**
 * Reads JSON, and keeps aside the integers that JavaScript would round: see {@link exactInteger}.
 *
 * @throws {SyntaxError} If it is no JSON.
 */
export function parseJson(text: string): unknown {
  return hasLongNumber(text) ? JSON.parse(text, keepExact) : JSON.parse(text);
}

/**
 * An integer of a document that an operation resolved to, exactly as the service sent it. Numbers
 * beyond 2^53 (9 PB, counted in bytes) are rounded in the document itself, as JavaScript has them.
 *
 * @example Usage
 * ```ts ignore
 * const bytes = exactInteger(await tc.getTask(taskId), "bytes_transferred"); // 9007199254740993n
 * ```
 *
 * @param holder The object that holds the number: the document, or one within it.
 * @param key The name under which it stands there, or the index in an array.
 * @returns Undefined where there is no integer.
 */
export function exactInteger(holder: object, key: string | number): bigint | undefined {
  const value: unknown = (holder as Record<string | number, unknown>)[key];
  return exact.get(holder)?.get(`${key}`) ??
    (Number.isInteger(value) ? BigInt(value as number) : undefined);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * Whether 16 digits follow one another: fewer make no integer above 2^53. It looks at each
 * sixteenth character only, of which any such run holds one.
 */
function hasLongNumber(text: string): boolean {
  for (let at = 15; at < text.length; at += 16) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let from = at;
    let to = at;
    while (isDigit(text.charCodeAt(from - 1))) from--;
    while (isDigit(text.charCodeAt(to + 1))) to++;
    if (to - from >= 15) return true;
  }
  return false;
}

/** A reviver. Its third argument is newer than TypeScript's declaration, and than some browsers. */
function keepExact(
  this: object,
  key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const source = context?.source ?? "";
    if (/^-?\d+$/.test(source)) {
      const kept = exact.get(this) ?? new Map<string, bigint>();
      exact.set(this, kept.set(key, BigInt(source)));
    }
  }
  return value;
}
