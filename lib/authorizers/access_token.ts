import type { Authorizer } from "../core/authorizer.ts";
import { givenToken } from "../core/redacted.ts";
import { Secret } from "../core/secret.ts";

/** Sends one access token. It cannot renew the token when it expires. */
export class AccessTokenAuthorizer implements Authorizer {
  readonly #header: Secret;

  /**
   * Takes an access token.
   *
   * @throws {TypeError} If a header cannot contain the token, or if it is the text `[redacted]` that
   * is printed in place of tokens.
   */
  constructor(accessToken: string) {
    if (!/^[\x21-\x7e]+$/.test(givenToken("authorize with an access token", accessToken))) {
      throw new TypeError("Cannot authorize with an access token: it is not visible ASCII text");
    }
    this.#header = new Secret(`Bearer ${accessToken}`);
  }

  /** `Bearer`, and the access token. */
  getAuthorizationHeader(): string {
    return this.#header.reveal();
  }

  /** False: it has no other token. */
  handleMissingAuthorization(): boolean {
    return false;
  }
}
