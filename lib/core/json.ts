import { hasFields } from "./arguments.ts";

/** Integers that a JavaScript number cannot hold, by the object that holds them and the key. */
const exact = new WeakMap<object, Map<string, bigint>>();

/**
 * Encodes a value as JSON.
 *
 * @throws {TypeError} If JSON cannot represent the value: a function, a BigInt, a Map, or an object
 * that holds itself.
 */
export function toJson(value: unknown): string {
  let text: string | undefined;
  const isShown = typeof value !== "object" || value === null || hasFields(value) ||
    "toJSON" in value;
  try {
    if (isShown) text = JSON.stringify(value);
  } catch { // The error gets no cause, because that message names fields of the body.
  }
  if (text === undefined) {
    throw new TypeError("Cannot send a body as JSON: it has a value that JSON cannot represent");
  }
  return text;
}

/**
 * Parses JSON, and notes the integers that JavaScript would round: see {@link exactInteger}.
 *
 * @param hasLong Whether the text has 16 digits in a row. @default the text is searched
 * @throws {SyntaxError} If the text is not JSON.
 */
export function parseJson(text: string, hasLong: boolean = hasLongNumber(text)): unknown {
  return hasLong ? JSON.parse(text, keepExact) : JSON.parse(text);
}

/**
 * Returns an integer of a result exactly as the service sent it. In the document itself, JavaScript
 * rounds numbers above 2^53 (9 PB, if they count bytes).
 *
 * @example Usage
 * ```ts ignore
 * const bytes = exactInteger(await tc.getTask(taskId), "bytes_transferred"); // 9007199254740993n
 * ```
 *
 * @param holder The object that holds the number: the document, or an object or array in it.
 * @param key The number's key in `holder`, or its index in an array.
 * @returns Undefined if the value is not an integer.
 */
export function exactInteger(holder: object, key: string | number): bigint | undefined {
  const value: unknown = (holder as Record<string | number, unknown>)[key];
  if (!Number.isInteger(value)) return undefined;
  const kept = exact.get(holder)?.get(`${key}`);
  // The program may have set another value since.
  return kept !== undefined && Number(kept) === value ? kept : BigInt(value as number);
}

/** The digits differ from "0" in the last bits only. One comparison takes less time than two. */
function isDigit(code: number): boolean {
  return (code ^ 48) < 10;
}

/**
 * Whether a text holds 16 digits in a row, as each integer above 2^53 does. Only every sixteenth
 * character is looked at: each such row includes one.
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

/**
 * Whether a text in UTF-8 has 16 digits in a row. For a long body this takes a fraction of the time:
 * bytes are read faster than characters.
 */
export function hasLongNumberInBytes(bytes: Uint8Array): boolean {
  const { length } = bytes;
  for (let at = 15; at < length; at += 16) {
    if (!isDigit(bytes[at])) continue;
    // Most numbers are short, and end before one of these.
    if (!isDigit(bytes[at - 8]) && !isDigit(bytes[at + 8])) continue;
    let from = at;
    let to = at;
    while (isDigit(bytes[from - 1])) from--;
    while (isDigit(bytes[to + 1])) to++;
    if (to - from >= 15) return true;
  }
  return false;
}

/** A reviver for `JSON.parse`. Its third argument is new: TypeScript and some browsers lack it. */
function keepExact(
  this: object,
  key: string,
  value: unknown,
  context?: { source?: string | undefined },
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
