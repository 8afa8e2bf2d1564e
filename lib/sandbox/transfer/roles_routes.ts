import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { requireObject } from "./access.ts";
import { callerOf, endpointFor, requireRole } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { badRequest, transferError } from "./errors.ts";
import { result } from "./result.ts";
import type { RoleName, RoleRecord } from "./roles.ts";

/** Adds the roles that people hold on endpoints. */
export function addRoleRoutes(router: Router): void {
  const base = "/v0.10/endpoint/:endpoint_id";
  router
    .on(`GET ${base}/role_list`, roleList)
    .on(`POST ${base}/role`, addRole)
    .on(
      `GET ${base}/role/:role_id`,
      (context) => json(roleDocument(roleOf(context, roleEndpoint(context)))),
    )
    .on(`DELETE ${base}/role/:role_id`, deleteRole);
}

const ROLES: readonly RoleName[] = [
  "administrator",
  "access_manager",
  "activity_manager",
  "activity_monitor",
];

function roleEndpoint(context: Context): Collection {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  requireRole(context, caller, collection);
  return collection;
}

function roleDocument(record: RoleRecord): JsonDocument {
  return {
    DATA_TYPE: "role",
    id: record.id,
    principal_type: record.principalType,
    principal: record.principal,
    role: record.role,
  };
}

function roleList(context: Context): Response {
  const collection = roleEndpoint(context);
  const given = context.world.roles.of(collection.id).map(roleDocument);
  const owner = {
    DATA_TYPE: "role",
    id: null,
    principal_type: "identity",
    principal: collection.ownerId,
    role: "administrator",
  };
  return json({ DATA_TYPE: "role_list", endpoint: collection.id, DATA: [owner, ...given] });
}

function roleOf(context: Context, collection: Collection): RoleRecord {
  const record = context.world.roles.byId.get(context.param("role_id"));
  if (record?.endpoint !== collection.id) {
    throw transferError(context, 404, "RoleNotFound", "No such role");
  }
  return record;
}

function addRole(context: Context): Response {
  const collection = roleEndpoint(context);
  const { principal_type: type, principal, role: asked } = requireObject(context);
  const role = ROLES.find((one) => one === asked);
  if (!role) throw badRequest(context, "Invalid 'role'");
  if (type !== "identity" && type !== "group") {
    throw badRequest(context, "Invalid 'principal_type'");
  }
  if (typeof principal !== "string" || principal === "") {
    throw badRequest(context, "Invalid 'principal'");
  }
  const { roles } = context.world;
  if (roles.of(collection.id).some((one) => one.principal === principal && one.role === role)) {
    throw transferError(context, 409, "Exists", "The role was given before");
  }
  const record: RoleRecord = {
    id: context.random.uuid(),
    endpoint: collection.id,
    principalType: type,
    principal,
    role,
  };
  roles.byId.set(record.id, record);
  return json(roleDocument(record), 201);
}

function deleteRole(context: Context): Response {
  const record = roleOf(context, roleEndpoint(context));
  context.world.roles.byId.delete(record.id);
  return json(result(context, "Deleted", `Role '${record.id}' deleted successfully`));
}
