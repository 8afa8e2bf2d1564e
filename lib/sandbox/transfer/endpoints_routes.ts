import { type Exchange, json, type JsonObject, type Router } from "../http/context.ts";
import { hash32 } from "../random.ts";
import { requireObject } from "./access.ts";
import { type Caller, callerOf, endpointFor, type Role, rolesOf } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { endpointDocument, serverDocuments } from "./endpoint_document.ts";
import { badRequest, permissionDenied, transferError } from "./errors.ts";
import { limitedRule } from "./pause_documents.ts";
import { pickFields, single } from "./query.ts";
import { result } from "./result.ts";

/** Adds endpoints and collections: reading, changing, sharing. */
export function addEndpointRoutes(router: Router): void {
  const base = "/v0.10/endpoint/:endpoint_id";
  router
    .on(`GET ${base}`, getEndpoint)
    .on(`PUT ${base}`, updateEndpoint)
    .on(`DELETE ${base}`, deleteEndpoint)
    .on(`PUT ${base}/subscription`, setSubscription)
    .on(`PUT ${base}/subscription_admin_verified`, setAdminVerified)
    .on(`GET ${base}/my_effective_pause_rule_list`, effectivePauseRules)
    .on(`GET ${base}/my_shared_endpoint_list`, mySharedEndpoints)
    .on(`GET ${base}/shared_endpoint_list`, sharedEndpoints)
    .on(`GET ${base}/server_list`, serverList)
    .on(`GET ${base}/server/:server_id`, getServer)
    .on("POST /v0.10/shared_endpoint", createSharedEndpoint);
}

function getEndpoint(x: Exchange): Response {
  const caller = callerOf(x);
  return json(pickFields(x, endpointDocument(x, caller, endpointFor(x, caller))));
}

/** Refuses callers who hold none of the roles. */
export function requireRole(
  x: Exchange,
  caller: Caller,
  collection: Collection,
  ...wanted: Role[]
): void {
  const held = rolesOf(x, caller, collection);
  if (!held.some((role) => role === "administrator" || wanted.includes(role))) {
    throw permissionDenied(x, `You have no ${wanted[0] ?? "administrator"} role on the endpoint`);
  }
}

/** Collections of Globus Connect Server are changed through their own server. */
function requirePersonal(x: Exchange, collection: Collection): void {
  if (!collection.isPersonal) {
    throw transferError(x, 409, "NotSupported", "Managed by the collection's own server");
  }
}

/** Fields that a guest collection may change, and what kind of value each takes. */
const GUEST_FIELDS: ReadonlyMap<string, "text" | "boolean" | "number"> = new Map<
  string,
  "text" | "boolean" | "number"
>([
  ["display_name", "text"],
  ["organization", "text"],
  ["department", "text"],
  ["keywords", "text"],
  ["description", "text"],
  ["contact_email", "text"],
  ["contact_info", "text"],
  ["info_link", "text"],
  ["owner_string", "text"],
  ["default_directory", "text"],
  ["force_encryption", "boolean"],
  ["disable_verify", "boolean"],
  ["acl_max_expiration_period_mins", "number"],
]);

/** Further fields of a mapped collection. */
const MAPPED_FIELDS: ReadonlyMap<string, "text" | "boolean" | "number"> = new Map([
  ...GUEST_FIELDS,
  ["subscription_id", "text"],
  ["public", "boolean"],
  ["location", "text"],
  ["network_use", "text"],
  ["max_concurrency", "number"],
  ["preferred_concurrency", "number"],
  ["max_parallelism", "number"],
  ["preferred_parallelism", "number"],
  ["user_message", "text"],
  ["user_message_link", "text"],
  ["authentication_timeout_mins", "number"],
]);

function readFields(
  x: Exchange,
  body: JsonObject,
  allowed: ReadonlyMap<string, "text" | "boolean" | "number">,
): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, kind] of allowed) {
    const value = body[name];
    if (value === undefined) continue;
    const type = kind === "text" ? "string" : kind;
    if (value !== null && typeof value !== type) throw badRequest(x, `Invalid '${name}'`);
    if (name === "display_name" && (value === null || String(value).trim() === "")) {
      throw badRequest(x, "'display_name' cannot be empty");
    }
    fields.set(name, value);
  }
  return fields;
}

function updateEndpoint(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  requireRole(x, caller, collection);
  requirePersonal(x, collection);
  const body = requireObject(x);
  if (body.DATA_TYPE !== undefined && body.DATA_TYPE !== "endpoint") {
    throw badRequest(x, "'DATA_TYPE' is not 'endpoint'");
  }
  const fields = readFields(x, body, collection.isGuest ? GUEST_FIELDS : MAPPED_FIELDS);
  for (const [name, value] of fields) collection.fields.set(name, value);
  collection.changed();
  return json(result(x, "Updated", "Endpoint updated successfully"));
}

function deleteEndpoint(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  requireRole(x, caller, collection);
  requirePersonal(x, collection);
  x.sandbox.world.collections.delete(collection.id);
  return json(result(x, "Deleted", "Endpoint deleted successfully"));
}

/** Subscriptions of the people, by username: Ada has one, Kofi two. */
function subscriptionsOf(x: Exchange, caller: Caller): string[] {
  return x.sandbox.world.subscriptions.get(caller.identity.username) ?? [];
}

