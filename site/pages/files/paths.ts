/** Characters that a path can have at most. */
export const MAX_PATH_LENGTH = 4_096;

/** A step on the way to a directory. */
export interface Crumb {
  name: string;
  path: string;
}

/**
 * A directory's path from what somebody typed: it begins and ends with a slash, and holds no `.`,
 * `..` or empty part. `~` stands for the home directory at the beginning.
 *
 * @returns Undefined for what cannot be a path.
 */
export function directoryPath(text: string): string | undefined {
  // A path can end with blanks; line ends and NUL are in none that Globus takes.
  // deno-lint-ignore no-control-regex
  if (text.length > MAX_PATH_LENGTH || /[\u0000\r\n]/.test(text)) return undefined;
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.length > 0 ? `/${parts.join("/")}/` : "/";
}

/** The way from the top to a directory. */
export function crumbsOf(directory: string): Crumb[] {
  const crumbs = [{ name: "/", path: "/" }];
  for (const name of directory.split("/").filter(Boolean)) {
    crumbs.push({ name, path: `${crumbs.at(-1)!.path}${name}/` });
  }
  // What is above the home directory has another name.
  return crumbs[1]?.name === "~" ? crumbs.slice(1) : crumbs;
}

/** The directory above; undefined at the top. */
export function parentOf(directory: string): string | undefined {
  return crumbsOf(directory).at(-2)?.path;
}

/** The last part of a path; empty for the top. */
export function nameOf(path: string): string {
  return path.split("/").filter(Boolean).at(-1) ?? "";
}
