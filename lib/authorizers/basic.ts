import type { Authorizer } from "../core/authorizer.ts";
import { Secret } from "../core/secret.ts";

/** Sends a name and a password with each call (RFC 7617, in UTF-8). */
export class BasicAuthorizer implements Authorizer {
  readonly #header: Secret;

  /** Takes a name without a colon, which would end it early, and a password. */
  constructor(username: string, password: string) {
    const bytes = new TextEncoder().encode(`${username}:${password}`);
    this.#header = new Secret(`Basic ${btoa(String.fromCharCode(...bytes))}`);
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
