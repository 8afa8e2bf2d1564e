import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import { activeToken } from "./issued_tokens.ts";
import type { IdentityRecord } from "./people.ts";
import type { AccessToken } from "./tokens.ts";

/** The caller of a service, by its access token. */
export interface ServiceCaller {
  /** The primary identity. */
  identity: IdentityRecord;
  /** UUIDs of all linked identities. */
  identities: string[];
  /** The access token of the request. */
  token: AccessToken;
}

/** The caller as a principal of roles. */
export function urnOf(identityId: string): string {
  return `urn:globus:auth:identity:${identityId}`;
}

/**
 * Authenticates the caller of a service.
 *
 * @param context The request.
 * @param resourceServer The name of the service in tokens.
 * @param scopes A token must hold one of these, by their last part; none for any.
 * @param refuse Makes the service's own answer to 401 and 403.
 * @throws {Refusal} Without a good token, or with one for less.
 */
export function serviceCaller(
  context: Context,
  resourceServer: string,
  scopes: readonly string[],
  refuse: (status: 401 | 403) => Response,
): ServiceCaller {
  const { world } = context;
  const token = activeToken(world, context.bearer);
  if (token?.resourceServer !== resourceServer) throw new Refusal(refuse(401));
  const holds = token.scopes.some((scope) => scopes.some((one) => scope.endsWith(one)));
  if (scopes.length && !holds) throw new Refusal(refuse(403));
  const { identity } = token.grant;
  return { identity, identities: world.identitySet(identity.id), token };
}
