import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { hash32, SeededRandom } from "../random.ts";
import type { Caller } from "../transfer/caller.ts";
import type { Collection } from "../transfer/collection.ts";
import type { RoleName, RoleRecord } from "../transfer/roles.ts";
import {
  gcsCaller,
  isAdmin,
  isEndpointAdmin,
  isPrincipal,
  managedEndpoint,
  requireEndpointAdmin,
} from "./caller.ts";
import { collectionById, collectionsOf } from "./collection_document.ts";
import { gcsError, invalidInput, missingRole } from "./errors.ts";
import { documentType, readDocument, requireFields } from "./fields.ts";
import { page, result, words } from "./result.ts";

/** Adds roles on the endpoint and its collections. */
export function addRoleRoutes(router: Router): void {
  router
    .on("GET /api/roles", listRoles)
    .on("POST /api/roles", createRole)
    .on("GET /api/roles/:role_id", readRole)
    .on("DELETE /api/roles/:role_id", deleteRole);
}

const ROLE = documentType("role", 0, {
  id: "uuid",
  principal: "text",
  role: "text",
  collection: "text?",
});

const GIVEN: readonly RoleName[] = [
  "administrator",
  "access_manager",
  "activity_manager",
  "activity_monitor",
  "access_monitor",
];

const URN =
  /^urn:globus:(?:(auth:identity)|(groups:id)):([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** A role with the endpoint or collection that it is on. */
interface Held {
  readonly on: Collection;
  readonly document: JsonDocument & { id: string; principal: string };
  /** Undefined for the role of the owner, or of the creator, which stays. */
  readonly record?: RoleRecord;
}

/** The roles on an endpoint or collection: first that of its owner or creator. */
function rolesOn(context: Context, on: Collection): Held[] {
  const document = (id: string, principal: string, role: string) => ({
    DATA_TYPE: "role#1.0.0",
    id,
    principal,
    role,
    ...(on.isServer ? {} : { collection: on.id }),
  });
  const first = new SeededRandom(hash32(`role on ${on.id}`)).uuid();
  const owner = `urn:globus:auth:identity:${on.ownerId}`;
  return [
    { on, document: document(first, owner, on.isServer ? "owner" : "administrator") },
    ...context.world.roles.of(on.id).map((record) => {
      const kind = record.principalType === "group" ? "groups:id" : "auth:identity";
      const principal = `urn:globus:${kind}:${record.principal}`;
      return { on, record, document: document(record.id, principal, record.role) };
    }),
  ];
}

/** Whether a caller administers what a role is on. */
function mayManage(context: Context, caller: Caller, on: Collection): boolean {
  return on.isServer ? isEndpointAdmin(context, caller, on) : isAdmin(context, caller, on);
}

function listRoles(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const id = context.query.get("collection_id");
  const showsAll = words(context, "include").includes("all_roles");
  if (showsAll) requireEndpointAdmin(context, caller, endpoint);
  const all = showsAll
    ? [endpoint, ...collectionsOf(context, endpoint)]
    : [id === null ? endpoint : collectionById(context, endpoint, id)];
  const roles = all.flatMap((on) => rolesOn(context, on)).filter(({ on, document }) =>
    mayManage(context, caller, on) || isPrincipal(caller, document.principal)
  );
  return page(context, roles.map(({ document }) => document));
}

/** The role that the path names, with its caller. */
function target(context: Context): { caller: Caller; held: Held } {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const id = context.param("role_id");
  const held = [endpoint, ...collectionsOf(context, endpoint)]
    .flatMap((on) => rolesOn(context, on))
    .find(({ document }) => document.id === id);
  const isVisible = held && (mayManage(context, caller, held.on) ||
    isPrincipal(caller, held.document.principal));
  if (!isVisible) throw gcsError(404, "There is no such role");
  return { caller, held };
}

function readRole(context: Context): Response {
  return result([target(context).held.document]);
}

function createRole(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const fields = readDocument(context, ROLE);
  requireFields(fields, "principal", "role");
  const id = fields.get("collection");
  const on = id == null ? endpoint : collectionById(context, endpoint, String(id));
  if (!mayManage(context, caller, on)) {
    throw missingRole(["administrator"], on.isServer ? undefined : on.id);
  }
  const role = GIVEN.find((one) => one === fields.get("role"));
  if (!role) throw invalidInput({ property: "role", message: "Not a role that can be given" });
  const [, isIdentity, , principal] = URN.exec(String(fields.get("principal"))) ?? [];
  if (!principal) throw invalidInput({ property: "principal", message: "Not a URN" });
  const { roles } = context.world;
  const same = rolesOn(context, on).find(({ document }) =>
    document.principal === fields.get("principal") && document.role === role
  );
  if (same) throw gcsError(409, "The role was given before", { code: "exists" });
  const record: RoleRecord = {
    id: context.random.uuid(),
    endpoint: on.id,
    principalType: isIdentity ? "identity" : "group",
    principal,
    role,
  };
  roles.byId.set(record.id, record);
  const made = rolesOn(context, on).find((held) => held.record === record)!;
  return result([made.document], { status: 201, message: `Created role ${record.id}` });
}

function deleteRole(context: Context): Response {
  const { caller, held: { on, record, document } } = target(context);
  const mayDelete = mayManage(context, caller, on) ||
    on.isGuest && on.host !== undefined && isAdmin(context, caller, on.host);
  if (!mayDelete) throw missingRole(["administrator"], on.isServer ? undefined : on.id);
  if (!record) throw gcsError(403, "The role of the owner or creator stays");
  context.world.roles.byId.delete(record.id);
  return result([], { message: `Deleted role ${document.id}` });
}
