import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, groupsCaller, visible } from "./caller.ts";
import { groupsError, invalid } from "./errors.ts";
import type { GroupRecord } from "./groups.ts";
import { MEMBERSHIP_FIELDS } from "./policies_routes.ts";

/** Adds the fields that members fill in for a group. */
export function addMembershipFieldRoutes(router: Router): void {
  router
    .on("GET /v2/groups/:group_id/membership_fields", (context) => {
      return json(fieldsOf(context, visible(context)));
    })
    .on("PUT /v2/groups/:group_id/membership_fields", setFields);
}

/** By identity of the caller: what it told the group. */
function fieldsOf(context: Context, group: GroupRecord): JsonDocument {
  const { world } = context;
  const { identities } = groupsCaller(context);
  const told = identities.map((id) =>
    [id, world.membershipFields.get(`${group.id} ${id}`)] as const
  );
  return Object.fromEntries(told.filter(([, fields]) => fields !== undefined));
}

function setFields(context: Context): Response {
  const group = visible(context, true);
  const { identities } = groupsCaller(context);
  const entries = Object.entries(bodyOf(context)).map(([id, fields]) => {
    if (!identities.includes(id)) {
      throw groupsError(403, "FORBIDDEN", "Fields are set for one's own identities");
    }
    const good = isObject(fields) &&
      Object.values(fields).every((value) => typeof value === "string" || value === null);
    if (!good) {
      throw invalid([{
        loc: ["body", id],
        msg: "Input should be a dictionary of strings",
        type: "dict_type",
      }]);
    }
    const known = Object.entries(fields).filter(([name]) => MEMBERSHIP_FIELDS.includes(name));
    return [id, Object.fromEntries(known)] as const;
  });
  for (const [id, fields] of entries) {
    context.world.membershipFields.set(`${group.id} ${id}`, fields);
  }
  return json(fieldsOf(context, group));
}
