import { isPrincipal, principalTypeOf } from "../groups/principals.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { badRequest, bodyOf, denied, indexFor } from "./caller.ts";
import { searchError } from "./errors.ts";
import { addRole, hasRole, INDEX_ROLES, type IndexRecord, type IndexRole } from "./indices.ts";
import { searchTime } from "./time.ts";

/** Adds roles on indices. */
export function addRoleRoutes(router: Router): void {
  router
    .on("GET /v1/index/:index_id/role_list", roleList)
    .on("POST /v1/index/:index_id/role", createRole)
    .on("DELETE /v1/index/:index_id/role/:role_id", deleteRole);
}

function roleDocument(index: IndexRecord, role: IndexRole): JsonDocument {
  return {
    creation_date: searchTime(role.createdMs),
    id: role.id,
    index_id: index.id,
    principal: role.principal,
    principal_type: principalTypeOf(role.principal),
    role_name: role.role,
  };
}

function roleList(context: Context): Response {
  const { index } = indexFor(context, { operation: "role_list", role: "admin", status: null });
  return json({ role_list: [...index.roles.values()].map((role) => roleDocument(index, role)) });
}

function createRole(context: Context): Response {
  const operation = "role_create";
  const { index, caller } = indexFor(context, { operation, role: "admin" });
  const { role_name: name, principal } = bodyOf(context);
  const role = INDEX_ROLES.find((one) => one === name);
  if (!role) throw badRequest(context, "role_name is not owner, admin or writer");
  if (typeof principal !== "string" || !isPrincipal(principal)) {
    throw badRequest(context, "principal is not the URN of an identity or a group");
  }
  if (role === "owner" && !hasRole(index, caller.principals, "owner")) {
    throw denied(context, operation, "Only an owner of an index may make owners.");
  }
  const there = [...index.roles.values()]
    .some((one) => one.principal === principal && one.role === role);
  if (there) throw searchError(context, 409, "Conflict.Generic", "The role exists already");
  const { random, now } = context;
  const added = addRole(index, { number: random.next(), principal, role, createdMs: now });
  return json(roleDocument(index, added));
}

function deleteRole(context: Context): Response {
  const { index } = indexFor(context, { operation: "role_delete", role: "admin" });
  const role = index.roles.get(context.param("role_id"));
  if (!role) throw searchError(context, 404, "NotFound.Generic", "There is no such role");
  const owners = [...index.roles.values()].filter((one) => one.role === "owner");
  if (role.role === "owner" && owners.length === 1) {
    throw searchError(context, 409, "Conflict.Generic", "The last owner of an index stays");
  }
  index.roles.delete(role.id);
  return json({ deleted: roleDocument(index, role), success: true });
}
