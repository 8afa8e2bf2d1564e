/** What printing and JSON show in place of a secret. */
export const REDACTED = "[redacted]";

/** What is wrong with the redacted text in the place of a token, as the end of a message. */
export const REDACTED_ADVICE =
  'it is the text "[redacted]", which printing and JSON.stringify() show in place of a token;' +
  " store what the token's toDocument() gives";

/**
 * Checks what a caller gives as a token, wherever the SDK takes one.
 *
 * @param action What the token is for, such as `revoke a token`.
 * @returns The same token.
 * @throws {TypeError} If it is not text, or is the text that stands in place of a token where one is
 * printed.
 */
export function givenToken(action: string, token: unknown): string {
  if (typeof token !== "string") {
    throw new TypeError(
      `Cannot ${action}: the token is not text; spreading or cloning a token loses it, and its` +
        " toDocument() gives its plain form",
    );
  }
  if (token.trim() === REDACTED) throw new TypeError(`Cannot ${action}: ${REDACTED_ADVICE}`);
  return token;
}
