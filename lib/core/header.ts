const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks text that becomes a header's value. It is never shown: it may be a secret.
 *
 * @throws {TypeError} If the text cannot be sent as it is, or would end the header early.
 */
export function headerValue(name: string, value: string): string {
  if (headerText.test(value)) return value;
  throw new TypeError(`Cannot send header ${JSON.stringify(name)}: its value is no header text`);
}
