import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { hash32 } from "../random.ts";
import { requireObject } from "./access.ts";
import { type Caller, callerOf, endpointFor, requireRole } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { requireType } from "./data_type.ts";
import { endpointDocument, serverDocuments } from "./endpoint_document.ts";
import { badRequest, permissionDenied, transferError } from "./errors.ts";
import { limitedRule } from "./pause_rule_document.ts";
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
    .on("POST /v0.10/endpoint", createEndpoint)
    .on("POST /v0.10/shared_endpoint", createSharedEndpoint);
}

function getEndpoint(context: Context): Response {
  const caller = callerOf(context);
  return json(pickFields(context, endpointDocument(context, caller, endpointFor(context, caller))));
}

/** Collections of Globus Connect Server are changed through their own server. */
function requirePersonal(context: Context, collection: Collection): void {
  if (!collection.isPersonal) {
    throw transferError(context, 409, "NotSupported", "Managed by the collection's own server");
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
  context: Context,
  body: JsonDocument,
  allowed: ReadonlyMap<string, "text" | "boolean" | "number">,
): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, kind] of allowed) {
    const value = body[name];
    if (value === undefined) continue;
    const type = kind === "text" ? "string" : kind;
    if (value !== null && typeof value !== type) throw badRequest(context, `Invalid '${name}'`);
    if (name === "display_name" && (value === null || String(value).trim() === "")) {
      throw badRequest(context, "'display_name' cannot be empty");
    }
    fields.set(name, value);
  }
  return fields;
}

function updateEndpoint(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  requireRole(context, caller, collection);
  requirePersonal(context, collection);
  const body = requireObject(context);
  if (body.DATA_TYPE !== undefined && body.DATA_TYPE !== "endpoint") {
    throw badRequest(context, "'DATA_TYPE' is not 'endpoint'");
  }
  const fields = readFields(context, body, collection.isGuest ? GUEST_FIELDS : MAPPED_FIELDS);
  for (const [name, value] of fields) collection.fields.set(name, value);
  collection.changed();
  return json(result(context, "Updated", "Endpoint updated successfully"));
}

function deleteEndpoint(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  requireRole(context, caller, collection);
  requirePersonal(context, collection);
  context.world.collections.delete(collection.id);
  return json(result(context, "Deleted", "Endpoint deleted successfully"));
}

/** Subscriptions of the people, by username: Ada has one, Kofi two. */
function subscriptionsOf(context: Context, caller: Caller): string[] {
  return context.world.subscriptions.get(caller.identity.username) ?? [];
}

