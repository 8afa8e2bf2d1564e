import type { ServiceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, checkUuid, groupsCaller, managed, mine, roleOf, sees, visible } from "./caller.ts";
import { groupsError, invalid } from "./errors.ts";
import { groupDocument, groupSummary, INCLUDES } from "./group_document.ts";
import { childrenOf, subgroupProblem } from "./group_tree.ts";
import { GROUP_ROLES, type GroupRecord, makeGroup, MEMBER_STATUSES } from "./groups.ts";
import { changePolicies } from "./policies_routes.ts";

/** Adds groups and their subgroups. */
export function addGroupRoutes(router: Router): void {
  router
    .on("GET /v2/groups/my_groups", myGroups)
    .on("GET /v2/groups/statuses", statuses)
    .on("POST /v2/groups", createGroup)
    .on("GET /v2/groups/:group_id", getGroup)
    .on("GET /v2/groups/:group_id/children", children)
    .on("PUT /v2/groups/:group_id", updateGroup)
    .on("DELETE /v2/groups/:group_id", deleteGroup);
}

/** Active memberships that a user may have and still create a group. */
const MAX_MEMBERSHIPS = 1000;

/** Values of a query parameter, separated by commas. */
function listOf(context: Context, name: string, known: readonly string[]): string[] | undefined {
  const values = context.query.get(name)?.split(",").filter(Boolean);
  if (values?.every((value) => known.includes(value)) ?? true) return values;
  const msg = `Input should be ${known.map((one) => `'${one}'`).join(", ")}`;
  throw invalid([{ loc: ["query", name], msg, type: "enum" }]);
}

function getGroup(context: Context): Response {
  const group = visible(context);
  const include = listOf(context, "include", INCLUDES);
  return json(groupDocument(context, groupsCaller(context), group, include));
}

function children(context: Context): Response {
  const group = visible(context);
  const who = groupsCaller(context);
  const include = listOf(context, "include", INCLUDES);
  return json({
    children: childrenOf(context.world.groups, group.id)
      .filter((child) => sees(context, child, who))
      .map((child) => groupDocument(context, who, child, include)),
  });
}

function myGroups(context: Context): Response {
  const who = groupsCaller(context);
  const wanted = listOf(context, "statuses", MEMBER_STATUSES) ?? ["active"];
  const groups = [...context.world.groups.values()].filter((group) =>
    mine(context, group, who).some(({ status }) => wanted.includes(status))
  );
  return json(groups.map((group) => groupSummary(context, who, group)));
}

/** How many memberships have which status, in each group that the caller manages. */
function statuses(context: Context): Response {
  const who = groupsCaller(context);
  const least = GROUP_ROLES.indexOf("manager");
  const managedGroups = [...context.world.groups.values()]
    .filter((group) => roleOf(context, group, who) >= least);
  return json(Object.fromEntries(managedGroups.map(({ id, members }) => {
    const all = [...members.values()];
    const counts = MEMBER_STATUSES.map((status) =>
      [status, all.filter((one) => one.status === status).length] as const
    );
    return [id, Object.fromEntries(counts)];
  })));
}

/** Takes over the texts of a body into a group. */
function changeTexts(group: GroupRecord, document: JsonDocument): void {
  const text = (field: string, old: string): string => {
    const value = document[field];
    if (value === undefined || value === null && field !== "name") return old;
    if (typeof value === "string" && (field !== "name" || value.trim() !== "")) return value;
    throw invalid([{
      loc: ["body", field],
      msg: "Input should be a valid string",
      type: "string_type",
    }]);
  };
  group.name = text("name", group.name);
  group.description = text("description", group.description);
  group.terms = text("terms_and_conditions", group.terms);
}

/** The group under which a new one is made; `null` for none. */
function parentOf(
  context: Context,
  who: ServiceCaller,
  document: JsonDocument,
): GroupRecord | null {
  const { parent_id: id = null } = document;
  if (id === null) return null;
  const { groups } = context.world;
  const parent = groups.get(checkUuid(id, ["body", "parent_id"]));
  if (!parent || !sees(context, parent, who)) {
    throw groupsError(404, "NOT_FOUND", "There is no such parent group");
  }
  if (roleOf(context, parent, who) < GROUP_ROLES.indexOf("admin")) {
    throw groupsError(403, "FORBIDDEN", "Only an admin of a group may make subgroups");
  }
  const problem = subgroupProblem(groups, parent);
  if (problem) throw groupsError(400, "BAD_REQUEST", problem);
  return parent;
}

function createGroup(context: Context): Response {
  const who = groupsCaller(context, true);
  const document = bodyOf(context);
  const { world, random, now } = context;
  if (document.name === undefined) {
    throw invalid([{ loc: ["body", "name"], msg: "Field required", type: "missing" }]);
  }
  const active = [...world.groups.values()]
    .filter(({ members }) => members.get(who.identity.id)?.status === "active");
  if (active.length > MAX_MEMBERSHIPS) {
    const detail = `You belong to more than ${MAX_MEMBERSHIPS} groups`;
    throw groupsError(403, "FORBIDDEN", detail);
  }
  const parent = parentOf(context, who, document);
  const { id, username } = who.identity;
  const group = makeGroup({
    id: random.uuid(),
    name: "",
    parentId: parent?.id ?? null,
    members: new Map([[id, {
      identity_id: id,
      username,
      role: "admin",
      status: "active",
      updated: new Date(now).toISOString(),
    }]]),
  });
  changeTexts(group, document);
  if (isObject(document.policies)) changePolicies(group, document.policies, ["body", "policies"]);
  world.groups.set(group.id, group);
  return json(groupDocument(context, who, group), 201);
}

function updateGroup(context: Context): Response {
  const group = managed(context, "admin", true);
  const document = bodyOf(context);
  changeTexts(group, document);
  // Anything but null is for the administrators of the subscription.
  if (document.subscription_admin_verified_id === null) group.verifiedBy = null;
  return json(groupDocument(context, groupsCaller(context), group));
}

function deleteGroup(context: Context): Response {
  const group = managed(context, "admin", true);
  const { groups } = context.world;
  if (childrenOf(groups, group.id).length > 0) {
    throw groupsError(400, "BAD_REQUEST", "Delete the subgroups of the group first");
  }
  const document = groupDocument(context, groupsCaller(context), group);
  groups.delete(group.id);
  return json(document);
}
