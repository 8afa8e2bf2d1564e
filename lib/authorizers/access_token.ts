import type { Authorizer } from "../core/authorizer.ts";
import { Secret } from "../core/secret.ts";

/** Sends one access token until it ends: it cannot be renewed. */
export class AccessTokenAuthorizer implements Authorizer {
  readonly #header: Secret;

  /**
   * Takes a token.
   *
   * @throws {TypeError} If the token cannot stand in a header.
   */
  constructor(accessToken: string) {
    if (typeof accessToken !== "string" || !/^[\x21-\x7e]+$/.test(accessToken)) {
      throw new TypeError("Cannot authorize with this access token: it is no visible ASCII text");
    }
    this.#header = new Secret(`Bearer ${accessToken}`);
  }

  /** `Bearer`, and the token. */
  getAuthorizationHeader(): string {
    return this.#header.reveal();
  }

  /** False: there is no other token to be had. */
  handleMissingAuthorization(): boolean {
    return false;
  }
}
