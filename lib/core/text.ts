/** Characters that move a terminal's cursor, change its colors or turn the reading direction. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Makes text from a service safe to print: it replaces control, escape and direction characters by
 * spaces, and shortens the text.
 *
 * @param text Text from outside, such as a file name or an error's description.
 * @param maxLength Longest result in characters; the rest becomes `…`. @default {1000}
 *
 * @category Helpers
 */
export function plainText(text: string, maxLength = 1000): string {
  // Cut before the replacement too, so that a huge input costs no more than a short one.
  const plain = text.slice(0, 2 * maxLength).replace(UNPRINTABLE, " ").trim();
  return plain.length > maxLength || text.length > 2 * maxLength
    ? plain.slice(0, maxLength) + "…"
    : plain;
}

let utf8: TextDecoder | undefined;

/** Decodes UTF-8. Each call uses the same decoder: to make one costs three microseconds. */
export function decodeUtf8(bytes: Uint8Array): string {
  return (utf8 ??= new TextDecoder()).decode(bytes);
}

const ENCODER = /* @__PURE__ */ new TextEncoder();

/** Counts the bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return ENCODER.encode(text).length;
}

/** Decodes a body by the charset in its content type, or as UTF-8 if that is missing or unknown. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const [, charset = "utf-8"] = /charset=["']?([\w-]{1,40})/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return decodeUtf8(bytes);
  }
}

/**
 * Refuses a string with half of a surrogate pair: UTF-8 cannot encode it, and U+FFFD would be sent.
 *
 * @param what Name of the value, for the error. The value itself may be a secret.
 * @returns The same string.
 * @throws {TypeError} If the string is not well-formed.
 */
export function wellFormed(text: string, what: string): string {
  if (text.isWellFormed()) return text;
  throw new TypeError(`Cannot send ${what}: it holds half of a surrogate pair`);
}
