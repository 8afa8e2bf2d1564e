import { domainOf } from "../auth/session_requirements.ts";
import type { Context } from "../http/context.ts";
import type { Router } from "../http/router.ts";
import { localUser } from "../transfer/access.ts";
import type { Caller } from "../transfer/caller.ts";
import type { Collection } from "../transfer/collection.ts";
import type { StreamAccessPointRecord } from "../transfer/stream_access_points.ts";
import { gcsCaller, managedEndpoint, maySee, requireEndpointAdmin } from "./caller.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, readDocument, requireFields } from "./fields.ts";
import { page, result } from "./result.ts";
import {
  lanSecretDocument,
  type LanSecretRecord,
  streamGatewayDocument,
} from "./stream_gateways.ts";

/** Adds the routes of stream gateways, and of the secrets of those who use them. */
export function addStreamGatewayRoutes(router: Router): void {
  router
    .on("GET /api/stream_gateways", listGateways)
    .on("POST /api/stream_gateways", createGateway)
    .on("GET /api/stream_gateways/:stream_gateway_id", readGateway)
    .on("PATCH /api/stream_gateways/:stream_gateway_id", updateGateway)
    .on("DELETE /api/stream_gateways/:stream_gateway_id", deleteGateway)
    .on("POST /api/lan_secrets", createSecret)
    .on("DELETE /api/lan_secrets/:lan_secret_id", deleteSecret);
}

const GATEWAY = documentType("stream_gateway", 1, {
  id: "uuid",
  display_name: "text",
  description: "text",
  organization: "text",
  department: "text",
  contact_email: "text",
  contact_info: "text",
  info_link: "text",
  keywords: "texts",
  allowed_domains: "texts",
  authentication_timeout_mins: "number?",
  identity_mappings: "objects?",
  users_allow: "texts?",
  users_deny: "texts?",
  lan_name: "text?",
  lan_secret_required: "boolean",
  run_as_local_user: ["boolean", 1],
});
const SECRET = documentType("lan_secret_create", 0, {
  stream_access_point_id: "uuid",
  tunnel_id: "uuid",
  identity_id: "uuid",
  username: "text",
  expires_in_mins: "number",
});

/** Minutes that a secret lives, where the caller names no other number. */
const USUAL_LIFETIME_MINS = 60;

/** The endpoint and the caller, who may see its stream gateways. */
function visible(context: Context): { endpoint: Collection; caller: Caller } {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  if (!maySee(context, caller, endpoint)) throw gcsError(403, null);
  return { endpoint, caller };
}

/** The endpoint, once the caller has shown to be its administrator. */
function administered(context: Context): Collection {
  const endpoint = managedEndpoint(context);
  requireEndpointAdmin(context, gcsCaller(context, endpoint), endpoint);
  return endpoint;
}

function gatewayById(context: Context, endpoint: Collection, id: unknown): StreamAccessPointRecord {
  const found = context.world.streamAccessPoints.get(String(id));
  if (found?.hostId === endpoint.id) return found;
  throw gcsError(404, "There is no such stream gateway");
}

function target(context: Context, endpoint: Collection): StreamAccessPointRecord {
  return gatewayById(context, endpoint, context.param("stream_gateway_id"));
}

function listGateways(context: Context): Response {
  const { endpoint } = visible(context);
  const own = [...context.world.streamAccessPoints.values()]
    .filter(({ hostId }) => hostId === endpoint.id);
  return page(context, own.map(streamGatewayDocument));
}

function readGateway(context: Context): Response {
  return result([streamGatewayDocument(target(context, visible(context).endpoint))]);
}

/** Sets the fields of a gateway; null takes one away. */
function setFields(point: StreamAccessPointRecord, fields: ReadonlyMap<string, unknown>): void {
  for (const [name, value] of fields) {
    if (name === "display_name") point.displayName = String(value);
    else if (value === null) point.fields.delete(name);
    else point.fields.set(name, value);
  }
}

function createGateway(context: Context): Response {
  const endpoint = administered(context);
  const fields = readDocument(context, GATEWAY);
  requireFields(fields, "display_name");
  fields.delete("id");
  const point: StreamAccessPointRecord = {
    id: context.random.uuid(),
    displayName: "",
    hostId: endpoint.id,
    owner: endpoint.ownerString,
    fields: new Map(),
  };
  setFields(point, fields);
  context.world.streamAccessPoints.set(point.id, point);
  const message = `Created stream gateway ${point.id}`;
  return result([streamGatewayDocument(point)], { status: 201, message });
}

