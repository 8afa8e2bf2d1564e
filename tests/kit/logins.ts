/**
 * A sandbox with clients of it, for tests of logins.
 *
 * @module
 */

import { DEMO_CLIENT_ID, Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";

export const TRANSFER_ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";

/** Requests the identity and Transfer. */
export const PARAMETERS = { required_scopes: ["openid", TRANSFER_ALL] };

/** A sandbox, with a client that has no secret. */
export function nativeSetting(): { sandbox: Sandbox; client: NativeAppAuthClient } {
  const sandbox = new Sandbox();
  return { sandbox, client: new NativeAppAuthClient(TUTORIAL_CLIENT_ID, { fetch: sandbox.fetch }) };
}

/** A sandbox, with a client that has one. */
export function confidentialSetting(): { sandbox: Sandbox; client: ConfidentialAppAuthClient } {
  const sandbox = new Sandbox();
  const { id, secret } = sandbox.world.demoClient;
  if (id !== DEMO_CLIENT_ID) throw new Error("The demo client has another id");
  return { sandbox, client: new ConfidentialAppAuthClient(id, secret, { fetch: sandbox.fetch }) };
}

/** How many requests came to the token endpoint. */
export function tokenRequests(sandbox: Sandbox): number {
  return sandbox.requests.filter(({ route }) => route?.endsWith("/v2/oauth2/token")).length;
}
