import { lengthOf, maskFields, parseDocument } from "./mask.ts";

const [BACKSLASH, QUOTE, SPACE, COMMA, BRACE_END, BRACKET_END] = [
  0x5c,
  0x22,
  0x20,
  0x2c,
  0x7d,
  0x5d,
];
/** What ends an object or an array, by the code of what begins it. */
const CLOSERS: ReadonlyMap<number, string> = new Map([[0x7b, "}"], [0x5b, "]"]]);

/**
 * The first fields and items of a JSON document, masked and indented. Only these are masked and
 * written: of a long listing, that is a small part of the work.
 *
 * @param maxCharacters How many characters are needed. The result is longer if the document is.
 * @param hide Removes secrets that the caller knows.
 * @returns Undefined if the text is not a JSON document.
 */
export function startOfDocument(
  text: string,
  maxCharacters: number,
  hide: (text: string) => string,
): string | undefined {
  const document = parseDocument(beginning(text, maxCharacters)) ?? parseDocument(text);
  if (!document) return undefined;
  try {
    const start = startOf(document, { left: maxCharacters }) as object;
    return hide(JSON.stringify(maskFields(start, new Map()), null, 2));
  } catch { // It is nested too deep.
    return lengthOf(text);
  }
}

/**
 * Cuts a JSON document behind an item, and closes what is open there: a long listing is not parsed
 * again to show its first lines. Whitespace and escapes count as nothing and as one character.
 */
function beginning(text: string, maxCharacters: number): string {
  const open: string[] = [];
  let left = 2 * maxCharacters;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === BACKSLASH) at += text[at + 1] === "u" ? 5 : 1;
    else if (sign === QUOTE) isString = !isString;
    else if (!isString) {
      if (sign <= SPACE) continue;
      if (sign === COMMA && left < 0) return text.slice(0, at) + open.reverse().join("");
      const closer = CLOSERS.get(sign);
      if (closer) open.push(closer);
      else if (sign === BRACE_END || sign === BRACKET_END) open.pop();
    }
    left--;
  }
  return text;
}

/** Copies the beginning of a value. `budget.left` counts the characters that are still needed. */
function startOf(value: unknown, budget: { left: number }): unknown {
  if (typeof value !== "object" || value === null) {
    budget.left -= typeof value === "string" ? value.length : 1;
    return value;
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      // One item more than needed, so that what is cut is always behind the needed characters.
      if (budget.left < 0) break;
      items.push(startOf(item, budget));
    }
    return items;
  }
  // Without a prototype, so that a field called __proto__ is a field.
  const fields: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(value)) {
    if (budget.left < 0) break;
    budget.left -= name.length;
    fields[name] = startOf((value as Record<string, unknown>)[name], budget);
  }
  return fields;
}
