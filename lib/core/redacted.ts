/** Text that printing and JSON show in place of a secret. */
export const REDACTED = "[redacted]";

/** End of a message: why the redacted text cannot be used as a token. */
export const REDACTED_ADVICE =
  'it is the text "[redacted]", which printing and JSON.stringify() show in place of a token;' +
  " store what the token's toDocument() gives";

/**
 * Checks a token that a caller passes.
 *
 * @param action What the token is for, such as `revoke a token`.
 * @returns The same token.
 * @throws {TypeError} If the token is not a string, or is the text that printing shows in its place.
 */
export function givenToken(action: string, token: unknown): string {
  if (typeof token !== "string") {
    throw new TypeError(
      `Cannot ${action}: the token is not a string; spreading or cloning a token loses it: use what` +
        " its toDocument() gives",
    );
  }
  if (token.trim() === REDACTED) throw new TypeError(`Cannot ${action}: ${REDACTED_ADVICE}`);
  return token;
}
