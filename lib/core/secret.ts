import { showAs } from "./inspection.ts";
import { REDACTED } from "./redacted.ts";

/**
 * A text that must not end up in a log. It prints as `[redacted]` however it is printed; only
 * {@link Secret.reveal} gives it out.
 */
export class Secret {
  readonly #text: string;
  /** Wraps a token, code or client secret. */
  constructor(text: string) {
    this.#text = text;
    showAs(this, () => REDACTED);
  }
  /** The text itself. */
  reveal(): string {
    return this.#text;
  }
  /** `[redacted]`, also inside a template. */
  toString(): string {
    return REDACTED;
  }
  /** `[redacted]`, also inside a document that is written as JSON. */
  toJSON(): string {
    return REDACTED;
  }
}