function setSubscription(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  requireRole(context, caller, collection);
  requirePersonal(context, collection);
  const { subscription_id: asked } = requireObject(context);
  const mine = subscriptionsOf(context, caller);
  if (asked === "DEFAULT" && mine.length !== 1) {
    throw transferError(
      context,
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
    throw transferError(context, 400, "BadRequest", "You have no access to this subscription");
  }
  collection.fields.set("subscription_id", id);
  if (id === null) collection.fields.delete("subscription_admin_verified");
  return json(result(context, "Updated", "Endpoint updated successfully"));
}

function setAdminVerified(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const { subscription_admin_verified: verified } = requireObject(context);
  if (typeof verified !== "boolean") {
    throw transferError(
      context,
      400,
      "BadRequest",
      "'subscription_admin_verified' must be a boolean",
    );
  }
  const subscription = collection.fields.get("subscription_id") ?? null;
  if (subscription === null) {
    const message = "The collection must be associated with a subscription to set " +
      "subscription_admin_verified";
    throw transferError(context, 400, "BadRequest", message);
  }
  if (!subscriptionsOf(context, caller).includes(String(subscription))) {
    const message = "User does not have an admin role on the collection's subscription to set " +
      "subscription_admin_verified";
    throw permissionDenied(context, message);
  }
  collection.fields.set("subscription_admin_verified", verified);
  return json(result(context, "Updated", "Endpoint updated successfully"));
}

function effectivePauseRules(context: Context): Response {
  const caller = callerOf(context);
  const { world } = context;
  const rules = world.pauseRules.effective(endpointFor(context, caller), caller.identities);
  return json({
    DATA_TYPE: "pause_rule_limited_list",
    DATA: rules.map((rule) => limitedRule(world, rule)),
  });
}

/** Guest collections on a mapped collection. */
function guestsOf(context: Context, host: Collection): Collection[] {
  return [...context.world.collections.all()].filter(({ hostId, isGuest }) =>
    isGuest && hostId === host.id
  );
}

function mySharedEndpoints(context: Context): Response {
  const caller = callerOf(context);
  const mine = guestsOf(context, endpointFor(context, caller))
    .filter(({ ownerId }) => caller.identities.includes(ownerId));
  return json({
    DATA_TYPE: "shared_endpoint_list",
    DATA: mine.map((one) => endpointDocument(context, caller, one)),
  });
}

const SHARES_PAGE = 1000;

/** All guest collections of a host, paged by a token. */
function sharedEndpoints(context: Context): Response {
  const caller = callerOf(context);
  const host = endpointFor(context, caller);
  requireRole(context, caller, host, "activity_monitor");
  const max = single(context, "max_results") ?? String(SHARES_PAGE);
  if (!/^\d{1,4}$/.test(max) || Number(max) < 1 || Number(max) > SHARES_PAGE) {
    throw badRequest(context, "Invalid value for 'max_results'");
  }
  const guests = guestsOf(context, host);
  const token = single(context, "next_token");
  const start = token === undefined ? 0 : guests.findIndex(({ id }) => tokenOf(id) === token);
  if (start < 0) throw badRequest(context, "Invalid value for 'next_token'");
  const page = guests.slice(start, start + Number(max));
  const next = guests[start + Number(max)];
  return json({
    DATA_TYPE: "shared_endpoint_list",
    next_token: next ? tokenOf(next.id) : null,
    shared_endpoints: page.map(({ id }) => ({ id })),
  });
}

function tokenOf(id: string): string {
  return `t${hash32(`next ${id}`).toString(36)}`;
}

function serverList(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  return json({
    DATA_TYPE: "endpoint_server_list",
    endpoint: collection.id,
    DATA: serverDocuments(collection),
  });
}

function getServer(context: Context): Response {
  const caller = callerOf(context);
  const id = context.param("server_id");
  const server = serverDocuments(endpointFor(context, caller)).find((one) => String(one.id) === id);
  if (!server) throw transferError(context, 404, "ServerNotFound", `No such server '${id}'`);
  return json(server);
}

/** Shares a folder of a computer; shares of servers are made by their own server. */
function createSharedEndpoint(context: Context): Response {
  const caller = callerOf(context);
  const body = requireObject(context);
  requireType(context, body, "shared_endpoint");
  const { host_endpoint_id, host_endpoint, host_path: path } = body;
  const hostId = host_endpoint_id ?? host_endpoint;
  if (typeof hostId !== "string") throw badRequest(context, "'host_endpoint_id' is required");
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw badRequest(context, "Invalid 'host_path'");
  }
  const host = endpointFor(context, caller, hostId);
  requireRole(context, caller, host);
  requirePersonal(context, host);
  if (host.isGuest) {
    throw transferError(context, 409, "NotSupported", "A share cannot be shared again");
  }
  const fields = readFields(context, { display_name: null, ...body }, GUEST_FIELDS);
  const { world, random } = context;
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
  return created(context, "Shared endpoint created successfully", collection);
}

/** Registers a computer, as the Globus CLI does; other endpoints come from their own server. */
function createEndpoint(context: Context): Response {
  const caller = callerOf(context);
  const body = requireObject(context);
  requireType(context, body, "endpoint");
  if (body.is_globus_connect !== true) {
    throw transferError(context, 409, "NotSupported", "Only for Globus Connect Personal");
  }
  const fields = readFields(context, { display_name: null, ...body }, MAPPED_FIELDS);
  const { world, random } = context;
  const collection = world.collections.add({
    id: random.uuid(),
    entityType: "GCP_mapped_collection",
    displayName: String(fields.get("display_name")),
    ownerId: caller.identity.id,
    ownerString: caller.identity.username,
    public: body.public === true,
  });
  for (const [name, value] of fields) collection.fields.set(name, value);
  return created(context, "Endpoint created successfully", collection, random.uuid());
}

function created(
  context: Context,
  message: string,
  { id }: Collection,
  setupKey: string | null = null,
): Response {
  const further = { DATA_TYPE: "endpoint_create_result", id, globus_connect_setup_key: setupKey };
  return json(result(context, "Created", message, further), 201);
}
