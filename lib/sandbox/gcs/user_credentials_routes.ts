import type { Context } from "../http/context.ts";
import { isObject } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { localUser } from "../transfer/access.ts";
import type { Caller } from "../transfer/caller.ts";
import type { Collection } from "../transfer/collection.ts";
import { gcsCaller, managedEndpoint, requireDataAccess } from "./caller.ts";
import { mappedCollections } from "./collection_document.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, readDocument, requireFields } from "./fields.ts";
import { page, result } from "./result.ts";
import { CONNECTORS } from "./storage_gateways.ts";
import { gatewayById } from "./storage_gateways_routes.ts";
import { credentialDocument, type UserCredentialRecord } from "./user_credentials.ts";

/** Adds credentials, of which users see their own. */
export function addUserCredentialRoutes(router: Router): void {
  router
    .on("GET /api/user_credentials", listCredentials)
    .on("POST /api/user_credentials", createCredential)
    .on("GET /api/user_credentials/:user_credential_id", readCredential)
    .on("PATCH /api/user_credentials/:user_credential_id", updateCredential)
    .on("PUT /api/user_credentials/:user_credential_id", updateCredential)
    .on("DELETE /api/user_credentials/:user_credential_id", deleteCredential);
}

const CREDENTIAL = documentType("user_credential", 0, {
  id: "uuid",
  identity_id: "uuid",
  connector_id: "uuid",
  username: "text?",
  display_name: "text?",
  storage_gateway_id: "uuid",
  policies: "object",
});

/** A credential of the caller's identities. */
export function ownCredential(
  context: Context,
  caller: Caller,
  endpoint: Collection,
  id: unknown,
): UserCredentialRecord {
  const found = context.world.userCredentials.get(String(id));
  const isOwn = found?.endpointId === endpoint.id && caller.identities.includes(found.identityId);
  if (found && isOwn) return found;
  throw gcsError(404, "There is no such credential");
}

function target(context: Context): UserCredentialRecord {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  return ownCredential(context, caller, endpoint, context.param("user_credential_id"));
}

function listCredentials(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const { identities } = gcsCaller(context, endpoint);
  const gateway = context.query.get("storage_gateway");
  const own = [...context.world.userCredentials.values()].filter((record) =>
    record.endpointId === endpoint.id && identities.includes(record.identityId) &&
    (gateway === null || record.gatewayId === gateway)
  );
  return page(context, own.map(credentialDocument));
}

function createCredential(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const fields = readDocument(context, CREDENTIAL);
  requireFields(fields, "storage_gateway_id");
  const gateway = gatewayById(context, endpoint, fields.get("storage_gateway_id"));
  const identityId = String(fields.get("identity_id") ?? caller.identity.id);
  if (!caller.identities.includes(identityId)) {
    throw gcsError(403, "The identity is not one of yours", {
      detail: { DATA_TYPE: "id_not_in_identity_set#1.0.0", id: identityId },
    });
  }
  requireAnyDataAccess(context, caller, endpoint, gateway.id);
  const { world, random } = context;
  const username = String(fields.get("username") ?? localUser(caller));
  const same = [...world.userCredentials.values()].find((record) =>
    record.gatewayId === gateway.id && record.identityId === identityId &&
    record.username === username
  );
  if (same) {
    throw gcsError(409, "You have this credential", {
      detail: { DATA_TYPE: "resource_conflict#1.0.0", resources: [same.id] },
    });
  }
  const given = fields.get("policies");
  const type = CONNECTORS.get(gateway.connectorId)!.policies;
  const policies = isObject(given) ? given : {};
  if (type === "s3" && !(typeof policies.s3_key_id === "string")) {
    throw invalidInput({ property: "policies", message: "s3_key_id is required" });
  }
  const record: UserCredentialRecord = {
    id: random.uuid(),
    endpointId: endpoint.id,
    gatewayId: gateway.id,
    connectorId: gateway.connectorId,
    identityId,
    username,
    displayName: fields.get("display_name") as string ?? null,
    policies: { DATA_TYPE: `${type}_user_credential_policies#1.0.0`, ...policies },
    invalid: false,
  };
  world.userCredentials.set(record.id, record);
  const message = `Created User Credential ${record.id}`;
  return result([credentialDocument(record)], { status: 201, message });
}

/** A credential is for the data of the gateway's collections: consent to one of them is enough. */
function requireAnyDataAccess(
  context: Context,
  caller: Caller,
  endpoint: Collection,
  gatewayId: string,
): void {
  const mapped = mappedCollections(context, endpoint)
    .filter((one) => context.world.storageGateways.gatewayOf(one).id === gatewayId);
  const refusals: unknown[] = [];
  for (const collection of mapped) {
    try {
      return requireDataAccess(context, caller, collection);
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}

function readCredential(context: Context): Response {
  return result([credentialDocument(target(context))]);
}

function updateCredential(context: Context): Response {
  const record = target(context);
  const fields = readDocument(context, CREDENTIAL);
  const fixed: [string, unknown][] = [
    ["id", record.id],
    ["identity_id", record.identityId],
    ["connector_id", record.connectorId],
    ["storage_gateway_id", record.gatewayId],
  ];
  for (const [property, value] of fixed) {
    if (fields.has(property) && fields.get(property) !== value) {
      throw invalidInput({ property, message: "It cannot be changed" });
    }
  }
  if (fields.has("display_name")) record.displayName = fields.get("display_name") as string | null;
  const username = fields.get("username");
  if (typeof username === "string") record.username = username;
  const policies = fields.get("policies");
  if (isObject(policies)) record.policies = { ...record.policies, ...policies };
  const message = `Updated User Credential ${record.id}`;
  return result([credentialDocument(record)], { message });
}

function deleteCredential(context: Context): Response {
  const { id } = target(context);
  context.world.userCredentials.delete(id);
  return result([], { message: `Deleted User Credential ${id}` });
}
