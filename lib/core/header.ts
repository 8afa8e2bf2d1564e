import { givenToken, REDACTED } from "./redacted.ts";

const RESERVED_HEADERS = /^(authorization|proxy-authorization|cookie|host|content-length)$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks the value of a header. Errors never show it: it may be a secret.
 *
 * @throws {TypeError} If the value has characters that HTTP headers do not allow, such as a line end.
 */
export function headerValue(name: string, value: string): string {
  // A caller's own authorizer may have stored a token that was printed.
  if (name === "authorization" && value.endsWith(REDACTED)) {
    givenToken("send the Authorization header", value.split(" ").at(-1));
  }
  if (HEADER_TEXT.test(value)) return value;
  throw new TypeError(
    `Cannot send header ${JSON.stringify(name)}: its value contains characters that HTTP headers` +
      " do not allow",
  );
}

/**
 * Checks headers that a caller adds. A header whose value is undefined is left out.
 *
 * @returns The headers with names in lower case.
 * @throws {TypeError} If a name or a value cannot be sent, or the SDK itself sets the header.
 */
export function callersHeaders(
  given?: Readonly<Record<string, string | undefined>> | null,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue;
    if (!HEADER_NAME.test(name)) {
      throw new TypeError(
        `Cannot send header ${JSON.stringify(name)}: it is not a valid header name`,
      );
    }
    if (RESERVED_HEADERS.test(name)) {
      throw new TypeError(`Cannot send header ${name}: the SDK sets it`);
    }
    // fetch would turn other values into strings, and trim spaces.
    if (typeof value !== "string" || value !== value.trim()) {
      throw new TypeError(
        `Cannot send header ${JSON.stringify(name)}: its value must be a string without spaces` +
          " at its ends",
      );
    }
    headers[name.toLowerCase()] = headerValue(name, value);
  }
  return headers;
}
