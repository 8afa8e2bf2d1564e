/** Characters above which an address to return to is not looked at. */
const MAX_LENGTH = 2048;
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u0020\u007f-\u009f\u2028\u2029\ufeff]/;

/**
 * Where to go after a login: `input` if it leads to a page of the same site, else the site's start
 * page. For input from outside, such as `?return_to=`; better it is kept with the login's state.
 *
 * @example Usage
 * ```ts
 * console.log(safeReturnTo("https://app.example.org/", "/tasks?page=2")); // /tasks?page=2
 * console.log(safeReturnTo("https://app.example.org/", "//evil.example.org/")); // /
 * ```
 *
 * @param base Address of the site.
 * @param input What was asked for: a path from the site's root, with query and fragment.
 * @returns A path that begins with a single slash.
 */
export function safeReturnTo(base: string | URL, input: unknown): string {
  const { origin } = new URL(base);
  if (typeof input !== "string" || input.length > MAX_LENGTH || !/^\/(?![/\\])/.test(input)) {
    return "/";
  }
  if (CONTROL.test(input) || input.includes("\\") || !input.isWellFormed()) return "/";
  if (!URL.canParse(input, origin)) return "/";
  const url = new URL(input, origin);
  // A browser resolves dots before it looks at the beginning: `/.//e` leads to `//e`.
  if (url.origin !== origin || /^\/([/\\]|%5c|%2f)/i.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}
