import {
  type Exchange,
  isObject,
  json,
  type JsonObject,
  Refusal,
  Router,
  type Service,
} from "../http/context.ts";
import { type ServiceCaller, serviceCaller } from "../auth/service_caller.ts";
import {
  defaultPolicies,
  type Group,
  GROUP_ROLES,
  type GroupRole,
  type Membership,
} from "./groups.ts";

const router = new Router()
  .on("GET /v2/groups/my_groups", myGroups)
  .on("POST /v2/groups", createGroup)
  .on("GET /v2/groups/:group_id", (x) => json(documentOf(x, caller(x), visible(x))))
  .on("PUT /v2/groups/:group_id", updateGroup)
  .on("DELETE /v2/groups/:group_id", deleteGroup)
  .on("POST /v2/groups/:group_id", batch)
  .on("GET /v2/groups/:group_id/policies", (x) => json(managed(x).policies))
  .on("PUT /v2/groups/:group_id/policies", setPolicies)
  .on("GET /v2/groups/:group_id/membership_fields", (x) => json(fieldsOf(x)))
  .on("PUT /v2/groups/:group_id/membership_fields", setFields)
  .on("PUT /v2/groups/:group_id/subscription_admin_verified", setAdminVerified)
  .on("GET /v2/subscription_info/:subscription_id", bySubscription)
  .on("GET /v2/preferences", (x) => json(preferencesOf(x)))
  .on("PUT /v2/preferences", setPreferences);

/** The Groups API. The shape of its errors is assumed. */
export const groupsService: Service = {
  router,
  notFound: (x) => error(x, 404, "NotFound", "No such resource").response,
};

function error(x: Exchange, status: number, code: string, message: string): Refusal {
  return new Refusal(json({ code, message, request_id: x.requestId }, status));
}

function caller(x: Exchange, write = false): ServiceCaller {
  const scopes = write ? [":all"] : [":all", ":view_my_groups_and_memberships"];
  return serviceCaller(
    x,
    "groups.api.globus.org",
    scopes,
    (status) =>
      status === 401
        ? error(x, 401, "Unauthorized", "The token is not active").response
        : error(x, 403, "Forbidden", "The token does not hold the scope for this call").response,
  );
}

function mine(group: Group, who: ServiceCaller): Membership[] {
  return who.identities.map((id) => group.members.get(id)).filter((one) => one !== undefined);
}

/** The strongest role of a caller. */
function roleOf(group: Group, who: ServiceCaller): number {
  return Math.max(
    -1,
    ...mine(group, who).filter(({ status }) => status === "active")
      .map(({ role }) => GROUP_ROLES.indexOf(role)),
  );
}

/** The group that the path names, if the caller may see it. */
function visible(x: Exchange, write = false): Group {
  const who = caller(x, write);
  const group = x.sandbox.world.groups.get(x.param("group_id"));
  const seen = group &&
    (group.policies.group_visibility === "authenticated" || mine(group, who).length > 0);
  if (!seen) throw error(x, 404, "NotFound", "No such group");
  return group;
}

/** The group that the path names, if the caller manages it. */
function managed(x: Exchange, least: GroupRole = "manager", write = false): Group {
  const group = visible(x, write);
  if (roleOf(group, caller(x)) < GROUP_ROLES.indexOf(least)) {
    throw error(x, 403, "Forbidden", `Only a ${least} of the group may do this`);
  }
  return group;
}

function body(x: Exchange): JsonObject {
  const value = x.jsonObject();
  if (!value) throw error(x, 400, "BadRequest", "The body must be a JSON object");
  return value;
}

