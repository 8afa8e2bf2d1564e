/** Characters of the longest path. */
export const MAX_PATH_LENGTH = 4_096;

/** A directory in the path of another one. */
interface Crumb {
  name: string;
  path: string;
}

/**
 * Normalizes the path of a directory that a user typed. The result starts and ends with a slash, and
 * has no `.`, `..` or empty part. A `~` at the start means the home directory.
 *
 * @returns Undefined if the text cannot be a path.
 */
export function directoryPath(text: string): string | undefined {
  // A path may end with spaces. Globus accepts no line breaks and no NUL.
  // deno-lint-ignore no-control-regex
  if (text.length > MAX_PATH_LENGTH || /[\u0000\r\n]/.test(text)) return undefined;
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.length > 0 ? `/${parts.join("/")}/` : "/";
}

/** The directories from the top to this one. */
export function crumbsOf(directory: string): Crumb[] {
  const crumbs = [{ name: "/", path: "/" }];
  for (const name of directory.split("/").filter(Boolean)) {
    crumbs.push({ name, path: `${crumbs.at(-1)!.path}${name}/` });
  }
  // No path with `~` leads above the home directory.
  return crumbs[1]?.name === "~" ? crumbs.slice(1) : crumbs;
}

/** The parent directory; undefined at the top. */
export function parentOf(directory: string): string | undefined {
  return crumbsOf(directory).at(-2)?.path;
}

/** The last part of a path; empty for the top directory. */
export function nameOf(path: string): string {
  return path.split("/").filter(Boolean).at(-1) ?? "";
}
