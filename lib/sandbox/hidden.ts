/**
 * Makes `console.log` show a text in place of an object, in Deno and in Node.js.
 *
 * @param text Makes the text when it is asked for.
 */
export function printAs(object: object, text: () => string): void {
  for (const name of ["Deno.customInspect", "nodejs.util.inspect.custom"]) {
    Object.defineProperty(object, Symbol.for(name), { value: text });
  }
}

/** Hides fields of a document when it is printed, at any depth. As JSON it stays what it is. */
export function hideFields<T extends object>(document: T, ...names: string[]): T {
  const redacted = (name: string, value: unknown) =>
    names.includes(name) && typeof value === "string" ? "[redacted]" : value;
  printAs(document, () => JSON.stringify(document, redacted));
  return document;
}
