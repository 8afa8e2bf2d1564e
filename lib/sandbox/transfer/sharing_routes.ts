import { isoSeconds, parseTime } from "../clock.ts";
import { type Exchange, json, type JsonObject, type Router } from "../http/context.ts";
import { requireObject } from "./access.ts";
import { callerOf, endpointFor, type Role } from "./caller.ts";
import type { AccessRule, Collection } from "./collection.ts";
import { requireRole } from "./endpoints_routes.ts";
import { badRequest, transferError } from "./errors.ts";
import { result } from "./result.ts";
import type { RoleRecord } from "./roles.ts";

/** Adds access rules of guest collections, and roles. */
export function addSharingRoutes(router: Router): void {
  const base = "/v0.10/endpoint/:endpoint_id";
  router
    .on(`GET ${base}/access_list`, (x) => accessList(x, aclEndpoint(x)))
    .on(`POST ${base}/access`, addRule)
    .on(`GET ${base}/access/:rule_id`, (x) => json(accessDocument(ruleOf(x, aclEndpoint(x)))))
    .on(`PUT ${base}/access/:rule_id`, updateRule)
    .on(`DELETE ${base}/access/:rule_id`, deleteRule)
    .on(`GET ${base}/role_list`, roleList)
    .on(`POST ${base}/role`, addRole)
    .on(`GET ${base}/role/:role_id`, (x) => json(roleDocument(roleOf(x, roleEndpoint(x)))))
    .on(`DELETE ${base}/role/:role_id`, deleteRole);
}

/** Rules that one collection may have. */
const MOST_RULES = 1000;

function aclEndpoint(x: Exchange): Collection {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  requireRole(x, caller, collection, "access_manager");
  if (!collection.isGuest) {
    throw transferError(x, 409, "NotSupported", "Only guest collections have access rules");
  }
  return collection;
}

