import type { Authorizer } from "../core/authorizer.ts";
import { Secret } from "../core/secret.ts";
import { wellFormed } from "../core/text.ts";

/**
 * Sends a name and a password with each call (RFC 7617, in UTF-8). Both are sent as they are, not
 * percent-encoded.
 */
export class BasicAuthorizer implements Authorizer {
  readonly #header: Secret;

  /**
   * Takes a name and a password.
   *
   * @throws {TypeError} If the name holds a colon, which would end it early, or one of them is not
   * well-formed text.
   */
  constructor(username: string, password: string) {
    if (username.includes(":")) {
      throw new TypeError("Cannot authorize by name and password: the name holds a colon");
    }
    const text = wellFormed(`${username}:${password}`, "a name and password");
    const bytes = new TextEncoder().encode(text);
    const characters = Array.from(bytes, (byte) => String.fromCharCode(byte));
    this.#header = new Secret(`Basic ${btoa(characters.join(""))}`);
  }

  /** `Basic`, name and password. */
  getAuthorizationHeader(): string {
    return this.#header.reveal();
  }

  /** False: there is no other password. */
  handleMissingAuthorization(): boolean {
    return false;
  }
}
