/** Base64 of bytes, as the Content-Security-Policy has it. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
