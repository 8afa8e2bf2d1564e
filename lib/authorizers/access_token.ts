import type { Authorizer } from "../core/authorizer.ts";
import { givenToken } from "../core/redacted.ts";
import { Secret } from "../core/secret.ts";

/** Sends one access token until it ends: it cannot be renewed. */
export class AccessTokenAuthorizer implements Authorizer {
  readonly #header: Secret;

  /**
   * Takes a token.
   *
   * @throws {TypeError} If the token cannot stand in a header, or is the text that stands in its
   * place where it is printed.
   */
  constructor(accessToken: string) {
    if (!/^[\x21-\x7e]+$/.test(givenToken("authorize with an access token", accessToken))) {
      throw new TypeError("Cannot authorize with an access token: it is not visible ASCII text");
    }
    this.#header = new Secret(`Bearer ${accessToken}`);
  }

  /** `Bearer`, and the token. */
  getAuthorizationHeader(): string {
    return this.#header.reveal();
  }

  /** False: there is no other token. */
  handleMissingAuthorization(): boolean {
    return false;
  }
}
