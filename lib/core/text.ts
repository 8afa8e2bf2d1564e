/** Characters that move a terminal's cursor, change its colors or turn the reading direction. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Makes text from a service safe to print: no control, escape or direction characters, and no
 * more than `maxLength` characters.
 *
 * @param text Text from outside, such as a file name or an error's description.
 * @param maxLength Characters kept; the rest becomes `…`. @default {1000}
 */
export function plainText(text: string, maxLength = 1000): string {
  // Cut before the replacement too, so that a huge input costs no more than a short one.
  const plain = text.slice(0, 2 * maxLength).replace(UNPRINTABLE, " ").trim();
  return plain.length > maxLength || text.length > 2 * maxLength
    ? plain.slice(0, maxLength) + "…"
    : plain;
}

/** Reads a body by the charset that its content type names; as UTF-8 where that is unknown. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const charset = /charset=["']?([\w-]{1,40})/i.exec(contentType)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/**
 * Refuses text with half of a surrogate pair: UTF-8 has no form for it, and U+FFFD would be sent.
 *
 * @param what What the text is, for the error. The text itself may be a secret.
 * @throws {TypeError} If the text is not well-formed.
 */
export function wellFormed(text: string, what: string): string {
  if (text.isWellFormed()) return text;
  throw new TypeError(`Cannot send ${what}: it holds half of a surrogate pair`);
}
