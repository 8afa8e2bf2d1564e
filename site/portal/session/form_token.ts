/**
 * Masks the form token of a session afresh for each response. Compressed pages hold it beside text that
 * an attacker can choose: without the mask, the length of many such pages would reveal it (the BREACH
 * attack).
 *
 * @module
 */

const TOKEN_BYTES = 32;
const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;
/** A random pad, then the token under it: 64 bytes as base64url. */
const MASKED_FORM = /^[\w-]{86}$/;

function xor(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(one, (byte, at) => byte ^ other[at]);
}

/**
 * Hides a token under a random pad.
 *
 * @param token 32 bytes as base64url.
 */
export function maskFormToken(token: string): string {
  const masked = new Uint8Array(2 * TOKEN_BYTES);
  const pad = crypto.getRandomValues(masked.subarray(0, TOKEN_BYTES));
  masked.set(xor(pad, Uint8Array.fromBase64(token, BASE64URL)), TOKEN_BYTES);
  return masked.toBase64(BASE64URL);
}

/** Whether a text has the form of a masked token. */
export function isFormToken(text: unknown): text is string {
  return typeof text === "string" && MASKED_FORM.test(text);
}

/** Whether a masked token is that of a session. The time that it takes reveals nothing of the token. */
export function isMaskOf(masked: string, token: string): boolean {
  const bytes = Uint8Array.fromBase64(masked, BASE64URL);
  const given = xor(bytes.subarray(0, TOKEN_BYTES), bytes.subarray(TOKEN_BYTES));
  let difference = 0;
  for (const byte of xor(given, Uint8Array.fromBase64(token, BASE64URL))) difference |= byte;
  return difference === 0;
}
