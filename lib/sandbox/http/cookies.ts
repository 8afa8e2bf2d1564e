/**
 * Cookies of the people whom a sandbox plays. A browser removes `Cookie` and `Set-Cookie` from what
 * scripts make, also where it never leaves the page. There other headers carry them, so that people
 * can log in to a sandbox in a page.
 *
 * @module
 */

const COOKIE_IN_PAGES = "x-sandbox-cookie";
const SET_COOKIE_IN_PAGES = "x-sandbox-set-cookie";

/** Request headers with these cookies. */
export function cookieHeaders(cookies: string): Headers {
  const { headers } = new Request("https://sandbox.invalid/", { headers: { cookie: cookies } });
  if (headers.get("cookie") !== cookies) headers.set(COOKIE_IN_PAGES, cookies);
  return headers;
}

/** The cookies of a request, as in a `Cookie` header. */
export function cookiesOf(headers: Headers): string {
  return headers.get("cookie") ?? headers.get(COOKIE_IN_PAGES) ?? "";
}

/** Makes a response set a cookie. */
export function setCookie({ headers }: Response, cookie: string): void {
  headers.set("set-cookie", cookie);
  if (!headers.has("set-cookie")) headers.set(SET_COOKIE_IN_PAGES, cookie);
}

/** The cookies that a response sets. */
export function cookiesSetBy({ headers }: Response): string[] {
  const inPage = headers.get(SET_COOKIE_IN_PAGES);
  return inPage === null ? headers.getSetCookie() : [inPage];
}
