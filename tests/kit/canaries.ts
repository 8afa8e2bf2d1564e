/**
 * Finds secrets, and parts of them, in what a site sends and prints.
 *
 * @module
 */

/** Characters of a secret that must not appear in a row. */
const PART_LENGTH = 12;

/** Secrets that must not appear anywhere, each with a name to report it by. */
export class Canaries {
  readonly #parts = new Map<string, string>();

  /** How many secrets there are. */
  readonly names: Set<string> = new Set();

  /** Adds a secret; a text shorter than a part is none. */
  add(name: string, secret: string | undefined): void {
    if (secret === undefined || secret.length < PART_LENGTH) return;
    this.names.add(name);
    for (let at = 0; at + PART_LENGTH <= secret.length; at++) {
      this.#parts.set(secret.slice(at, at + PART_LENGTH), name);
    }
  }

  /** Adds what is secret in a signed token: its header is the same for all. */
  addSigned(name: string, token: string | undefined): void {
    const [, payload, signature] = token?.split(".") ?? [];
    this.add(`${name} (payload)`, payload);
    this.add(`${name} (signature)`, signature);
  }

  /** The name of a secret of which a text holds a part, and where; undefined if there is none. */
  find(text: string): string | undefined {
    for (let at = 0; at + PART_LENGTH <= text.length; at++) {
      const name = this.#parts.get(text.slice(at, at + PART_LENGTH));
      if (name) return `${name} after "${text.slice(Math.max(0, at - 80), at)}"`;
    }
    return undefined;
  }
}
