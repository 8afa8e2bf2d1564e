import { givenToken, REDACTED } from "./redacted.ts";

const RESERVED_HEADERS = /^(authorization|proxy-authorization|cookie|host|content-length)$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks text that becomes a header's value. It is never shown: it may be a secret.
 *
 * @throws {TypeError} If the text cannot be sent as it is, or would end the header early.
 */
export function headerValue(name: string, value: string): string {
  // An authorizer of the caller's own may have read what was printed.
  if (name === "authorization" && value.endsWith(REDACTED)) {
    givenToken("send the Authorization header", value.split(" ").at(-1));
  }
  if (HEADER_TEXT.test(value)) return value;
  throw new TypeError(`Cannot send header ${JSON.stringify(name)}: its value is no header text`);
}

/**
 * Checks headers that a caller adds; their names become lower case. An undefined value adds none.
 *
 * @throws {TypeError} If a name or a value cannot be sent as it is, or the header is the SDK's own.
 */
export function callersHeaders(
  given?: Readonly<Record<string, string | undefined>> | null,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue;
    if (!HEADER_NAME.test(name)) {
      throw new TypeError(`Cannot send header ${JSON.stringify(name)}: that is no header name`);
    }
    if (RESERVED_HEADERS.test(name)) {
      throw new TypeError(`Cannot send header ${name}: the SDK sets it`);
    }
    // fetch would turn other values into text, and take spaces off the ends.
    if (typeof value !== "string" || value !== value.trim()) {
      throw new TypeError(
        `Cannot send header ${JSON.stringify(name)}: its value is not text without outer spaces`,
      );
    }
    headers[name.toLowerCase()] = headerValue(name, value);
  }
  return headers;
}
