import type { Authorizer } from "../core/authorizer.ts";
import { givenToken } from "../core/redacted.ts";
import { Secret } from "../core/secret.ts";

/**
 * Sends one access token. It cannot renew the token when it expires.
 *
 * @example A token that you have
 * ```ts
 * import { AccessTokenAuthorizer, TransferClient } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const scopes = ["urn:globus:auth:scope:transfer.api.globus.org:all"];
 * const { access_token } = await sandbox.login({ scopes });
 * const authorizer = new AccessTokenAuthorizer(access_token);
 * const tc = new TransferClient({ ...sandbox.clientOptions, authorizer });
 * console.log((await tc.getSubmissionId()).value);
 * ```
 *
 * @category Authorizers
 */
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
