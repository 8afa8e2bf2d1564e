import { lengthOf, maskFields, parseDocument } from "./mask.ts";

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
  const document = parseDocument(text);
  if (!document) return undefined;
  try {
    const start = startOf(document, { left: maxCharacters }) as object;
    return hide(JSON.stringify(maskFields(start, new Map()), null, 2));
  } catch { // It is nested too deep.
    return lengthOf(text);
  }
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