function accessDocument(rule: AccessRule): JsonObject {
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
export function accessList(_x: Exchange, collection: Collection): Response {
  const rules = [...collection.access.values()].map(accessDocument);
  const owner: JsonObject = {
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

function ruleOf(x: Exchange, collection: Collection): AccessRule {
  const rule = collection.access.get(x.param("rule_id"));
  if (!rule) throw transferError(x, 404, "AccessRuleNotFound", "No such access rule");
  return rule;
}

const PRINCIPALS = ["identity", "group", "all_authenticated_users", "anonymous"];

function readPermissions(x: Exchange, value: unknown, principalType: string): "r" | "rw" {
  if (value !== "r" && value !== "rw") throw badRequest(x, "'permissions' is neither r nor rw");
  if (value === "rw" && principalType === "anonymous") {
    throw badRequest(x, "Anonymous access is for reading only");
  }
  return value;
}

function readExpiration(x: Exchange, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || Number.isNaN(parseTime(value))) {
    throw badRequest(x, "Invalid 'expiration_date'");
  }
  return value;
}

function addRule(x: Exchange): Response {
  const collection = aclEndpoint(x);
  const body = requireObject(x);
  if (body.DATA_TYPE !== "access") throw badRequest(x, "'DATA_TYPE' is not 'access'");
  const { principal_type: type, principal, path } = body;
  if (typeof type !== "string" || !PRINCIPALS.includes(type)) {
    throw badRequest(x, "Invalid 'principal_type'");
  }
  const named = type === "identity" || type === "group";
  if (typeof principal !== "string" || (principal !== "") !== named) {
    throw badRequest(x, "Invalid 'principal'");
  }
  if (type === "identity" && !x.sandbox.world.identities.has(principal)) {
    throw badRequest(x, "No such identity");
  }
  if (typeof path !== "string" || !path.startsWith("/") || !path.endsWith("/")) {
    throw badRequest(x, "'path' must begin and end with a slash");
  }
  const rules = [...collection.access.values()];
  if (rules.length >= MOST_RULES) {
    throw transferError(x, 409, "LimitExceeded", `At most ${MOST_RULES} access rules`);
  }
  if (
    rules.some((one) =>
      one.principalType === type && one.principal === principal && one.path === path
    )
  ) throw transferError(x, 409, "Exists", "There is a rule for this principal and path");
  const rule: AccessRule = {
    id: x.sandbox.random.uuid(),
    principalType: type,
    principal,
    path,
    permissions: readPermissions(x, body.permissions, type),
    createdMs: x.now,
    expirationDate: readExpiration(x, body.expiration_date),
  };
  collection.access.set(rule.id, rule);
  const created = result(x, "Created", "Access rule created successfully", "access_create_result");
  return json({ ...created, access_id: rule.id }, 201);
}

function updateRule(x: Exchange): Response {
  const rule = ruleOf(x, aclEndpoint(x));
  const body = requireObject(x);
  for (const [field, own] of [["path", rule.path], ["principal", rule.principal]]) {
    if (body[field] !== undefined && body[field] !== own) {
      throw badRequest(x, `'${field}' cannot be changed`);
    }
  }
  if (body.permissions !== undefined) {
    rule.permissions = readPermissions(x, body.permissions, rule.principalType);
  }
  if (body.expiration_date !== undefined) {
    rule.expirationDate = readExpiration(x, body.expiration_date);
  }
  return json(result(x, "Updated", `Access rule '${rule.id}' updated successfully`));
}

function deleteRule(x: Exchange): Response {
  const collection = aclEndpoint(x);
  const rule = ruleOf(x, collection);
  collection.access.delete(rule.id);
  return json(result(x, "Deleted", `Access rule '${rule.id}' deleted successfully`));
}

const ROLES: readonly Role[] = [
  "administrator",
  "access_manager",
  "activity_manager",
  "activity_monitor",
];

function roleEndpoint(x: Exchange): Collection {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  requireRole(x, caller, collection);
  return collection;
}

function roleDocument(record: RoleRecord): JsonObject {
  return {
    DATA_TYPE: "role",
    id: record.id,
    principal_type: record.principalType,
    principal: record.principal,
    role: record.role,
  };
}

function roleList(x: Exchange): Response {
  const collection = roleEndpoint(x);
  const given = x.sandbox.world.roles.of(collection.id).map(roleDocument);
  const owner = {
    DATA_TYPE: "role",
    id: null,
    principal_type: "identity",
    principal: collection.ownerId,
    role: "administrator",
  };
  return json({ DATA_TYPE: "role_list", endpoint: collection.id, DATA: [owner, ...given] });
}

function roleOf(x: Exchange, collection: Collection): RoleRecord {
  const record = x.sandbox.world.roles.byId.get(x.param("role_id"));
  if (record?.endpoint !== collection.id) {
    throw transferError(x, 404, "RoleNotFound", "No such role");
  }
  return record;
}

function addRole(x: Exchange): Response {
  const collection = roleEndpoint(x);
  const { principal_type: type, principal, role: asked } = requireObject(x);
  const role = ROLES.find((one) => one === asked);
  if (!role) throw badRequest(x, "Invalid 'role'");
  if (type !== "identity" && type !== "group") throw badRequest(x, "Invalid 'principal_type'");
  if (typeof principal !== "string" || principal === "") throw badRequest(x, "Invalid 'principal'");
  const { roles } = x.sandbox.world;
  if (roles.of(collection.id).some((one) => one.principal === principal && one.role === role)) {
    throw transferError(x, 409, "Exists", "The role was given before");
  }
  const record: RoleRecord = {
    id: x.sandbox.random.uuid(),
    endpoint: collection.id,
    principalType: type,
    principal,
    role,
  };
  roles.byId.set(record.id, record);
  return json(roleDocument(record), 201);
}

function deleteRole(x: Exchange): Response {
  const record = roleOf(x, roleEndpoint(x));
  x.sandbox.world.roles.byId.delete(record.id);
  return json(result(x, "Deleted", `Role '${record.id}' deleted successfully`));
}
