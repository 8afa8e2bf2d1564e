import { plainText } from "../../core/text.ts";

/** Longest path, in UTF-16 units: collections do not accept longer ones. */
const MAX_PATH_LENGTH = 65_536;

/** Whether a path has the form of a Windows path: it begins with a drive (`C:\`, `C:/`) or with `\`. */
export function isWindowsPath(path: string): boolean {
  // Character codes come before the pattern, because a transfer can have a million paths.
  return path.charCodeAt(0) === 92 ||
    (path.charCodeAt(1) === 58 || path.charCodeAt(2) === 58) &&
      /^\/?[a-z]:([\\/]|$)/i.test(path);
}

/** Describes what is wrong with a path; undefined if it is valid. */
function problemOf(path: unknown): string | undefined {
  if (typeof path !== "string") return "not a string";
  if (path === "") return "empty";
  if (path.length > MAX_PATH_LENGTH) return `longer than ${MAX_PATH_LENGTH} characters`;
  if (isWindowsPath(path)) {
    const spelled = path.replace(/^\/?([a-z]):/i, (_, drive) => `/${drive.toUpperCase()}`)
      .replaceAll("\\", "/");
    return `a Windows path: write ${plainText(spelled, 200)}, with / in place of each backslash`;
  }
  if (path.includes("\0")) return "not a path: it holds a NUL character";
  return path.isWellFormed() ? undefined : "not a path: it holds half a surrogate pair";
}

/**
 * Checks a path before it is sent. Otherwise a mistake shows up much later, in the events of a task. A
 * backslash inside a path is allowed: on most servers it is part of a name.
 *
 * @param name Name of the argument or field, for the error.
 * @param item Index of the item that the path belongs to, if it belongs to one.
 * @throws {TypeError} If the path is not a string.
 * @throws {RangeError} If the path is empty, too long or a Windows path, or holds a NUL character or
 * half a surrogate pair.
 */
export function checkPath(name: string, path: unknown, item?: number): void {
  const problem = problemOf(path);
  if (problem === undefined) return;
  const Kind = typeof path === "string" ? RangeError : TypeError;
  throw new Kind(
    item === undefined
      ? `Cannot send ${name}: it is ${problem}`
      : `Cannot add item ${item}: its ${name} is ${problem}`,
  );
}

/** Checks a path that may be left out. An empty string is allowed and sent, as in Python. */
export function checkOptionalPath(name: string, path: unknown): void {
  if ((path ?? "") !== "") checkPath(name, path);
}
