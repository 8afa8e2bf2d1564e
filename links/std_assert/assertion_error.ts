/** Thrown by an assertion that fails. */
export class AssertionError extends Error {
  /** Takes the message, and optionally the cause. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** Adds the caller's own message, or a full stop. */
export function withNote(message: string, note?: string): string {
  return note ? `${message}: ${note}` : `${message}.`;
}

/** Formats a whole value, on several lines if it has several parts. */
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
