import { base64url } from "../random.ts";

/** A key that signs ID tokens. */
export interface SigningKey {
  /** Its name, shown only where the setting `keyIds` is on. */
  kid: string;
  /** Signs. */
  privateKey: CryptoKey;
  /** As in the key set, without `kid`. */
  publicJwk: { kty: string; alg: string; use: string; n: string; e: string };
}

/** RSA keys take long to make, so sandboxes of one process share them, in the same order. */
const pool = new Map<string, Promise<SigningKey>>();

function poolKey(name: string, modulusLength: number): Promise<SigningKey> {
  const known = pool.get(name);
  if (known) return known;
  const made = generate(name, modulusLength);
  pool.set(name, made);
  return made;
}

/** Resolves once no key is being made. */
export async function keysMade(): Promise<void> {
  await Promise.all(pool.values());
}

async function generate(kid: string, modulusLength: number): Promise<SigningKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-512",
      modulusLength,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    true,
    ["sign", "verify"],
  );
  const { n = "", e = "" } = await crypto.subtle.exportKey("jwk", publicKey);
  return { kid, privateKey, publicJwk: { kty: "RSA", alg: "RS512", use: "sig", n, e } };
}

/** The keys of one authorization server. */
export class KeyRing {
  #current = 1;
  /** Old keys that the key set still shows. */
  #shown: string[] = [];

  /** The key that signs now. */
  current(): Promise<SigningKey> {
    return poolKey(`key-${this.#current}`, 2048);
  }

  /** Keys in the key set, the current one first. */
  published(): Promise<SigningKey[]> {
    return Promise.all([
      this.current(),
      ...this.#shown.map((name) => poolKey(name, 2048)),
    ]);
  }

  /**
   * Signs with a new key from now on.
   *
   * @param options `keepOld` leaves the old key in the key set for a while. @default {true}
   */
  rotate(options: { keepOld?: boolean | undefined } = {}): void {
    if (options.keepOld ?? true) this.#shown.unshift(`key-${this.#current}`);
    else this.#shown = [];
    this.#current++;
  }

  /** Takes all keys but the current one out of the key set. */
  dropOld(): void {
    this.#shown = [];
  }
}

/** A key that no key set shows, as an attacker would have. */
export function strangerKey(modulusLength = 2048): Promise<SigningKey> {
  return poolKey(`stranger-${modulusLength}`, modulusLength);
}

function encode(value: unknown): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

/**
 * Makes a signed JWT (RFC 7515, compact).
 *
 * @param header Header, `alg` included; RS256 and RS512 sign with the key, HS512 with its public
 * part as the secret (the known confusion attack), `none` not at all.
 * @param claims Payload.
 * @param key The key.
 */
export async function signJwt(
  header: Record<string, unknown>,
  claims: Record<string, unknown>,
  key: SigningKey,
): Promise<string> {
  const input = `${encode(header)}.${encode(claims)}`;
  const bytes = new TextEncoder().encode(input);
  if (header.alg === "none") return `${input}.`;
  if (String(header.alg).startsWith("HS")) {
    const secret = await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(key.publicJwk.n),
      { name: "HMAC", hash: "SHA-512" },
      false,
      ["sign"],
    );
    return `${input}.${base64url(new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes)))}`;
  }
  let { privateKey } = key;
  if (header.alg === "RS256") {
    const jwk = await crypto.subtle.exportKey("jwk", privateKey);
    privateKey = await crypto.subtle.importKey(
      "jwk",
      { ...jwk, alg: "RS256" },
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      false,
      ["sign"],
    );
  }
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, bytes);
  return `${input}.${base64url(new Uint8Array(signature))}`;
}

/**
 * The claim `at_hash` (OpenID Connect Core section 3.1.3.6) for RS512.
 *
 * @param accessToken The access token that goes along.
 * @returns The left half of its SHA-512, in base64url.
 */
export async function atHash(accessToken: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(accessToken));
  return base64url(new Uint8Array(digest, 0, 32));
}