function setSubscription(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  requireRole(x, caller, collection);
  requirePersonal(x, collection);
  const { subscription_id: asked } = requireObject(x);
  const mine = subscriptionsOf(x, caller);
  if (asked === "DEFAULT" && mine.length !== 1) {
    throw transferError(
      x,
      400,
      "BadRequest",
      mine.length
        ? "Please specify the subscription ID to use. You currently have access to: " +
          mine.join(", ")
        : "You have no subscription",
    );
  }
  const id = asked === "DEFAULT" ? mine[0] : asked;
  if (id !== null && !mine.includes(String(id))) {
    throw transferError(x, 400, "BadRequest", "You have no access to this subscription");
  }
  collection.fields.set("subscription_id", id);
  if (id === null) collection.fields.delete("subscription_admin_verified");
  return json(result(x, "Updated", "Endpoint updated successfully"));
}

function setAdminVerified(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  const { subscription_admin_verified: verified } = requireObject(x);
  if (typeof verified !== "boolean") {
    throw transferError(x, 400, "BadRequest", "'subscription_admin_verified' must be a boolean");
  }
  const subscription = collection.fields.get("subscription_id") ?? null;
  if (subscription === null) {
    const message = "The collection must be associated with a subscription to set " +
      "subscription_admin_verified";
    throw transferError(x, 400, "BadRequest", message);
  }
  if (!subscriptionsOf(x, caller).includes(String(subscription))) {
    const message = "User does not have an admin role on the collection's subscription to set " +
      "subscription_admin_verified";
    throw permissionDenied(x, message);
  }
  collection.fields.set("subscription_admin_verified", verified);
  return json(result(x, "Updated", "Endpoint updated successfully"));
}

function effectivePauseRules(x: Exchange): Response {
  const caller = callerOf(x);
  const { world } = x.sandbox;
  const rules = world.pauseRules.effective(endpointFor(x, caller), caller.identities);
  return json({
    DATA_TYPE: "pause_rule_limited_list",
    DATA: rules.map((rule) => limitedRule(world, rule)),
  });
}

/** Guest collections on a mapped collection. */
function guestsOf(x: Exchange, host: Collection): Collection[] {
  return [...x.sandbox.world.collections.all()].filter(({ hostId, isGuest }) =>
    isGuest && hostId === host.id
  );
}

function mySharedEndpoints(x: Exchange): Response {
  const caller = callerOf(x);
  const mine = guestsOf(x, endpointFor(x, caller))
    .filter(({ ownerId }) => caller.identities.includes(ownerId));
  return json({
    DATA_TYPE: "shared_endpoint_list",
    DATA: mine.map((one) => endpointDocument(x, caller, one)),
  });
}

const SHARES_PAGE = 1000;

/** All guest collections of a host, paged by a token. */
function sharedEndpoints(x: Exchange): Response {
  const caller = callerOf(x);
  const host = endpointFor(x, caller);
  requireRole(x, caller, host, "activity_monitor");
  const max = single(x, "max_results") ?? String(SHARES_PAGE);
  if (!/^\d{1,4}$/.test(max) || Number(max) < 1 || Number(max) > SHARES_PAGE) {
    throw badRequest(x, "Invalid value for 'max_results'");
  }
  const guests = guestsOf(x, host);
  const token = single(x, "next_token");
  const start = token === undefined ? 0 : guests.findIndex(({ id }) => tokenOf(id) === token);
  if (start < 0) throw badRequest(x, "Invalid value for 'next_token'");
  const page = guests.slice(start, start + Number(max));
  const next = guests[start + Number(max)];
  return json({
    DATA_TYPE: "shared_endpoint_list",
    next_token: next ? tokenOf(next.id) : null,
    shared_endpoints: page.map(({ id }) => ({ id })),
  });
}

const tokenOf = (id: string) => `t${hash32(`next ${id}`).toString(36)}`;

function serverList(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  return json({
    DATA_TYPE: "endpoint_server_list",
    endpoint: collection.id,
    DATA: serverDocuments(collection),
  });
}

function getServer(x: Exchange): Response {
  const caller = callerOf(x);
  const id = x.param("server_id");
  const server = serverDocuments(endpointFor(x, caller)).find((one) => String(one.id) === id);
  if (!server) throw transferError(x, 404, "ServerNotFound", `No such server '${id}'`);
  return json(server);
}

/** Shares a folder of a computer; shares of servers are made by their own server. */
function createSharedEndpoint(x: Exchange): Response {
  const caller = callerOf(x);
  const body = requireObject(x);
  if (body.DATA_TYPE !== "shared_endpoint") throw badRequest(x, "Invalid 'DATA_TYPE'");
  const { host_endpoint_id, host_endpoint, host_path: path } = body;
  const hostId = host_endpoint_id ?? host_endpoint;
  if (typeof hostId !== "string") throw badRequest(x, "'host_endpoint_id' is required");
  if (typeof path !== "string" || !path.startsWith("/")) throw badRequest(x, "Invalid 'host_path'");
  const host = endpointFor(x, caller, hostId);
  requireRole(x, caller, host);
  requirePersonal(x, host);
  if (host.isGuest) throw transferError(x, 409, "NotSupported", "A share cannot be shared again");
  const fields = readFields(x, { display_name: null, ...body }, GUEST_FIELDS);
  const { world, random } = x.sandbox;
  const collection = world.collections.add({
    id: random.uuid(),
    entityType: "GCP_guest_collection",
    displayName: String(fields.get("display_name")),
    ownerId: caller.identity.id,
    ownerString: caller.identity.username,
    hostId: host.id,
    hostPath: path,
    public: body.public === true,
  });
  for (const [name, value] of fields) collection.fields.set(name, value);
  return json(
    result(x, "Created", "Shared endpoint created successfully", "endpoint_create_result", {
      id: collection.id,
      globus_connect_setup_key: null,
    }),
    201,
  );
}
