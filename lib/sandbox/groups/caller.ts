import { type ServiceCaller, serviceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import { groupsError } from "./errors.ts";
import { GROUP_ROLES, type GroupRecord, type MemberRole, type MembershipRecord } from "./groups.ts";

/**
 * Who calls Groups.
 *
 * @param write Whether the call changes something, for which a token to view is not enough.
 * @throws {Refusal} 401 without a token for Groups; 403 where it lacks the scope.
 */
export function groupsCaller(context: Context, write = false): ServiceCaller {
  const scopes = write ? [":all"] : [":all", ":view_my_groups_and_memberships"];
  return serviceCaller(
    context,
    "groups.api.globus.org",
    scopes,
    (status) =>
      status === 401
        ? groupsError(context, 401, "Unauthorized", "The token is not active").response
        : groupsError(context, 403, "Forbidden", "The token does not hold the scope for this call")
          .response,
  );
}

/** Memberships of a caller in a group, of all linked identities. */
export function mine(group: GroupRecord, who: ServiceCaller): MembershipRecord[] {
  return who.identities.map((id) => group.members.get(id)).filter((one) => one !== undefined);
}

/** The strongest role of a caller. */
export function roleOf(group: GroupRecord, who: ServiceCaller): number {
  return Math.max(
    -1,
    ...mine(group, who).filter(({ status }) => status === "active")
      .map(({ role }) => GROUP_ROLES.indexOf(role)),
  );
}

/** The group that the path names, if the caller may see it. */
export function visible(context: Context, write = false): GroupRecord {
  const who = groupsCaller(context, write);
  const group = context.world.groups.get(context.param("group_id"));
  const seen = group &&
    (group.policies.group_visibility === "authenticated" || mine(group, who).length > 0);
  if (!seen) throw groupsError(context, 404, "NotFound", "No such group");
  return group;
}

/** The group that the path names, if the caller manages it. */
export function managed(
  context: Context,
  least: MemberRole = "manager",
  write = false,
): GroupRecord {
  const group = visible(context, write);
  if (roleOf(group, groupsCaller(context)) < GROUP_ROLES.indexOf(least)) {
    throw groupsError(context, 403, "Forbidden", `Only a ${least} of the group may do this`);
  }
  return group;
}

/**
 * The body of a request.
 *
 * @throws {Refusal} 400 where it is not a JSON object.
 */
export function bodyOf(context: Context): JsonDocument {
  const value = context.jsonObject();
  if (!value) throw groupsError(context, 400, "BadRequest", "The body must be a JSON object");
  return value;
}
