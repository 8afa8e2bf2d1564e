/** A cookie, as `Set-Cookie` sends it (RFC 6265 section 4.1). */
export interface Cookie {
  /** A token: no spaces, quotes or separators. */
  name: string;
  /** Sent as it is, so encode what is not plain ASCII. */
  value: string;
  /** When it ends: a date, or milliseconds since 1970. @default {the browser's session} */
  expires?: Date | number;
  /** Seconds it lives, an integer from 0. */
  maxAge?: number;
  /** Host that gets it, with its sub-domains. @default {the host that set it, alone} */
  domain?: string;
  /** Prefix of the paths that get it. */
  path?: string;
  /** Sent over https alone. @default {false} */
  secure?: boolean;
  /** Hidden from scripts. @default {false} */
  httpOnly?: boolean;
  /** Kept apart for each embedding site. @default {false} */
  partitioned?: boolean;
  /** Whether requests that other sites cause carry it. */
  sameSite?: "Strict" | "Lax" | "None";
  /** Attributes that this type does not know, as `name=value`. */
  unparsed?: string[];
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z\/]+$/;
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e\x80]*$/;
const PATH = /^[\x20-\x3a\x3c-\x7e]*$/;

function check(cookie: Cookie): void {
  const { name, value, path, domain, maxAge } = cookie;
  if (!TOKEN.test(name)) {
    throw new SyntaxError(`Invalid cookie name: "${name}"`);
  }
  if (!VALUE.test(value)) {
    throw new SyntaxError(`Cannot set cookie "${name}": its value holds a character not allowed`);
  }
  if (path && !PATH.test(path)) {
    throw new SyntaxError(`Cannot set cookie "${name}": its path holds a character not allowed`);
  }
  if (domain && (domain.startsWith("-") || domain.endsWith(".") || domain.endsWith("-"))) {
    throw new SyntaxError(`Invalid first/last char in cookie domain: ${domain}`);
  }
  if (Number.isInteger(maxAge) && maxAge! < 0) {
    throw new RangeError(`Cannot serialize cookie as Max-Age must be >= 0: received ${maxAge}`);
  }
}

/** What a browser demands of a name's prefix holds for the cookie: RFC 6265bis section 4.1.3. */
function withPrefixRules(cookie: Cookie): Cookie {
  if (cookie.name.startsWith("__Host")) {
    return { ...cookie, secure: true, path: "/", domain: undefined };
  }
  return cookie.name.startsWith("__Secure") ? { ...cookie, secure: true } : cookie;
}

function serialize(given: Cookie): string {
  const cookie = withPrefixRules(given);
  check(cookie);
  const parts = [`${cookie.name}=${cookie.value}`];
  if (cookie.secure) parts.push("Secure");
  if (cookie.httpOnly) parts.push("HttpOnly");
  if (cookie.partitioned) parts.push("Partitioned");
  if (Number.isInteger(cookie.maxAge)) parts.push(`Max-Age=${cookie.maxAge}`);
  if (cookie.domain) parts.push(`Domain=${cookie.domain}`);
  if (cookie.sameSite) parts.push(`SameSite=${cookie.sameSite}`);
  if (cookie.path) parts.push(`Path=${cookie.path}`);
  if (cookie.expires) {
    parts.push(`Expires=${new Date(cookie.expires).toUTCString()}`);
  }
  if (cookie.unparsed) parts.push(cookie.unparsed.join("; "));
  return parts.join("; ");
}

/**
 * Reads the cookies of a request. Values are as they were sent; of two with one name the last counts.
 *
 * @throws {SyntaxError} If a cookie has no name.
 */
export function getCookies(headers: Headers): Partial<Record<string, string>> {
  const cookies: Partial<Record<string, string>> = Object.create(null);
  const header = headers.get("cookie");
  if (header === null) return cookies;
  for (const pair of header.split(";")) {
    const end = pair.indexOf("=");
    if (end === 0 || pair === "") {
      throw new SyntaxError("Cookie cannot start with '='");
    }
    const name = end < 0 ? pair : pair.slice(0, end);
    cookies[name.trim()] = end < 0 ? "" : pair.slice(end + 1);
  }
  return cookies;
}

/**
 * Adds a `Set-Cookie` header. A `__Host` name is made secure and of path `/`, as browsers demand.
 *
 * @throws {SyntaxError} If name, value, path or domain hold what a cookie cannot.
 * @throws {RangeError} If `maxAge` is negative.
 */
export function setCookie(headers: Headers, cookie: Cookie): void {
  if (cookie.name) headers.append("Set-Cookie", serialize(cookie));
}

/** Adds a `Set-Cookie` header that makes the browser drop a cookie of this name, path and domain. */
export function deleteCookie(
  headers: Headers,
  name: string,
  attributes?: Pick<Cookie, "path" | "domain" | "secure" | "httpOnly" | "partitioned">,
): void {
  setCookie(headers, { name, value: "", expires: new Date(0), ...attributes });
}
