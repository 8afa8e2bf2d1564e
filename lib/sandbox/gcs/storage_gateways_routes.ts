import type { Context } from "../http/context.ts";
import type { Router } from "../http/router.ts";
import type { Caller } from "../transfer/caller.ts";
import type { Collection } from "../transfer/collection.ts";
import {
  gcsCaller,
  isEndpointAdmin,
  managedEndpoint,
  maySee,
  requireEndpointAdmin,
} from "./caller.ts";
import { mappedCollections } from "./collection_document.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, readDocument, requireFields } from "./fields.ts";
import { page, result, words } from "./result.ts";
import { CONNECTORS, gatewayDocument, type StorageGatewayRecord } from "./storage_gateways.ts";

/** Adds the routes of storage gateways, which administrators manage. */
export function addStorageGatewayRoutes(router: Router): void {
  router
    .on("GET /api/storage_gateways", listGateways)
    .on("POST /api/storage_gateways", createGateway)
    .on("GET /api/storage_gateways/:storage_gateway_id", readGateway)
    .on("PATCH /api/storage_gateways/:storage_gateway_id", updateGateway)
    .on("PUT /api/storage_gateways/:storage_gateway_id", replaceGateway)
    .on("DELETE /api/storage_gateways/:storage_gateway_id", deleteGateway);
}

const GATEWAY = documentType("storage_gateway", 3, {
  id: "uuid",
  display_name: "text",
  connector_id: "uuid",
  root: "text",
  identity_mappings: "objects?",
  policies: "object",
  allowed_domains: "texts",
  high_assurance: "boolean?",
  require_mfa: ["boolean", 1],
  authentication_timeout_mins: "number?",
  users_allow: "texts?",
  users_deny: "texts?",
  restrict_paths: "object?",
  process_user: "text?",
  load_dsi_module: "text?",
  admin_managed_credentials: ["boolean", 2],
  network_use: ["text?", 3],
  max_concurrency: ["number", 3],
  max_parallelism: ["number", 3],
  preferred_concurrency: ["number", 3],
  preferred_parallelism: ["number", 3],
});

/** The gateways of an endpoint. */
export function gatewaysOf(context: Context, endpoint: Collection): StorageGatewayRecord[] {
  return context.world.storageGateways.of(endpoint.id, mappedCollections(context, endpoint));
}

/** The gateway of an endpoint with an id. */
export function gatewayById(
  context: Context,
  endpoint: Collection,
  id: unknown,
): StorageGatewayRecord {
  const found = gatewaysOf(context, endpoint).find((gateway) => gateway.id === id);
  if (found) return found;
  throw gcsError(404, "There is no such storage gateway", {
    detail: { DATA_TYPE: "storage_gateway_not_found#1.0.0", storage_gateway_id: id },
  });
}

/** The endpoint, its caller, and the gateway that the path names. */
function target(
  context: Context,
): { endpoint: Collection; caller: Caller; gateway: StorageGatewayRecord } {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const id = context.param("storage_gateway_id");
  return { endpoint, caller, gateway: gatewayById(context, endpoint, id) };
}

/** Whether the caller asks for what only administrators see. */
function asksForPrivate(context: Context, caller: Caller, endpoint: Collection): boolean {
  return words(context, "include").includes("private_policies") ||
    isEndpointAdmin(context, caller, endpoint);
}

function listGateways(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  if (!maySee(context, caller, endpoint)) throw gcsError(403, null);
  const showsPrivate = asksForPrivate(context, caller, endpoint);
  if (showsPrivate) requireEndpointAdmin(context, caller, endpoint);
  const gateways = gatewaysOf(context, endpoint);
  return page(context, gateways.map((gateway) => gatewayDocument(gateway, showsPrivate)));
}

function readGateway(context: Context): Response {
  const { endpoint, caller, gateway } = target(context);
  if (!maySee(context, caller, endpoint)) throw gcsError(403, null);
  const showsPrivate = asksForPrivate(context, caller, endpoint);
  if (showsPrivate) requireEndpointAdmin(context, caller, endpoint);
  return changed(gateway, showsPrivate);
}

function changed(gateway: StorageGatewayRecord, showsPrivate = true, status = 200): Response {
  const message = "Operation successful";
  return result([gatewayDocument(gateway, showsPrivate)], { message, status });
}

function createGateway(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  requireEndpointAdmin(context, caller, endpoint);
  const fields = readDocument(context, GATEWAY);
  requireFields(fields, "display_name", "connector_id");
  const connectorId = String(fields.get("connector_id"));
  if (!CONNECTORS.has(connectorId)) {
    throw invalidInput({ property: "connector_id", message: "The endpoint has no such connector" });
  }
  const gateway: StorageGatewayRecord = {
    id: context.random.uuid(),
    endpointId: endpoint.id,
    connectorId,
    highAssurance: fields.get("high_assurance") === true,
    fields: withoutFixed(fields),
  };
  context.world.storageGateways.add(gateway);
  return changed(gateway);
}

/** The fields that can be changed later. */
function withoutFixed(fields: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const fixed = ["id", "connector_id", "high_assurance"];
  return new Map([...fields].filter(([name]) => !fixed.includes(name)));
}

/** Reads changes of a gateway, and refuses those of what never changes. */
function readChanges(context: Context): {
  gateway: StorageGatewayRecord;
  fields: Map<string, unknown>;
} {
  const { endpoint, caller, gateway } = target(context);
  requireEndpointAdmin(context, caller, endpoint);
  const fields = readDocument(context, GATEWAY);
  const { id, connectorId, highAssurance } = gateway;
  const fixed: [string, unknown][] = [
    ["id", id],
    ["connector_id", connectorId],
    ["high_assurance", highAssurance],
  ];
  const wrong = fixed.filter(([name, value]) => fields.has(name) && fields.get(name) !== value);
  if (wrong.length > 0) {
    throw invalidInput(
      ...wrong.map(([property]) => ({ property, message: "It cannot be changed" })),
    );
  }
  return { gateway, fields: withoutFixed(fields) };
}

function updateGateway(context: Context): Response {
  const { gateway, fields } = readChanges(context);
  for (const [name, value] of fields) gateway.fields.set(name, value);
  return changed(gateway);
}

function replaceGateway(context: Context): Response {
  const { gateway, fields } = readChanges(context);
  requireFields(fields, "display_name");
  gateway.fields.clear();
  for (const [name, value] of fields) gateway.fields.set(name, value);
  return changed(gateway);
}

function deleteGateway(context: Context): Response {
  const { endpoint, caller, gateway } = target(context);
  if (!isEndpointAdmin(context, caller, endpoint)) throw gcsError(403, null);
  const { world } = context;
  const users = mappedCollections(context, endpoint)
    .filter((collection) => world.storageGateways.gatewayOf(collection) === gateway);
  if (users.length > 0) {
    throw gcsError(409, "Collections use the storage gateway", {
      detail: { DATA_TYPE: "resource_conflict#1.0.0", resources: users.map(({ id }) => id) },
    });
  }
  world.storageGateways.delete(gateway.id);
  for (const credential of [...world.userCredentials.values()]) {
    if (credential.gatewayId === gateway.id) world.userCredentials.delete(credential.id);
  }
  return result([{}], { message: "Operation successful" });
}
