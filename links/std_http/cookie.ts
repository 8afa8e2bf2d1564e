/** A cookie with the attributes of `Set-Cookie` (RFC 6265 section 4.1). */
export interface Cookie {
  /** Without spaces, quotes and separators. */
  name: string;
  /** Sent unchanged, so encode characters outside of ASCII. */
  value: string;
  /** When it expires: a date, or milliseconds since 1970. @default {the end of the browser's session} */
  expires?: Date | number;
  /** Lifetime in seconds, an integer from 0. */
  maxAge?: number;
  /** The host that receives it, with its subdomains. @default {only the host that set it} */
  domain?: string;
  /** Prefix of the paths that receive it. */
  path?: string;
  /** Sent only over https. @default {false} */
  secure?: boolean;
  /** Hidden from scripts. @default {false} */
  httpOnly?: boolean;
  /** Stored separately for each embedding site. @default {false} */
  partitioned?: boolean;
  /** Which requests from other sites send it. */
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
    throw new SyntaxError(
      `Cannot set cookie "${name}": its value contains a character that cookies do not allow`,
    );
  }
  if (path && !PATH.test(path)) {
    throw new SyntaxError(
      `Cannot set cookie "${name}": its path contains a character that cookies do not allow`,
    );
  }
  if (domain && (domain.startsWith("-") || domain.endsWith(".") || domain.endsWith("-"))) {
    throw new SyntaxError(`Invalid first/last char in cookie domain: ${domain}`);
  }
  if (Number.isInteger(maxAge) && maxAge! < 0) {
    throw new RangeError(`Cannot serialize cookie as Max-Age must be >= 0: received ${maxAge}`);
  }
}

/** Sets the attributes that browsers require for a name's prefix (RFC 6265bis section 4.1.3). */
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
 * Reads the cookies of a request. Values are not decoded. The last of two equal names wins.
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
