/** Files that one task may have (Globus FAQ, "limits on using the file transfer service"). */
export const MAX_TASK_FILES = 100_000_000;

/** UTF-16 units above which a text is no path that any collection takes. */
const maxPathLength = 65_536;

/**
 * Checks a path before it goes into a document, so that a mistake is found where it is made, and
 * not a day later in the events of a task.
 *
 * @param name What the path is for.
 * @throws {TypeError} If it is no text.
 * @throws {RangeError} If it is empty, too long, or holds what no path can hold.
 */
export function checkPath(name: string, path: string, count: number): void {
  const problem = typeof path !== "string"
    ? "no text"
    : path === ""
    ? "empty"
    : path.length > maxPathLength
    ? `longer than ${maxPathLength} characters`
    : path.includes("\0")
    ? "not a path: it holds a NUL character"
    : path.isWellFormed()
    ? undefined
    : "not a path: it holds half a surrogate pair";
  if (problem === undefined) return;
  const Kind = typeof path === "string" ? RangeError : TypeError;
  throw new Kind(`Cannot add item ${count}: its ${name} is ${problem}`);
}

/** Checks that a field, where it is given, is of the type that the service wants. */
export function checkField(
  name: string,
  value: unknown,
  type: "boolean" | "string",
  count: number,
): void {
  if (value != null && typeof value !== type) {
    throw new TypeError(`Cannot add item ${count}: its ${name} is no ${type}`);
  }
}

/** Refuses an item that one task cannot take. */
export function checkCount(count: number): void {
  if (count < MAX_TASK_FILES) return;
  throw new RangeError(`Cannot add item ${count}: a task takes ${MAX_TASK_FILES} at most`);
}

/** A deadline as it is sent. A text is sent as it is. */
export function deadlineText(
  deadline: string | Date | null | undefined,
): string | null | undefined {
  return deadline instanceof Date ? dateText(deadline) : deadline;
}

/** A time as it is sent: ISO 8601 in UTC. */
export function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new RangeError("Cannot use a date: it is invalid");
  return date.toISOString();
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
