/** Most files of one task (Globus FAQ, "limits on using the file transfer service"). */
export const MAX_TASK_FILES = 100_000_000;

/** Checks the type of a field, if it is given. */
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

/** Refuses an item that exceeds the limit of a task. */
export function checkCount(count: number): void {
  if (count < MAX_TASK_FILES) return;
  throw new RangeError(`Cannot add item ${count}: a task can have at most ${MAX_TASK_FILES}`);
}

/** Copies fields that are given. Null counts as given, undefined does not. */
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
