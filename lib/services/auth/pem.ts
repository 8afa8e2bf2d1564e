import type { Jwk } from "./documents/openid.ts";

/**
 * Writes an RSA key in PEM (RFC 7468).
 *
 * @throws If the key is not an RSA key.
 */
export async function toPem(jwk: Jwk | undefined): Promise<string> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" };
  const { kty, n, e } = jwk as JsonWebKey;
  const key = await crypto.subtle.importKey("jwk", { kty, n, e }, algorithm, true, ["verify"]);
  const bytes = await crypto.subtle.exportKey("spki", key);
  const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const lines = base64.match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
}
