import { isoSeconds, parseTime } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { requireObject } from "./access.ts";
import type { AccessRuleRecord } from "./access_rules.ts";
import { callerOf, endpointFor, requireRole } from "./caller.ts";
import { requireType } from "./data_type.ts";
import type { Collection } from "./collection.ts";
import { badRequest, transferError } from "./errors.ts";
import { result } from "./result.ts";

/** Adds the access rules of guest collections. */
export function addAccessRuleRoutes(router: Router): void {
  const base = "/v0.10/endpoint/:endpoint_id";
  router
    .on(`GET ${base}/access_list`, (context) => accessList(context, aclEndpoint(context)))
    .on(`POST ${base}/access`, addRule)
    .on(
      `GET ${base}/access/:rule_id`,
      (context) => json(accessDocument(ruleOf(context, aclEndpoint(context)))),
    )
    .on(`PUT ${base}/access/:rule_id`, updateRule)
    .on(`DELETE ${base}/access/:rule_id`, deleteRule);
}

/** Rules that one collection may have. */
const MOST_RULES = 1000;

function aclEndpoint(context: Context): Collection {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  requireRole(context, caller, collection, "access_manager");
  if (!collection.isGuest) {
    throw transferError(context, 409, "NotSupported", "Only guest collections have access rules");
  }
  return collection;
}

function accessDocument(rule: AccessRuleRecord): JsonDocument {
  return {
    DATA_TYPE: "access",
    id: rule.id,
    principal_type: rule.principalType,
    principal: rule.principal,
    path: rule.path,
    permissions: rule.permissions,
    role_id: null,
    role_type: null,
    create_time: isoSeconds(rule.createdMs),
    expiration_date: rule.expirationDate,
  };
}

/** The rules of a collection, the owner's own right among them. */
export function accessList(_x: Context, collection: Collection): Response {
  const rules = [...collection.access.values()].map(accessDocument);
  const owner: JsonDocument = {
    ...accessDocument({
      id: "",
      principalType: "identity",
      principal: collection.ownerId,
      path: "/",
      permissions: "rw",
      createdMs: 0,
      expirationDate: null,
    }),
    id: null,
    create_time: null,
    role_type: "administrator",
  };
  return json({
    DATA_TYPE: "access_list",
    endpoint: collection.id,
    length: rules.length + 1,
    DATA: [owner, ...rules],
  });
}

function ruleOf(context: Context, collection: Collection): AccessRuleRecord {
  const rule = collection.access.get(context.param("rule_id"));
  if (!rule) throw transferError(context, 404, "AccessRuleNotFound", "No such access rule");
  return rule;
}

const PRINCIPALS = ["identity", "group", "all_authenticated_users", "anonymous"];

function readPermissions(context: Context, value: unknown, principalType: string): "r" | "rw" {
  if (value !== "r" && value !== "rw") {
    throw badRequest(context, "'permissions' is neither r nor rw");
  }
  if (value === "rw" && principalType === "anonymous") {
    throw badRequest(context, "Anonymous access is for reading only");
  }
  return value;
}

function readExpiration(context: Context, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || Number.isNaN(parseTime(value))) {
    throw badRequest(context, "Invalid 'expiration_date'");
  }
  return value;
}

function addRule(context: Context): Response {
  const collection = aclEndpoint(context);
  const body = requireObject(context);
  requireType(context, body, "access");
  const { principal_type: type, principal, path } = body;
  if (typeof type !== "string" || !PRINCIPALS.includes(type)) {
    throw badRequest(context, "Invalid 'principal_type'");
  }
  const named = type === "identity" || type === "group";
  if (typeof principal !== "string" || (principal !== "") !== named) {
    throw badRequest(context, "Invalid 'principal'");
  }
  if (type === "identity" && !context.world.identities.has(principal)) {
    throw badRequest(context, "No such identity");
  }
  if (typeof path !== "string" || !path.startsWith("/") || !path.endsWith("/")) {
    throw badRequest(context, "'path' must begin and end with a slash");
  }
  const rules = [...collection.access.values()];
  if (rules.length >= MOST_RULES) {
    throw transferError(context, 409, "LimitExceeded", `At most ${MOST_RULES} access rules`);
  }
  if (
    rules.some((one) =>
      one.principalType === type && one.principal === principal && one.path === path
    )
  ) throw transferError(context, 409, "Exists", "There is a rule for this principal and path");
  const rule: AccessRuleRecord = {
    id: context.random.uuid(),
    principalType: type,
    principal,
    path,
    permissions: readPermissions(context, body.permissions, type),
    createdMs: context.now,
    expirationDate: readExpiration(context, body.expiration_date),
  };
  collection.access.set(rule.id, rule);
  const created = result(context, "Created", "Access rule created successfully", {
    DATA_TYPE: "access_create_result",
    access_id: rule.id,
  });
  return json(created, 201);
}

function updateRule(context: Context): Response {
  const rule = ruleOf(context, aclEndpoint(context));
  const body = requireObject(context);
  for (const [field, own] of [["path", rule.path], ["principal", rule.principal]]) {
    if (body[field] !== undefined && body[field] !== own) {
      throw badRequest(context, `'${field}' cannot be changed`);
    }
  }
  if (body.permissions !== undefined) {
    rule.permissions = readPermissions(context, body.permissions, rule.principalType);
  }
  if (body.expiration_date !== undefined) {
    rule.expirationDate = readExpiration(context, body.expiration_date);
  }
  return json(result(context, "Updated", `Access rule '${rule.id}' updated successfully`));
}

function deleteRule(context: Context): Response {
  const collection = aclEndpoint(context);
  const rule = ruleOf(context, collection);
  collection.access.delete(rule.id);
  return json(result(context, "Deleted", `Access rule '${rule.id}' deleted successfully`));
}
