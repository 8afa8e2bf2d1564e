import { manageCollectionsScope } from "../auth/scopes.ts";
import { serviceCaller, urnOf } from "../auth/service_caller.ts";
import { groupsOf } from "../groups/groups.ts";
import type { Context } from "../http/context.ts";
import { type Caller, rolesOf } from "../transfer/caller.ts";
import { hasFreshLogin } from "../transfer/access.ts";
import type { Collection } from "../transfer/collection.ts";
import type { RoleName } from "../transfer/roles.ts";
import { gcsError, loginNeeded, missingRole } from "./errors.ts";

/** The endpoint whose manager was asked, by its host. */
export function managedEndpoint(context: Context): Collection {
  const endpoint = context.world.collections.atHost(context.url.host);
  if (!endpoint?.isServer) throw gcsError(404, "There is no manager here");
  return endpoint;
}

/**
 * The caller of a manager, by their token.
 *
 * @throws {Refusal} 401 without a token for this endpoint; 403 where it lacks the scope.
 */
export function gcsCaller(context: Context, endpoint: Collection): Caller {
  const scope = manageCollectionsScope(endpoint.id);
  const detail = { DATA_TYPE: "missing_required_scopes#1.0.0", required_scopes: [scope] };
  const caller = serviceCaller(context, endpoint.id, [":manage_collections"], (status) => {
    if (status === 401) return gcsError(401, "The token is not good here", { detail }).response;
    return loginNeeded("The token lacks a scope", detail, { required_scopes: [scope] }).response;
  });
  return { ...caller, groups: groupsOf(context.world.groups, caller.identities) };
}

/** Roles that a caller holds on an endpoint or collection, themselves or by a group. */
export function heldRoles(context: Context, caller: Caller, on: Collection): RoleName[] {
  const byGroup = context.world.roles.held(on.id, caller.groups);
  return [...new Set([...rolesOf(context, caller, on), ...byGroup])];
}

/** Whether a caller administers the endpoint. */
export function isEndpointAdmin(context: Context, caller: Caller, endpoint: Collection): boolean {
  return heldRoles(context, caller, endpoint).includes("administrator");
}

/**
 * Whether a caller administers a collection. An administrator of the endpoint administers its mapped
 * collections, but not the guest collections of others.
 */
export function isAdmin(context: Context, caller: Caller, collection: Collection): boolean {
  return heldRoles(context, caller, collection).includes("administrator") ||
    !collection.isGuest && collection.host !== undefined &&
      isEndpointAdmin(context, caller, collection.host);
}

/** Refuses callers who do not administer the endpoint. */
export function requireEndpointAdmin(
  context: Context,
  caller: Caller,
  endpoint: Collection,
): void {
  if (!isEndpointAdmin(context, caller, endpoint)) throw missingRole(["administrator"]);
}

/** Refuses callers who do not administer a collection. */
export function requireAdmin(context: Context, caller: Caller, collection: Collection): void {
  if (!isAdmin(context, caller, collection)) {
    throw missingRole(["administrator"], collection.id);
  }
}

/** Whether a caller may see a collection of the endpoint, or the endpoint. */
export function maySee(context: Context, caller: Caller, collection: Collection): boolean {
  return collection.isPublic || heldRoles(context, caller, collection).length > 0 ||
    isAdmin(context, caller, collection);
}

/** A principal of roles: one of the caller's identities or groups. */
export function isPrincipal(caller: Caller, principal: string): boolean {
  return caller.identities.some((id) => urnOf(id) === principal) ||
    caller.groups.some((id) => `urn:globus:groups:id:${id}` === principal);
}

/**
 * Lets a caller reach the data of a mapped collection through its manager: by consent, and for High
 * Assurance by a recent login of the right domain.
 *
 * @throws {Refusal} 403 with what the login must fulfill.
 */
export function requireDataAccess(context: Context, caller: Caller, mapped: Collection): void {
  const { world } = context;
  const domains = mapped.requiredDomains;
  if (mapped.highAssurance) {
    if (hasFreshLogin(context, caller, mapped)) return;
    throw loginNeeded(
      "You must log in again for this collection",
      {
        DATA_TYPE: "authentication_timeout#1.1.0",
        high_assurance: true,
        identities: caller.identities,
        require_mfa: false,
      },
      {
        prompt: "login",
        session_required_single_domain: domains,
        session_message: "Log in again to share data",
      },
    );
  }
  const manage = manageCollectionsScope(mapped.hostId!);
  const scope = `https://auth.globus.org/scopes/${mapped.id}/data_access`;
  if (world.consents.mayAccessData(caller.token.consents, scope, manage)) return;
  const required_scopes = [`${manage}[*${scope}]`];
  throw loginNeeded(
    "Missing required data_access consent",
    { DATA_TYPE: "missing_required_scopes#1.0.0", required_scopes },
    { required_scopes },
  );
}
