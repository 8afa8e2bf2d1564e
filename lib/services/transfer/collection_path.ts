import { plainText } from "../../core/text.ts";

/** UTF-16 units above which no collection takes a path. */
const MAX_PATH_LENGTH = 65_536;

/** Whether a path is spelled as Windows spells it: from a drive (`C:\`, `C:/`) or with `\` first. */
export function isWindowsPath(path: string): boolean {
  // Without a pattern first: a transfer may have a million of them.
  return path.charCodeAt(0) === 92 ||
    (path.charCodeAt(1) === 58 || path.charCodeAt(2) === 58) &&
      /^\/?[a-z]:([\\/]|$)/i.test(path);
}

/** What is wrong with a path; undefined if nothing is. */
function problemOf(path: unknown): string | undefined {
  if (typeof path !== "string") return "not a string";
  if (path === "") return "empty";
  if (path.length > MAX_PATH_LENGTH) return `longer than ${MAX_PATH_LENGTH} characters`;
  if (isWindowsPath(path)) {
    const spelled = path.replace(/^\/?([a-z]):/i, (_, drive) => `/${drive.toUpperCase()}`)
      .replaceAll("\\", "/");
    return `a Windows path: write ${
      plainText(spelled, 200)
    }, with / in the place of each backslash`;
  }
  if (path.includes("\0")) return "not a path: it holds a NUL character";
  return path.isWellFormed() ? undefined : "not a path: it holds half a surrogate pair";
}

/**
 * Checks a path before it is sent, so that a mistake is found where it is made, and not a day later
 * in the events of a task. A backslash within a path passes: on most servers it is a part of a name.
 *
 * @param name What the path is for.
 * @param item Number of the item that it belongs to, if any.
 * @throws {TypeError} If it is not a string.
 * @throws {RangeError} If it is empty, too long, spelled as on Windows, or holds what no path can
 * hold.
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

/** Checks a path that may be left out; an empty text is sent, as Python sends it. */
export function checkOptionalPath(name: string, path: unknown): void {
  if ((path ?? "") !== "") checkPath(name, path);
}
