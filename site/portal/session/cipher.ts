const ivBytes = 12;

/**
 * Encrypts what goes into the session store (AES-256-GCM), bound to the key it is stored under, so
 * that whoever can read or rearrange the store gains nothing by it.
 */
export class Cipher {
  readonly #key: CryptoKey;
  readonly #signingKey: CryptoKey;

  private constructor(key: CryptoKey, signingKey: CryptoKey) {
    this.#key = key;
    this.#signingKey = signingKey;
  }

  /**
   * @param secret 32 random bytes.
   * @throws {RangeError} If there are more or fewer.
   */
  static async fromSecret(secret: Uint8Array<ArrayBuffer>): Promise<Cipher> {
    if (secret.length !== 32) {
      throw new RangeError(`Cannot use SESSION_KEY: it has ${secret.length} bytes instead of 32`);
    }
    // One key for each use, both from the one secret (RFC 5869).
    const master = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
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

  /** Encrypts a JSON value for the record `name`. */
  async seal(name: string, value: unknown): Promise<Uint8Array> {
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt(this.#parameters(name, iv), this.#key, plain);
    const bytes = new Uint8Array(ivBytes + sealed.byteLength);
    bytes.set(iv);
    bytes.set(new Uint8Array(sealed), ivBytes);
    return bytes;
  }

  /** The value sealed for the record `name`; undefined if it was made with another key or name. */
  async open(name: string, bytes: Uint8Array): Promise<unknown> {
    try {
      const own = new Uint8Array(bytes);
      const plain = await crypto.subtle.decrypt(
        this.#parameters(name, own.subarray(0, ivBytes)),
        this.#key,
        own.subarray(ivBytes),
      );
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return undefined;
    }
  }

  /** A text that only this site can make for `name`: 43 characters of base64url. */
  async sign(name: string): Promise<string> {
    const data = new TextEncoder().encode(name);
    const signature = new Uint8Array(await crypto.subtle.sign("HMAC", this.#signingKey, data));
    return signature.toBase64({ alphabet: "base64url", omitPadding: true });
  }

  #parameters(name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
  }
}

/**
 * The secret for {@link Cipher}: `given` as base64url, else the one kept in `file`, which is made at
 * the first start, readable by its owner alone.
 */
export async function sessionSecret(
  given: string | undefined,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (given) return decodeSecret(given);
  try {
    return decodeSecret(await Deno.readTextFile(file));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const text = secret.toBase64({ alphabet: "base64url", omitPadding: true });
  const draft = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, text + "\n", { createNew: true, mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces another process's secret.
    await Deno.link(draft, file);
    return secret;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      return decodeSecret(await Deno.readTextFile(file));
    }
    throw error;
  } finally {
    await Deno.remove(draft);
  }
}

/**
 * Reads a secret for {@link Cipher} from base64url.
 *
 * @throws {RangeError} If it is anything but 32 bytes; it is not shown.
 */
export function decodeSecret(text: string): Uint8Array<ArrayBuffer> {
  try {
    const secret = Uint8Array.fromBase64(text.trim(), { alphabet: "base64url" });
    if (secret.length === 32) return secret;
  } catch {
    // Told below.
  }
  throw new RangeError(
    "Cannot use SESSION_KEY: it has to be 32 random bytes, written as 43 characters of base64url." +
      " Set it to such a key, or leave it out: then one is made, and kept in the data folder.",
  );
}
