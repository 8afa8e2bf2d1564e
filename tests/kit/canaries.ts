/**
 * Finds secrets, and parts of them, in responses and logs.
 *
 * @module
 */

/** Characters of a secret that must not appear in a row. */
const PART_LENGTH = 12;

/** Secrets that must not appear anywhere. Each has a name for reports. */
export class Canaries {
  readonly #parts = new Map<string, string>();

  /** The names of the secrets. */
  readonly names: Set<string> = new Set();

  /** Adds a secret. A text that is shorter than a part is ignored. */
  add(name: string, secret: string | undefined): void {
    if (secret === undefined || secret.length < PART_LENGTH) return;
    this.names.add(name);
    for (let at = 0; at + PART_LENGTH <= secret.length; at++) {
      this.#parts.set(secret.slice(at, at + PART_LENGTH), name);
    }
  }

  /** Adds the secret parts of a signed token. Its header is the same for all tokens. */
  addSigned(name: string, token: string | undefined): void {
    const [, payload, signature] = token?.split(".") ?? [];
    this.add(`${name} (payload)`, payload);
    this.add(`${name} (signature)`, signature);
  }

  /** The name of the first secret whose part is in a text, and where; undefined if there is none. */
  find(text: string): string | undefined {
    for (let at = 0; at + PART_LENGTH <= text.length; at++) {
      const name = this.#parts.get(text.slice(at, at + PART_LENGTH));
      if (name) return `${name} after "${text.slice(Math.max(0, at - 80), at)}"`;
    }
    return undefined;
  }
}
