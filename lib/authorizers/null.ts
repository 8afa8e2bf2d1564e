import type { Authorizer } from "../core/authorizer.ts";

/** Sends no Authorization header, for calls that need none. */
export class NullAuthorizer implements Authorizer {
  /** Nothing. */
  getAuthorizationHeader(): undefined {
    return undefined;
  }

  /** False: there is nothing that could help. */
  handleMissingAuthorization(): boolean {
    return false;
  }
}
