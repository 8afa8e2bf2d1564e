import type { ServiceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import { mine, roleOf, sessionEnd } from "./caller.ts";
import { childrenOf, membershipsOf, type PlacedMembership } from "./group_tree.ts";
import { GROUP_ROLES, type GroupRecord, SESSION_LIMIT_SECONDS } from "./groups.ts";
import { ACTION_NAMES, allowedIdentities } from "./membership_actions.ts";

/** Parts of a group that a request can ask for. */
export const INCLUDES = [
  "memberships",
  "my_memberships",
  "policies",
  "allowed_actions",
  "child_ids",
] as const;

/** The part of a group's document that lists have too. */
export function groupSummary(
  context: Context,
  who: ServiceCaller,
  group: GroupRecord,
): JsonDocument {
  const { policies } = group;
  return {
    name: group.name,
    parent_id: group.parentId,
    id: group.id,
    group_type: group.subscriptionId === null ? "regular" : "plus",
    enforce_session: policies.is_high_assurance,
    session_limit: policies.authentication_assurance_timeout ?? SESSION_LIMIT_SECONDS,
    session_timeouts: sessionTimeouts(context, who, group),
    my_memberships: mine(context, group, who).map(({ identity_id, username, role, status }) => ({
      group_id: group.id,
      identity_id,
      username,
      role,
      status,
    })),
    policies: {
      group_visibility: policies.group_visibility,
      group_members_visibility: policies.group_members_visibility,
    },
  };
}

/** The document of a group; `include` adds members, policies and more. */
export function groupDocument(
  context: Context,
  who: ServiceCaller,
  group: GroupRecord,
  include: readonly string[] = [],
): JsonDocument {
  const { world } = context;
  const { policies } = group;
  const role = roleOf(context, group, who);
  const least = GROUP_ROLES.indexOf(
    policies.group_members_visibility === "members" ? "member" : "manager",
  );
  const has = (part: typeof INCLUDES[number]) => include.includes(part);
  const actor = { identities: who.identities, role };
  return {
    ...groupSummary(context, who, group),
    description: group.description,
    terms_and_conditions: group.terms,
    ...(has("policies") ? { policies } : {}),
    subscription_id: group.subscriptionId,
    subscription_info: group.subscriptionId === null ? null : {
      name: group.name,
      subscriber_name: group.name,
      ...subscriptionInfo(),
    },
    subscription_admin_verified_id: group.verifiedBy,
    ...(has("memberships") && role >= least
      ? {
        memberships: membershipsOf(world.groups, group)
          .filter(({ status }) => status === "active" || role >= GROUP_ROLES.indexOf("manager"))
          .map((one) => membershipDocument(context, group, one)),
      }
      : {}),
    ...(has("child_ids")
      ? { child_ids: childrenOf(world.groups, group.id).map(({ id }) => id) }
      : {}),
    ...(has("allowed_actions")
      ? {
        allowed_actions: Object.fromEntries(
          ACTION_NAMES.map((name) => [name, allowedIdentities(group, actor, name)]),
        ),
      }
      : {}),
  };
}

/** The document of a membership, with the fields that the member filled in. */
export function membershipDocument(
  { world }: Context,
  group: GroupRecord,
  one: PlacedMembership,
): JsonDocument {
  return {
    group_id: group.id,
    ...one,
    membership_fields: world.membershipFields.get(`${group.id} ${one.identity_id}`) ?? {},
  };
}

/** What the subscription of a group allows. */
export function subscriptionInfo(): JsonDocument {
  return { is_high_assurance: false, is_baa: false, connectors: {} };
}

/** By identity of the caller: when its login becomes too old. */
function sessionTimeouts(
  { now }: Context,
  who: ServiceCaller,
  group: GroupRecord,
): JsonDocument {
  if (!group.policies.is_high_assurance) return {};
  const ends = who.identities.map((id) => [id, sessionEnd(group, who, id)] as const);
  return Object.fromEntries(
    ends.filter(([, end]) => end !== undefined).map(([id, end]) => [id, {
      expire_time: new Date(end! * 1000).toISOString(),
      expires_in: Math.max(0, Math.floor(end! - now / 1000)),
    }]),
  );
}