/** The document of a group; `include` adds members, policies and more. */
function documentOf(x: Exchange, who: ServiceCaller, group: Group): JsonObject {
  const include = (x.query.get("include") ?? "").split(",");
  const { policies } = group;
  const place = (one: Membership) => ({ group_id: group.id, ...one });
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

function subscriptionInfo(group: Group): JsonObject {
  return {
    name: group.name,
    subscriber_name: group.name,
    is_high_assurance: false,
    is_baa: false,
    connectors: {},
  };
}

function myGroups(x: Exchange): Response {
  const who = caller(x);
  const statuses = x.query.get("statuses")?.split(",") ?? ["active"];
  const groups = [...x.sandbox.world.groups.values()].filter((group) =>
    mine(group, who).some(({ status }) => statuses.includes(status))
  );
  return json(groups.map((group) => documentOf(x, who, group)));
}

function textOf(x: Exchange, document: JsonObject, field: string): string {
  const value = document[field];
  if (typeof value !== "string" || (field === "name" && value.trim() === "")) {
    throw error(x, 400, "BadRequest", `${field} must be text`);
  }
  return value;
}

function createGroup(x: Exchange): Response {
  const who = caller(x, true);
  const document = body(x);
  const { parent_id: parent = null } = document;
  const { world, random } = x.sandbox;
  if (parent !== null && !world.groups.has(String(parent))) {
    throw error(x, 404, "NotFound", "No such parent group");
  }
  const { id, username } = who.identity;
  const group: Group = {
    id: random.uuid(),
    name: textOf(x, document, "name"),
    description: document.description === undefined ? "" : textOf(x, document, "description"),
    parentId: parent === null ? null : String(parent),
    subscriptionId: null,
    policies: defaultPolicies(),
    members: new Map([[id, { identity_id: id, username, role: "admin", status: "active" }]]),
  };
  world.groups.set(group.id, group);
  return json(documentOf(x, who, group));
}

function updateGroup(x: Exchange): Response {
  const group = managed(x, "admin", true);
  const document = body(x);
  if (document.name !== undefined) group.name = textOf(x, document, "name");
  if (document.description !== undefined) {
    group.description = textOf(x, document, "description");
  }
  return json(documentOf(x, caller(x), group));
}

function deleteGroup(x: Exchange): Response {
  const group = managed(x, "admin", true);
  const document = documentOf(x, caller(x), group);
  x.sandbox.world.groups.delete(group.id);
  return json(document);
}

function setPolicies(x: Exchange): Response {
  const group = managed(x, "admin", true);
  const document = body(x);
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
  if (!good) throw error(x, 422, "ValidationError", "The policies are not complete");
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

/** What each action does to a place in the group, and who may ask for it. */
const ACTIONS: ReadonlyMap<string, { from: string[]; to: string; by: "self" | GroupRole }> =
  new Map<string, { from: string[]; to: string; by: "self" | GroupRole }>([
    ["accept", { from: ["invited"], to: "active", by: "self" }],
    ["decline", { from: ["invited"], to: "declined", by: "self" }],
    ["join", { from: ["", "left"], to: "active", by: "self" }],
    ["request_join", { from: ["", "left", "rejected"], to: "pending", by: "self" }],
    ["leave", { from: ["active"], to: "left", by: "self" }],
    ["approve", { from: ["pending"], to: "active", by: "manager" }],
    ["reject", { from: ["pending"], to: "rejected", by: "manager" }],
    ["invite", { from: ["", "left", "removed", "declined"], to: "invited", by: "manager" }],
    ["add", { from: ["", "left", "removed", "invited", "pending"], to: "active", by: "manager" }],
    ["remove", { from: ["active", "invited"], to: "removed", by: "manager" }],
    ["change_role", { from: ["active"], to: "active", by: "admin" }],
  ]);

/** Many changes of membership at once; each stands or fails by itself (shape assumed). */
function batch(x: Exchange): Response {
  const group = visible(x, true);
  const who = caller(x, true);
  const done: JsonObject = {};
  const errors: JsonObject = {};
  for (const [name, items] of Object.entries(body(x))) {
    const action = ACTIONS.get(name);
    if (!action || !Array.isArray(items)) {
      throw error(x, 400, "BadRequest", `Unknown action ${name.slice(0, 40)}`);
    }
    const good: JsonObject[] = [];
    const bad: JsonObject[] = [];
    for (const item of items) {
      const id = isObject(item) ? String(item.identity_id) : "";
      const problem = act(x, group, who, name, id, isObject(item) ? item.role : undefined);
      if (problem) bad.push({ identity_id: id, code: "FORBIDDEN", detail: problem });
      else good.push({ group_id: group.id, ...group.members.get(id) });
    }
    done[name] = good;
    if (bad.length) errors[name] = bad;
  }
  return json({ ...done, ...(Object.keys(errors).length ? { errors } : {}) });
}

/** Does one change; gives the reason where it cannot. */
function act(
  x: Exchange,
  group: Group,
  who: ServiceCaller,
  name: string,
  id: string,
  role: unknown,
): string | undefined {
  const action = ACTIONS.get(name)!;
  const identity = x.sandbox.world.identities.get(id);
  if (!identity) return "There is no such identity";
  if (action.by === "self" && !who.identities.includes(id)) return "The identity is not yours";
  if (action.by !== "self" && roleOf(group, who) < GROUP_ROLES.indexOf(action.by)) {
    return `Only a ${action.by} may do this`;
  }
  const old = group.members.get(id);
  if (!action.from.includes(old?.status ?? "")) {
    return `Not possible: ${old?.status ?? "no member"}`;
  }
  if ((name === "join" || name === "request_join") && !group.policies.join_requests) {
    return "The group takes no requests";
  }
  const wanted = role ?? old?.role ?? "member";
  const known = GROUP_ROLES.find((one) => one === wanted);
  if (!known) return "There is no such role";
  group.members.set(id, {
    identity_id: id,
    username: identity.username,
    role: known,
    status: action.to,
  });
  return undefined;
}

function fieldsOf(x: Exchange): JsonObject {
  const key = `${visible(x).id} ${caller(x).identity.id}`;
  return x.sandbox.world.membershipFields.get(key) ?? {};
}

function setFields(x: Exchange): Response {
  const group = visible(x, true);
  const document = body(x);
  x.sandbox.world.membershipFields.set(`${group.id} ${caller(x).identity.id}`, document);
  return json(document);
}

function setAdminVerified(x: Exchange): Response {
  const group = managed(x, "admin", true);
  const { subscription_admin_verified_id: id } = body(x);
  return json({ group_id: group.id, subscription_admin_verified_id: id ?? null });
}

function bySubscription(x: Exchange): Response {
  caller(x);
  const id = x.param("subscription_id");
  const group = [...x.sandbox.world.groups.values()].find((one) => one.subscriptionId === id);
  if (!group) throw error(x, 404, "NotFound", "No such subscription");
  return json({
    group_id: group.id,
    subscription_id: id,
    subscription_info: subscriptionInfo(group),
  });
}

function preferencesOf(x: Exchange): JsonObject {
  const { identities } = caller(x);
  return Object.fromEntries(identities.map((id) => [id, {
    allow_add: x.sandbox.world.mayBeAdded.get(id) ?? true,
  }]));
}

function setPreferences(x: Exchange): Response {
  const { identities } = caller(x, true);
  for (const [id, value] of Object.entries(body(x))) {
    if (!identities.includes(id) || !isObject(value) || typeof value.allow_add !== "boolean") {
      throw error(x, 400, "BadRequest", "Preferences are for one's own identities");
    }
    x.sandbox.world.mayBeAdded.set(id, value.allow_add);
  }
  return json(preferencesOf(x));
}
