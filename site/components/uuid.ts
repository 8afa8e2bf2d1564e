const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a value is a UUID, such as the id of a collection or a task. */
export function isUuid(text: unknown): text is string {
  return typeof text === "string" && UUID.test(text);
}

/** Reads a UUID that a user typed or pasted, in lower case; undefined if it is not one. */
export function readUuid(text: unknown): string | undefined {
  const uuid = typeof text === "string" ? text.trim().toLowerCase() : "";
  return isUuid(uuid) ? uuid : undefined;
}
