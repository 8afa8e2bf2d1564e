import { groupsOf } from "../groups/groups.ts";
import { type AccessToken, activeToken } from "../auth/tokens.ts";
import type { Exchange } from "../http/context.ts";
import type { Identity } from "../auth/people.ts";
import type { Collection } from "./collection.ts";
import { noEndpoint, permissionDenied, transferError } from "./errors.ts";

/** Who calls Transfer. */
export interface Caller {
  /** The primary identity, which owns tasks. */
  identity: Identity;
  /** UUIDs of all linked identities. */
  identities: string[];
  /** UUIDs of the groups they belong to. */
  groups: string[];
  /** The token at hand. */
  token: AccessToken;
}

/**
 * Who calls.
 *
 * @throws {Refusal} 401 without a good token for Transfer; 403 where it lacks the scope.
 */
export function callerOf(x: Exchange): Caller {
  const { world } = x.sandbox;
  const token = x.bearer ? activeToken(world, x.bearer) : undefined;
  if (!token || token.resourceServer !== "transfer.api.globus.org") {
    const message = x.bearer ? "Token is not active" : "No credentials supplied";
    throw transferError(x, 401, "ClientError.AuthenticationFailed", message);
  }
  if (!token.scopes.some((scope) => scope.endsWith(":all"))) {
    throw permissionDenied(x, "The token's scopes do not cover this operation");
  }
  const { identity } = token.grant;
  const identities = world.identitySet(identity.id);
  return { identity, identities, groups: groupsOf(world, identities), token };
}

/** Roles that a person can hold on an endpoint. */
export type Role = "administrator" | "access_manager" | "activity_manager" | "activity_monitor";

/** Roles of a caller on an endpoint, its own and those of what hosts it. */
export function rolesOf(x: Exchange, caller: Caller, collection: Collection): Role[] {
  if (caller.identities.includes(collection.ownerId)) return ["administrator"];
  return x.sandbox.world.roles.held(collection.id, caller.identities);
}

/** What the rules of a collection let a caller do at a path. */
export function permissionAt(
  caller: Caller,
  collection: Collection,
  path: string,
): "" | "r" | "rw" {
  if (collection.everyoneWrites || caller.identities.includes(collection.ownerId)) return "rw";
  if (!collection.isGuest) {
    // On a computer of one's own only the owner; on servers all who can log in.
    return collection.isPersonal ? "" : "rw";
  }
  let best: "" | "r" | "rw" = "";
  for (const rule of collection.access.values()) {
    const named = rule.principal !== "" &&
      (caller.identities.includes(rule.principal) || caller.groups.includes(rule.principal));
    const open = rule.principalType === "all_authenticated_users" ||
      rule.principalType === "anonymous";
    if ((named || open) && `${path}/`.startsWith(rule.path) && rule.permissions > best) {
      best = rule.permissions;
    }
  }
  return best;
}

/** Whether a caller may see that an endpoint exists. */
export function isVisible(x: Exchange, caller: Caller, collection: Collection): boolean {
  return collection.isPublic || rolesOf(x, caller, collection).length > 0 ||
    [...collection.access.values()].some(({ principal }) =>
      caller.identities.includes(principal) || caller.groups.includes(principal)
    );
}

/**
 * The endpoint that a path parameter names.
 *
 * @param x The request.
 * @param caller Who asks.
 * @param id UUID; by default the parameter `endpoint_id`.
 * @throws {Refusal} 404 where there is none, 403 where the caller may not see it.
 */
export function endpointFor(
  x: Exchange,
  caller: Caller,
  id: string = x.param("endpoint_id"),
): Collection {
  const found = x.sandbox.world.collections.get(id);
  if (!found) throw noEndpoint(x, id);
  if (!isVisible(x, caller, found)) {
    throw permissionDenied(x, `You do not have permission to see the endpoint '${found.id}'`);
  }
  return found;
}
