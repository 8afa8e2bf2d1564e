const KEY_BYTES = 32;
const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

/**
 * Reads a session key from base64url.
 *
 * @throws {RangeError} If it does not hold 32 bytes. The message does not show it.
 */
export function decodeSessionKey(text: string): Uint8Array<ArrayBuffer> {
  try {
    const key = Uint8Array.fromBase64(text.trim(), { alphabet: "base64url" });
    if (key.length === KEY_BYTES) return key;
  } catch {
    // The text is not base64url: the error below says what to do.
  }
  throw new RangeError(
    "Cannot use SESSION_KEY: it must be 32 random bytes, written as 43 characters of base64url." +
      " Set it to such a key, or unset it: the site then makes a key and keeps it in its data folder.",
  );
}

/**
 * Returns the key that encrypts sessions: the given one, or the one in a file. The first start makes
 * that file, which only its owner can read.
 *
 * @param given The key as base64url, if the environment sets one.
 * @throws {RangeError} If the key does not hold 32 bytes, or other users can read its file.
 */
export async function sessionKey(
  given: string | undefined,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (given) return decodeSessionKey(given);
  try {
    return await readKey(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const draft = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, key.toBase64(BASE64URL) + "\n", { createNew: true, mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces the key of another process.
    await Deno.link(draft, file);
    return key;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      return await readKey(file);
    }
    throw error;
  } finally {
    await Deno.remove(draft);
  }
}

async function readKey(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = await Deno.readTextFile(file);
  const { mode } = await Deno.stat(file);
  if (mode !== null && (mode & 0o077) !== 0) {
    throw new RangeError(
      `Cannot use the session key in ${file}: other users of this machine can read it. Run \`chmod` +
        ` 600 ${file}\`; if others may have read it, remove the file, which ends all sessions.`,
    );
  }
  try {
    return decodeSessionKey(text);
  } catch (cause) {
    throw new RangeError(
      `Cannot use the session key in ${file}: it does not hold 32 bytes as base64url. Restore it from a` +
        " backup, or remove the file: the site then makes a key, and all sessions end.",
      { cause },
    );
  }
}
