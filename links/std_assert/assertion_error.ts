/** Thrown by every assertion that does not hold. */
export class AssertionError extends Error {
  /** Keeps the message, and the cause where one is given. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** Ends a message with the caller's own words, or with a full stop. */
export function withNote(message: string, note?: string): string {
  return note ? `${message}: ${note}` : `${message}.`;
}

/** Shows a value over as many lines as it needs. */
export function show(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    iterableLimit: Infinity,
    strAbbreviateSize: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
  });
}