function updateGateway(context: Context): Response {
  const point = target(context, administered(context));
  const fields = readDocument(context, GATEWAY);
  if (fields.has("id") && fields.get("id") !== point.id) {
    throw invalidInput({ property: "id", message: "It cannot be changed." });
  }
  fields.delete("id");
  setFields(point, fields);
  const message = `Updated stream gateway ${point.id}`;
  return result([streamGatewayDocument(point)], { message });
}

function deleteGateway(context: Context): Response {
  const { id } = target(context, administered(context));
  const { streamAccessPoints, lanSecrets } = context.world;
  streamAccessPoints.delete(id);
  for (const secret of [...lanSecrets.values()]) {
    if (secret.pointId === id) lanSecrets.delete(secret.id);
  }
  return result([], { message: `Deleted stream gateway ${id}` });
}

/** The caller's identity that a gateway admits: the asked one, or the first. */
function admitted(
  context: Context,
  caller: Caller,
  { point, asked }: { point: StreamAccessPointRecord; asked: unknown },
): string {
  if (asked !== undefined && !caller.identities.includes(String(asked))) {
    throw gcsError(403, "The identity is not one of yours", {
      detail: { DATA_TYPE: "id_not_in_identity_set#1.0.0", id: asked },
    });
  }
  const domains = (point.fields.get("allowed_domains") ?? []) as string[];
  const ids = asked === undefined ? caller.identities : [String(asked)];
  const found = ids.find((id) => {
    const identity = context.world.identities.get(id);
    return domains.length === 0 || identity && domains.includes(domainOf(identity));
  });
  if (found !== undefined) return found;
  throw gcsError(403, "None of your identities are from domains that may use the gateway", {
    detail: { DATA_TYPE: "not_from_allowed_domain#1.0.0", allowed_domains: domains },
  });
}

function createSecret(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const fields = readDocument(context, SECRET);
  requireFields(fields, "stream_access_point_id", "tunnel_id");
  const point = gatewayById(context, endpoint, fields.get("stream_access_point_id"));
  const tunnel = context.world.tunnels.get(String(fields.get("tunnel_id")));
  const isEnd = tunnel && [tunnel.listener, tunnel.initiator].includes(point.id) &&
    caller.identities.includes(tunnel.ownerId);
  if (!isEnd) throw invalidInput({ property: "tunnel_id", message: "Not a tunnel of yours here." });
  const identityId = admitted(context, caller, { point, asked: fields.get("identity_id") });
  const username = localUser(caller);
  const [allowed, denied] = [point.fields.get("users_allow"), point.fields.get("users_deny")];
  const isDenied = Array.isArray(denied) && denied.includes(username) ||
    Array.isArray(allowed) && !allowed.includes(username) ||
    (fields.get("username") ?? username) !== username;
  if (isDenied) {
    throw gcsError(403, "Your account may not use the gateway", {
      detail: { DATA_TYPE: "invalid_user#1.0.0", usernames: [username] },
    });
  }
  const minutes = Number(fields.get("expires_in_mins") ?? USUAL_LIFETIME_MINS);
  if (minutes < 1) throw invalidInput({ property: "expires_in_mins", message: "Less than 1." });
  const secret: LanSecretRecord = {
    id: context.random.uuid(),
    pointId: point.id,
    tunnelId: tunnel.id,
    identityId,
    username,
    secret: context.random.uuid(),
    expiresSeconds: Math.floor(context.now / 1000) + minutes * 60,
  };
  context.world.lanSecrets.set(secret.id, secret);
  return result([lanSecretDocument(secret)], { status: 201, message: "Created LAN secret" });
}

function deleteSecret(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const { lanSecrets, streamAccessPoints } = context.world;
  const secret = lanSecrets.get(context.param("lan_secret_id"));
  if (!secret || streamAccessPoints.get(secret.pointId)?.hostId !== endpoint.id) {
    throw gcsError(404, "There is no such LAN secret");
  }
  if (!caller.identities.includes(secret.identityId)) {
    throw gcsError(403, "The secret belongs to another identity", {
      detail: { DATA_TYPE: "not_resource_owner#1.0.0" },
    });
  }
  lanSecrets.delete(secret.id);
  return result([], { message: `Deleted LAN secret ${secret.id}` });
}
