import { showAs } from "./inspection.ts";
import { REDACTED } from "./redacted.ts";

/**
 * A string that must not end up in a log. Printing it in any way shows `[redacted]`; only
 * {@link Secret.reveal} returns the string.
 *
 * @example Usage
 * ```ts
 * import { Secret } from "@globus-deno/sdk/core";
 *
 * const secret = new Secret(crypto.randomUUID());
 * console.log(`${secret}`, JSON.stringify({ secret })); // [redacted] {"secret":"[redacted]"}
 * console.log(secret.reveal().length); // 36
 * ```
 */
export class Secret {
  readonly #text: string;
  /** Wraps a secret, such as a token, a code or a client secret. */
  constructor(text: string) {
    this.#text = text;
    showAs(this, () => REDACTED);
  }
  /** Returns the secret string. */
  reveal(): string {
    return this.#text;
  }
  /** Returns `[redacted]`, also for template literals. */
  toString(): string {
    return REDACTED;
  }
  /** Returns `[redacted]`, also for `JSON.stringify()` of an object that holds the secret. */
  toJSON(): string {
    return REDACTED;
  }
}
