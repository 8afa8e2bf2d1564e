/**
 * Reads one id of a task or several.
 *
 * @throws {TypeError} If one of them is not a string.
 */
export function taskIdsOf(taskIds: string | Iterable<string>): string[] {
  const isMany = typeof taskIds === "object" && taskIds !== null && Symbol.iterator in taskIds;
  const ids = isMany ? [...taskIds] : [taskIds as string];
  if (ids.every((id) => typeof id === "string")) return ids;
  throw new TypeError("Cannot ask for tasks: an id is not a string");
}
