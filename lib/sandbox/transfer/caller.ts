import { activeToken } from "../auth/issued_tokens.ts";
import type { IdentityRecord } from "../auth/people.ts";
import type { AccessToken } from "../auth/tokens.ts";
import { groupsOf } from "../groups/groups.ts";
import type { Context } from "../http/context.ts";
import { rulesInForce } from "./access_rules.ts";
import type { Collection } from "./collection.ts";
import { noEndpoint, permissionDenied, transferError } from "./errors.ts";
import type { RoleName } from "./roles.ts";

/** The caller of Transfer, by the access token. */
export interface Caller {
  /** The primary identity, which owns tasks. */
  identity: IdentityRecord;
  /** UUIDs of all linked identities. */
  identities: string[];
  /** UUIDs of the groups they belong to. */
  groups: string[];
  /** The access token of the request. */
  token: AccessToken;
}

/**
 * Authenticates the caller of a request.
 *
 * @throws {Refusal} 401 without a good token for Transfer; 403 where it lacks the scope.
 */
export function callerOf(context: Context): Caller {
  const { world } = context;
  const token = context.bearer ? activeToken(world, context.bearer) : undefined;
  if (!token || token.resourceServer !== "transfer.api.globus.org") {
    const message = context.bearer ? "Token is not active" : "No credentials supplied";
    throw transferError(context, 401, "ClientError.AuthenticationFailed", message);
  }
  if (!token.scopes.some((scope) => scope.endsWith(":all"))) {
    throw permissionDenied(context, "The token's scopes do not cover this operation");
  }
  const { identity } = token.grant;
  const identities = world.identitySet(identity.id);
  return { identity, identities, groups: groupsOf(world.groups, identities), token };
}

/** Roles of a caller on an endpoint, its own and those of what hosts it. */
export function rolesOf(context: Context, caller: Caller, collection: Collection): RoleName[] {
  if (caller.identities.includes(collection.ownerId)) return ["administrator"];
  return context.world.roles.held(collection.id, caller.identities);
}

/**
 * What the rules of a collection let a caller do at a path.
 *
 * @param caller Who asks; `null` for one who has not logged in.
 * @param nowMs Rules that have expired by then grant nothing.
 */
export function permissionAt(
  caller: Caller | null,
  collection: Collection,
  path: string,
  nowMs: number,
): "" | "r" | "rw" {
  if (caller && (collection.everyoneWrites || caller.identities.includes(collection.ownerId))) {
    return "rw";
  }
  if (!collection.isGuest) {
    // On a computer of one's own only the owner; on servers all who can log in.
    return collection.isPersonal || !caller ? "" : "rw";
  }
  let best: "" | "r" | "rw" = "";
  for (const rule of rulesInForce(collection.access, nowMs)) {
    const named = caller !== null && rule.principal !== "" &&
      (caller.identities.includes(rule.principal) || caller.groups.includes(rule.principal));
    const open = rule.principalType === "anonymous" ||
      (caller !== null && rule.principalType === "all_authenticated_users");
    if ((named || open) && `${path}/`.startsWith(rule.path) && rule.permissions > best) {
      best = rule.permissions;
    }
  }
  return best;
}

/** Whether a caller may see that an endpoint exists. */
function isVisible(context: Context, caller: Caller, collection: Collection): boolean {
  return collection.isPublic || rolesOf(context, caller, collection).length > 0 ||
    rulesInForce(collection.access, context.now).some(({ principal }) =>
      caller.identities.includes(principal) || caller.groups.includes(principal)
    );
}

/**
 * The endpoint that a path parameter names.
 *
 * @param context The request.
 * @param caller Who asks.
 * @param id UUID; by default the parameter `endpoint_id`.
 * @throws {Refusal} 404 where there is none, 403 where the caller may not see it.
 */
export function endpointFor(
  context: Context,
  caller: Caller,
  id: string = context.param("endpoint_id"),
): Collection {
  const found = context.world.collections.get(id);
  if (!found) throw noEndpoint(context, id);
  if (!isVisible(context, caller, found)) {
    throw permissionDenied(context, `You do not have permission to see the endpoint '${found.id}'`);
  }
  return found;
}

/** Refuses callers who hold none of the roles. */
export function requireRole(
  context: Context,
  caller: Caller,
  collection: Collection,
  ...wanted: RoleName[]
): void {
  const held = rolesOf(context, caller, collection);
  if (!held.some((role) => role === "administrator" || wanted.includes(role))) {
    throw permissionDenied(
      context,
      `You have no ${wanted[0] ?? "administrator"} role on the endpoint`,
    );
  }
}
