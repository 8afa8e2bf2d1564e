import type { Authorizer } from "../core/authorizer.ts";
import { Secret } from "../core/secret.ts";
import { wellFormed } from "../core/text.ts";

/**
 * Sends a name and a password with each call (RFC 7617, in UTF-8). It does not percent-encode them.
 *
 * @example A service that takes a name and a password
 * ```ts
 * import { BaseClient, BasicAuthorizer } from "@globus-deno/sdk";
 *
 * const authorizer = new BasicAuthorizer("ada", "a password that you read from somewhere safe");
 * const client = new BaseClient({ baseUrl: "https://lab.example.org", authorizer });
 * console.log(client.baseUrl);
 * ```
 *
 * @category Authorizers
 */
export class BasicAuthorizer implements Authorizer {
  readonly #header: Secret;

  /**
   * Takes a name and a password.
   *
   * @throws {TypeError} If the name contains a colon, which separates it from the password, or if one
   * of them is not well-formed text.
   */
  constructor(username: string, password: string) {
    if (username.includes(":")) {
      throw new TypeError("Cannot authorize by name and password: the name contains a colon");
    }
    const text = wellFormed(`${username}:${password}`, "a name and password");
    const bytes = new TextEncoder().encode(text);
    const characters = Array.from(bytes, (byte) => String.fromCharCode(byte));
    this.#header = new Secret(`Basic ${btoa(characters.join(""))}`);
  }

  /** `Basic`, and name and password in base64. */
  getAuthorizationHeader(): string {
    return this.#header.reveal();
  }

  /** False: it has no other password. */
  handleMissingAuthorization(): boolean {
    return false;
  }
}
