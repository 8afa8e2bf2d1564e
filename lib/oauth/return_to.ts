/** Longest input in characters that is accepted. */
const MAX_LENGTH = 2048;
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u0020\u007f-\u009f\u2028\u2029\ufeff]/;

/**
 * The path to go to after a login: `input` if it leads to a page of the same site, otherwise `/`. Use it
 * for input of requests, such as `?return_to=`, and keep the result with the state of the login.
 *
 * @example Usage
 * ```ts
 * console.log(safeReturnTo("https://app.example.org/", "/tasks?page=2")); // /tasks?page=2
 * console.log(safeReturnTo("https://app.example.org/", "//evil.example.org/")); // /
 * ```
 *
 * @param base Address of the site.
 * @param input The requested path, from the root of the site, with query and fragment.
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
  // Browsers resolve dots first: `/.//e` leads to `//e`, which is another host.
  if (url.origin !== origin || /^\/([/\\]|%5c|%2f)/i.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}
