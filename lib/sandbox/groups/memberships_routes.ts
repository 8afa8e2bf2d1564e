import type { ServiceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, groupsCaller, roleOf, visible } from "./caller.ts";
import { groupsError } from "./errors.ts";
import { GROUP_ROLES, type GroupRecord, type MemberRole } from "./groups.ts";

/** Adds memberships, and what members tell a group of themselves. */
export function addMembershipRoutes(router: Router): void {
  router
    .on("POST /v2/groups/:group_id", batch)
    .on("GET /v2/groups/:group_id/membership_fields", (context) => json(fieldsOf(context)))
    .on("PUT /v2/groups/:group_id/membership_fields", setFields);
}

/** What an action does to a membership. */
interface Action {
  /** Statuses that it starts from; empty text for those who are not members. */
  from: string[];
  /** The status that it leads to. */
  to: string;
  /** Who may ask for it. */
  by: "self" | MemberRole;
}

/** One change that a batch asks for. */
interface Change {
  action: Action;
  name: string;
  id: string;
  role: unknown;
}

/** What each action does to a place in the group, and who may ask for it. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
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
function batch(context: Context): Response {
  const group = visible(context, true);
  const who = groupsCaller(context, true);
  const done: JsonDocument = {};
  const errors: JsonDocument = {};
  for (const [name, items] of Object.entries(bodyOf(context))) {
    const action = ACTIONS.get(name);
    if (!action || !Array.isArray(items)) {
      throw groupsError(context, 400, "BadRequest", `Unknown action ${name.slice(0, 40)}`);
    }
    const good: JsonDocument[] = [];
    const bad: JsonDocument[] = [];
    for (const item of items) {
      const id = isObject(item) ? String(item.identity_id) : "";
      const role = isObject(item) ? item.role : undefined;
      const problem = act(context, group, who, { action, name, id, role });
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
  context: Context,
  group: GroupRecord,
  who: ServiceCaller,
  { action, name, id, role }: Change,
): string | undefined {
  const identity = context.world.identities.get(id);
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

function fieldsOf(context: Context): JsonDocument {
  const key = `${visible(context).id} ${groupsCaller(context).identity.id}`;
  return context.world.membershipFields.get(key) ?? {};
}

function setFields(context: Context): Response {
  const group = visible(context, true);
  const document = bodyOf(context);
  context.world.membershipFields.set(`${group.id} ${groupsCaller(context).identity.id}`, document);
  return json(document);
}
