/**
 * Refuses fields that nothing reads: a misspelled one would be ignored without a word.
 *
 * @param action What cannot be done, as in "Cannot add a response".
 * @param given What a test wrote.
 * @param known The names of all fields.
 * @throws {TypeError} If a field has another name.
 */
export function refuseUnknownFields(
  action: string,
  given: object,
  known: readonly string[],
): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const fields = known.length > 0 ? `; its fields are ${known.join(", ")}` : "";
    throw new TypeError(`Cannot ${action}: it has no field "${name}"${fields}`);
  }
}
