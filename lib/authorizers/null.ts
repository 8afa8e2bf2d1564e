import type { Authorizer } from "../core/authorizer.ts";

/** Sends no Authorization header, for calls that do not need one. */
export class NullAuthorizer implements Authorizer {
  /** Undefined: it sends no header. */
  getAuthorizationHeader(): undefined {
    return undefined;
  }

  /** False: it has no credentials to try. */
  handleMissingAuthorization(): boolean {
    return false;
  }
}
