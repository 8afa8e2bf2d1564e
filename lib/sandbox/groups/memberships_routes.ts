import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, groupsCaller, isUuid, roleOf, visible } from "./caller.ts";
import { type FieldFault, groupsError, invalid } from "./errors.ts";
import { membershipDocument } from "./group_document.ts";
import { GROUP_ROLES, type MemberRole } from "./groups.ts";
import {
  ACTION_NAMES,
  type ActionName,
  changeMembership,
  type ChangeProblem,
  mayAsk,
} from "./membership_actions.ts";

/** Adds changes of memberships. */
export function addMembershipRoutes(router: Router): void {
  router.on("POST /v2/groups/:group_id", batch);
}

/** One item of a batch. */
interface Item {
  identity_id: string;
  role?: MemberRole;
  status_reason?: string;
  invite_email_address?: string;
}

/** Many changes of memberships at once; each of those that the caller may ask for fails by itself. */
function batch(context: Context): Response {
  const group = visible(context, true);
  const who = groupsCaller(context, true);
  const actions = actionsOf(bodyOf(context));
  checkTwice(actions);
  const actor = () => ({ identities: who.identities, role: roleOf(context, group, who) });
  const refused = [...actions.keys()].filter((name) => !mayAsk(group, actor(), name));
  if (refused.length) {
    const detail = `None of your identities may do this in the group: ${refused.join(", ")}`;
    throw groupsError(403, "FORBIDDEN", detail);
  }
  const at = new Date(context.now).toISOString();
  const done: JsonDocument = {};
  const errors: Record<string, JsonDocument[]> = {};
  for (const [name, items] of actions) {
    const changed: JsonDocument[] = [];
    done[name] = changed;
    for (const item of items) {
      const { identity_id } = item;
      const identity = context.world.identities.get(identity_id);
      const allowsAdd = context.world.mayBeAdded.get(identity_id) ?? true;
      const problem: ChangeProblem | undefined = identity
        ? changeMembership(group, actor(), { ...item, name, identity, allowsAdd, at })
        : { code: "IDENTITY_NOT_FOUND", detail: "There is no such identity" };
      if (problem) (errors[name] ??= []).push({ identity_id, ...problem });
      else changed.push(membershipDocument(context, group, group.members.get(identity_id)!));
    }
  }
  return json({ ...done, ...(Object.keys(errors).length ? { errors } : {}) });
}

/**
 * Reads the actions of a body.
 *
 * @throws {Refusal} 422 for an unknown action, and for an item that is not complete.
 */
function actionsOf(body: JsonDocument): Map<ActionName, Item[]> {
  const actions = new Map<ActionName, Item[]>();
  const faults: FieldFault[] = [];
  for (const [name, items] of Object.entries(body)) {
    const known = ACTION_NAMES.find((one) => one === name);
    if (!known) {
      const loc = ["body", name.slice(0, 40)];
      faults.push({ loc, msg: "Extra inputs are not permitted", type: "extra_forbidden" });
    } else if (!Array.isArray(items)) {
      faults.push({
        loc: ["body", name],
        msg: "Input should be a valid list",
        type: "list_type",
      });
    } else {
      actions.set(known, items.map((item, i) => itemOf(item, known, ["body", name, i], faults)));
    }
  }
  if (faults.length) throw invalid(faults);
  return actions;
}

function itemOf(
  item: unknown,
  action: ActionName,
  loc: (string | number)[],
  faults: FieldFault[],
): Item {
  const fields = isObject(item) ? item : {};
  const { identity_id: id, role } = fields;
  if (!isUuid(id)) {
    const at = [...loc, "identity_id"];
    faults.push({ loc: at, msg: "Input should be a valid UUID", type: "uuid_parsing" });
  }
  const takesRole = action === "add" || action === "invite" || action === "change_role";
  const known = GROUP_ROLES.find((one) => one === role);
  const wrongRole = takesRole && !known && (action === "change_role" || (role ?? null) !== null);
  if (wrongRole) {
    const msg = "Input should be 'member', 'manager' or 'admin'";
    faults.push({ loc: [...loc, "role"], msg, type: "enum" });
  }
  const text = (name: "status_reason" | "invite_email_address") => {
    const value = fields[name] ?? undefined;
    if (value !== undefined && typeof value !== "string") {
      const at = [...loc, name];
      faults.push({ loc: at, msg: "Input should be a valid string", type: "string_type" });
    }
    return typeof value === "string" ? { [name]: value } : {};
  };
  return {
    identity_id: isUuid(id) ? id.toLowerCase() : "",
    ...(takesRole && known ? { role: known } : {}),
    ...text("status_reason"),
    ...(action === "invite" ? text("invite_email_address") : {}),
  };
}

/** A request that names an identity twice fails as a whole. */
function checkTwice(actions: ReadonlyMap<ActionName, Item[]>): void {
  const ids = [...actions.values()].flat().map(({ identity_id }) => identity_id);
  const seen = new Set<string>();
  const twice = new Set(ids.filter((id) => seen.size === seen.add(id).size));
  if (twice.size === 0) return;
  throw groupsError(400, "BAD_REQUEST", "An identity may be named only once", {
    ambiguous_identities: [...twice],
  });
}
