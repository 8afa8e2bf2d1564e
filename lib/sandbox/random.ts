/**
 * A 32-bit hash of a text (FNV-1a with a final mix), for seeds.
 *
 * @param text Any text.
 * @returns An unsigned 32-bit number.
 */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Numbers that repeat with their seed. Never for secrets: see {@linkcode secretText}. */
export class SeededRandom {
  #state: number;

  /**
   * Starts a sequence.
   *
   * @param seed The same seed gives the same sequence.
   */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next unsigned 32-bit number. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() / 4294967296 * limit);
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** True in about `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** A version 4 UUID. */
  uuid(): string {
    let hex = "";
    for (let i = 0; i < 4; i++) hex += this.next().toString(16).padStart(8, "0");
    const variant = "89ab"[Number.parseInt(hex[16], 16) & 3];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-` +
      `${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Letters and digits, as in Transfer's request ids. */
  text(length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += BASE62[this.below(62)];
    return text;
  }
}

/**
 * Bytes as base64url without padding (RFC 4648 section 5).
 *
 * @param bytes The bytes to write down.
 * @returns Text that may stand in a URL.
 */
export function base64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Unguessable text from the system's random source, for tokens, codes and secrets.
 *
 * @param byteCount Bytes of randomness.
 * @returns base64url text.
 */
export function secretText(byteCount: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(byteCount)));
}
