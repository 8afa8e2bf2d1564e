import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, managed } from "./caller.ts";
import { type FieldFault, invalid } from "./errors.ts";
import type { GroupRecord, GroupRules } from "./groups.ts";

/** Adds the policies of groups. */
export function addPolicyRoutes(router: Router): void {
  router
    .on("GET /v2/groups/:group_id/policies", (context) => json(managed(context).policies))
    .on("PUT /v2/groups/:group_id/policies", setPolicies);
}

const SIGNUP_FIELDS = [
  "institution",
  "current_project_name",
  "address",
  "city",
  "state",
  "country",
  "address1",
  "address2",
  "zip",
  "phone",
  "department",
  "field_of_science",
];

/** Fields that a member can fill in. */
export const MEMBERSHIP_FIELDS: readonly string[] = [
  ...SIGNUP_FIELDS,
  "first_name",
  "last_name",
  "organization",
];

/** Whether a value fits a policy. */
function fits(name: keyof GroupRules, value: unknown): boolean {
  switch (name) {
    case "is_high_assurance":
    case "join_requests":
      return typeof value === "boolean";
    case "authentication_assurance_timeout":
      return Number.isInteger(value) && Number(value) >= 0;
    case "group_visibility":
      return value === "private" || value === "authenticated";
    case "group_members_visibility":
      return value === "members" || value === "managers";
    case "signup_fields":
      return Array.isArray(value) && value.every((one) => SIGNUP_FIELDS.includes(one));
  }
}

/**
 * Takes over the policies that a document has; the others, and those that are null, stay.
 *
 * @param loc Where the document stands in the request.
 * @throws {Refusal} 422 where one has a value that it cannot have.
 */
export function changePolicies(group: GroupRecord, document: JsonDocument, loc: string[]): void {
  const names = Object.keys(group.policies) as (keyof GroupRules)[];
  const given = names.filter((name) => (document[name] ?? null) !== null);
  const faults = given.filter((name) => !fits(name, document[name]))
    .map((name): FieldFault => ({
      loc: [...loc, name],
      msg: "Input should be a valid value",
      type: "value_error",
    }));
  if (faults.length) throw invalid(faults);
  const changes = Object.fromEntries(given.map((name) => [name, document[name]]));
  group.policies = { ...group.policies, ...changes };
}

function setPolicies(context: Context): Response {
  const group = managed(context, "admin", true);
  changePolicies(group, bodyOf(context), ["body"]);
  return json(group.policies);
}
