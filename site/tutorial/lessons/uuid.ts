const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a UUID that a visitor gave; undefined if it is none. */
export function readUuid(text: unknown): string | undefined {
  const uuid = typeof text === "string" ? text.trim().toLowerCase() : "";
  return UUID.test(uuid) ? uuid : undefined;
}
