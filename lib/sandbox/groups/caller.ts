import { type ServiceCaller, serviceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import { groupsError, invalid } from "./errors.ts";
import { membershipOf, type PlacedMembership } from "./group_tree.ts";
import { GROUP_ROLES, type GroupRecord, type MemberRole, SESSION_LIMIT_SECONDS } from "./groups.ts";

/**
 * The caller of Groups, by their token.
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
    (status) => {
      if (status === 403) {
        const held = context.world.accessTokens.get(context.bearer)?.scopes ?? [];
        return groupsError(403, "FORBIDDEN", "The token lacks the scope for this call", {
          provided_scopes: held,
        }).response;
      }
      return context.bearer
        ? groupsError(401, "INVALID_TOKEN", "The token is expired or invalid").response
        : groupsError(401, "AUTHENTICATION_ERROR", "A bearer token is needed").response;
    },
  );
}

/** Memberships of a caller in a group, of all linked identities, implied ones included. */
export function mine(
  context: Context,
  group: GroupRecord,
  who: ServiceCaller,
): PlacedMembership[] {
  return who.identities.map((id) => membershipOf(context.world.groups, group, id))
    .filter((one) => one !== undefined);
}

/** The strongest role of a caller: a place in {@linkcode GROUP_ROLES}, or -1. */
export function roleOf(context: Context, group: GroupRecord, who: ServiceCaller): number {
  return Math.max(
    -1,
    ...mine(context, group, who).filter(({ status }) => status === "active")
      .map(({ role }) => GROUP_ROLES.indexOf(role)),
  );
}

/** Whether a caller sees a group: those who left it, or were removed, do not. */
export function sees(context: Context, group: GroupRecord, who: ServiceCaller): boolean {
  return group.policies.group_visibility === "authenticated" ||
    mine(context, group, who).some(({ status }) =>
      status === "active" || status === "invited" || status === "pending"
    );
}

/** The group that the path names, if the caller may see it. */
export function visible(context: Context, write = false): GroupRecord {
  const who = groupsCaller(context, write);
  const group = context.world.groups.get(context.param("group_id").toLowerCase());
  checkUuid(context.param("group_id"), ["path", "group_id"]);
  if (!group || !sees(context, group, who)) {
    throw groupsError(404, "NOT_FOUND", "There is no such group, or it is not visible");
  }
  checkSession(context, group, who);
  return group;
}

/** The group that the path names, if the caller manages it. */
export function managed(
  context: Context,
  least: MemberRole = "manager",
  write = false,
): GroupRecord {
  const group = visible(context, write);
  if (roleOf(context, group, groupsCaller(context)) < GROUP_ROLES.indexOf(least)) {
    throw groupsError(403, "FORBIDDEN", `This needs the role ${least} in the group`);
  }
  return group;
}

/** When the login of an identity becomes too old for a group, in seconds since 1970. */
export function sessionEnd(
  group: GroupRecord,
  { token }: ServiceCaller,
  identityId: string,
): number | undefined {
  const login = token.grant.session?.authentications.get(identityId)?.auth_time;
  const limit = group.policies.authentication_assurance_timeout ?? SESSION_LIMIT_SECONDS;
  return login === undefined ? undefined : login + limit;
}

/**
 * Lets members of a group of high assurance go on only for a while after they logged in. The shape of
 * the requirement in the error is assumed.
 */
function checkSession(context: Context, group: GroupRecord, who: ServiceCaller): void {
  // A client's own tokens have no session, and need none.
  if (!group.policies.is_high_assurance || who.token.grant.session === null) return;
  const members = mine(context, group, who).map(({ identity_id }) => identity_id);
  const fresh = members.some((id) => (sessionEnd(group, who, id) ?? 0) > context.now / 1000);
  if (members.length === 0 || fresh) return;
  throw groupsError(403, "SESSION_REQUIRED", "The group needs a recent login", {
    authorization_parameters: {
      session_message: "Log in again to use this group",
      session_required_identities: members,
      prompt: "login",
    },
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/**
 * Checks an id of a request.
 *
 * @throws {Refusal} 422 where it is not a UUID.
 */
export function checkUuid(value: unknown, loc: (string | number)[]): string {
  if (isUuid(value)) return value.toLowerCase();
  throw invalid([{ loc, msg: "Input should be a valid UUID", type: "uuid_parsing" }]);
}

/**
 * The body of a request.
 *
 * @throws {Refusal} 422 where it is not a JSON object.
 */
export function bodyOf(context: Context): JsonDocument {
  const value = context.jsonObject();
  if (value) return value;
  throw invalid([{ loc: ["body"], msg: "Input should be a valid dictionary", type: "dict_type" }]);
}
