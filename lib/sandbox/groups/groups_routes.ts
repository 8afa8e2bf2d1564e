import type { ServiceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, groupsCaller, managed, mine, roleOf, visible } from "./caller.ts";
import { groupsError } from "./errors.ts";
import { defaultPolicies, type GroupRecord, type MembershipRecord } from "./groups.ts";

/** Adds groups, their policies and their subscriptions. */
export function addGroupRoutes(router: Router): void {
  router
    .on("GET /v2/groups/my_groups", myGroups)
    .on("POST /v2/groups", createGroup)
    .on("GET /v2/groups/:group_id", getGroup)
    .on("PUT /v2/groups/:group_id", updateGroup)
    .on("DELETE /v2/groups/:group_id", deleteGroup)
    .on("GET /v2/groups/:group_id/policies", (context) => json(managed(context).policies))
    .on("PUT /v2/groups/:group_id/policies", setPolicies)
    .on("PUT /v2/groups/:group_id/subscription_admin_verified", setAdminVerified)
    .on("GET /v2/subscription_info/:subscription_id", bySubscription);
}

function getGroup(context: Context): Response {
  return json(documentOf(context, groupsCaller(context), visible(context)));
}

/** The document of a group; `include` adds members, policies and more. */
function documentOf(context: Context, who: ServiceCaller, group: GroupRecord): JsonDocument {
  const include = (context.query.get("include") ?? "").split(",");
  const { policies } = group;
  const place = (one: MembershipRecord) => ({ group_id: group.id, ...one });
  const seesMembers = roleOf(group, who) >=
    (policies.group_members_visibility === "members" ? 0 : 1);
  return {
    name: group.name,
    description: group.description,
    parent_id: group.parentId,
    id: group.id,
    group_type: group.subscriptionId === null ? "regular" : "plus",
    enforce_session: policies.is_high_assurance,
    session_limit: policies.authentication_assurance_timeout ?? 28_800,
    session_timeouts: {},
    my_memberships: mine(group, who).map(place),
    policies: include.includes("policies") ? policies : {
      group_visibility: policies.group_visibility,
      group_members_visibility: policies.group_members_visibility,
    },
    subscription_id: group.subscriptionId,
    subscription_info: group.subscriptionId === null ? null : subscriptionInfo(group),
    ...(include.includes("memberships") && seesMembers
      ? { memberships: [...group.members.values()].map(place) }
      : {}),
  };
}

function subscriptionInfo(group: GroupRecord): JsonDocument {
  return {
    name: group.name,
    subscriber_name: group.name,
    is_high_assurance: false,
    is_baa: false,
    connectors: {},
  };
}

function myGroups(context: Context): Response {
  const who = groupsCaller(context);
  const statuses = context.query.get("statuses")?.split(",") ?? ["active"];
  const groups = [...context.world.groups.values()].filter((group) =>
    mine(group, who).some(({ status }) => statuses.includes(status))
  );
  return json(groups.map((group) => documentOf(context, who, group)));
}

function textOf(context: Context, document: JsonDocument, field: string): string {
  const value = document[field];
  if (typeof value !== "string" || (field === "name" && value.trim() === "")) {
    throw groupsError(context, 400, "BadRequest", `${field} must be text`);
  }
  return value;
}

function createGroup(context: Context): Response {
  const who = groupsCaller(context, true);
  const document = bodyOf(context);
  const { parent_id: parent = null } = document;
  const { world, random } = context;
  if (parent !== null && !world.groups.has(String(parent))) {
    throw groupsError(context, 404, "NotFound", "No such parent group");
  }
  const { id, username } = who.identity;
  const group: GroupRecord = {
    id: random.uuid(),
    name: textOf(context, document, "name"),
    description: document.description === undefined ? "" : textOf(context, document, "description"),
    parentId: parent === null ? null : String(parent),
    subscriptionId: null,
    policies: defaultPolicies(),
    members: new Map([[id, { identity_id: id, username, role: "admin", status: "active" }]]),
  };
  world.groups.set(group.id, group);
  return json(documentOf(context, who, group));
}

function updateGroup(context: Context): Response {
  const group = managed(context, "admin", true);
  const document = bodyOf(context);
  if (document.name !== undefined) group.name = textOf(context, document, "name");
  if (document.description !== undefined) {
    group.description = textOf(context, document, "description");
  }
  return json(documentOf(context, groupsCaller(context), group));
}

function deleteGroup(context: Context): Response {
  const group = managed(context, "admin", true);
  const document = documentOf(context, groupsCaller(context), group);
  context.world.groups.delete(group.id);
  return json(document);
}

function setPolicies(context: Context): Response {
  const group = managed(context, "admin", true);
  const document = bodyOf(context);
  const { policies } = group;
  const {
    is_high_assurance: assurance,
    group_visibility: visibility,
    group_members_visibility: members,
    join_requests: requests,
    signup_fields: fields,
    authentication_assurance_timeout: timeout = null,
  } = document;
  const good = typeof assurance === "boolean" && typeof requests === "boolean" &&
    (visibility === "private" || visibility === "authenticated") &&
    (members === "members" || members === "managers") && Array.isArray(fields) &&
    (timeout === null || Number.isInteger(timeout));
  if (!good) throw groupsError(context, 422, "ValidationError", "The policies are not complete");
  group.policies = {
    ...policies,
    is_high_assurance: assurance,
    group_visibility: visibility,
    group_members_visibility: members,
    join_requests: requests,
    signup_fields: fields.map(String),
    authentication_assurance_timeout: timeout === null ? null : Number(timeout),
  };
  return json(group.policies);
}

function setAdminVerified(context: Context): Response {
  const group = managed(context, "admin", true);
  const { subscription_admin_verified_id: id } = bodyOf(context);
  return json({ group_id: group.id, subscription_admin_verified_id: id ?? null });
}

function bySubscription(context: Context): Response {
  groupsCaller(context);
  const id = context.param("subscription_id");
  const group = [...context.world.groups.values()].find((one) => one.subscriptionId === id);
  if (!group) throw groupsError(context, 404, "NotFound", "No such subscription");
  return json({
    group_id: group.id,
    subscription_id: id,
    subscription_info: subscriptionInfo(group),
  });
}
