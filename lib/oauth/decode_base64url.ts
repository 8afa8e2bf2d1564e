/** Last characters without unused bits, by the number of characters after the last whole four. */
const ENDINGS: Readonly<Record<number, RegExp>> = { 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ };

/**
 * Decodes base64url strictly: no padding, no white space, no unused bits at the end, so that the same
 * bytes have only one spelling.
 *
 * @returns Undefined if the text is not such base64url.
 */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const rest = text.length % 4;
  if (!/^[\w-]*$/.test(text) || rest === 1 || rest && !ENDINGS[rest].test(text)) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
