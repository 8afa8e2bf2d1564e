import type { Authorizer } from "../core/authorizer.ts";

/**
 * Sends no Authorization header, for calls that do not need one.
 *
 * @example Public data of Globus Search
 * ```ts
 * import { NullAuthorizer, SearchClient } from "@globus-deno/sdk";
 * import { Sandbox, SKY_INDEX_ID } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const authorizer = new NullAuthorizer();
 * const client = new SearchClient({ ...sandbox.clientOptions, authorizer });
 * const found = await client.search(SKY_INDEX_ID, "*").first();
 * console.log(found !== undefined); // true
 * ```
 *
 * @category Authorizers
 */
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
