const IV_BYTES = 12;

/**
 * Encrypts the records of the session store with AES-256-GCM. Each record is bound to the name it is
 * stored under, so that reading or swapping records of the store reveals nothing.
 */
export class Cipher {
  readonly #key: CryptoKey;
  readonly #signingKey: CryptoKey;

  private constructor(key: CryptoKey, signingKey: CryptoKey) {
    this.#key = key;
    this.#signingKey = signingKey;
  }

  /**
   * @param sessionKey 32 random bytes.
   * @throws {RangeError} If it has more or fewer bytes.
   */
  static async fromSessionKey(sessionKey: Uint8Array<ArrayBuffer>): Promise<Cipher> {
    if (sessionKey.length !== 32) {
      throw new RangeError(`Cannot use SESSION_KEY: it has ${sessionKey.length} bytes, not 32`);
    }
    // Each use has a key of its own, derived from the session key (RFC 5869).
    const master = await crypto.subtle.importKey("raw", sessionKey, "HKDF", false, ["deriveKey"]);
    const derive = (
      info: string,
      algorithm: AesKeyGenParams | HmacKeyGenParams,
      uses: KeyUsage[],
    ) =>
      crypto.subtle.deriveKey(
        {
          name: "HKDF",
          hash: "SHA-256",
          salt: new Uint8Array(32),
          info: new TextEncoder().encode(info),
        },
        master,
        algorithm,
        false,
        uses,
      );
    return new Cipher(
      await derive("session records", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
      await derive("form tokens", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
    );
  }

  /** Encrypts a JSON value for the record called `name`. */
  async seal(name: string, value: unknown): Promise<Uint8Array> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt(this.#parameters(name, iv), this.#key, plain);
    const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
    bytes.set(iv);
    bytes.set(new Uint8Array(sealed), IV_BYTES);
    return bytes;
  }

  /** Decrypts the record called `name`; undefined if another key or another name sealed it. */
  async open(name: string, bytes: Uint8Array): Promise<unknown> {
    try {
      const own = new Uint8Array(bytes);
      const plain = await crypto.subtle.decrypt(
        this.#parameters(name, own.subarray(0, IV_BYTES)),
        this.#key,
        own.subarray(IV_BYTES),
      );
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return undefined;
    }
  }

  /** Signs a name with HMAC-SHA-256. Returns 43 characters of base64url. */
  async sign(name: string): Promise<string> {
    const data = new TextEncoder().encode(name);
    const signature = new Uint8Array(await crypto.subtle.sign("HMAC", this.#signingKey, data));
    return signature.toBase64({ alphabet: "base64url", omitPadding: true });
  }

  #parameters(name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
  }
}
