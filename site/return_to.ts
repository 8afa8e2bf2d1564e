/** Characters of an address above which it is not ours. */
const MAX_LENGTH = 2_000;

/**
 * A page of this site to go on with, from an address that anybody can have written: a path, or `/`
 * in place of whatever would lead elsewhere.
 */
export function safeReturnTo(given: unknown): string {
  if (typeof given !== "string" || given.length > MAX_LENGTH) return "/";
  // Browsers drop tabs and line ends in addresses, and take a backslash for a slash.
  // deno-lint-ignore no-control-regex
  if (!/^\/(?![/\\])/.test(given) || /[\u0000-\u0020\u007f\\]/.test(given)) return "/";
  const base = "https://this.invalid";
  const url = URL.parse(given, base);
  if (url?.origin !== base || url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}
