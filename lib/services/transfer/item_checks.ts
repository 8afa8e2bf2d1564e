/** Files that one task may have (Globus FAQ, "limits on using the file transfer service"). */
export const MAX_TASK_FILES = 100_000_000;

/** Checks that a field, where it is given, is of the type that the service wants. */
export function checkField(
  name: string,
  value: unknown,
  type: "boolean" | "string",
  count: number,
): void {
  if (value != null && typeof value !== type) {
    throw new TypeError(`Cannot add item ${count}: its ${name} is not a ${type}`);
  }
}

/** Refuses an item that one task cannot take. */
export function checkCount(count: number): void {
  if (count < MAX_TASK_FILES) return;
  throw new RangeError(`Cannot add item ${count}: a task takes ${MAX_TASK_FILES} at most`);
}

/** Copies what is given; null is given, undefined is not. */
export function copyGiven(target: object, fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    // Not by assignment: a field called __proto__ must become a field.
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}
