import type { ServiceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { hash32, SeededRandom } from "../random.ts";
import { ComputeBody } from "./body.ts";
import { computeCaller } from "./caller.ts";
import { type ComputeEndpointRecord, endpointDocument, newEndpoint } from "./endpoints.ts";
import { computeError, invalidRequest } from "./errors.ts";
import { hasEnded } from "./tasks.ts";
import { queueUrl } from "./version_routes.ts";

/** Adds endpoints: their registration, state, locks and rights. */
export function addEndpointRoutes(router: Router): void {
  router
    .on("GET /v2/endpoints", listEndpoints)
    .on("POST /v2/endpoints", registerWithId)
    .on("GET /v2/endpoints/:id", readEndpoint)
    .on("DELETE /v2/endpoints/:id", deleteEndpoint)
    .on("GET /v2/endpoints/:id/status", readStatus)
    .on("POST /v2/endpoints/:id/lock", (context) => json(lock(context)))
    .on("POST /v3/endpoints", registerEndpoint)
    .on("PUT /v3/endpoints/:id", updateEndpoint)
    .on("DELETE /v3/endpoints/:id", deleteEndpoint)
    .on("POST /v3/endpoints/:id/lock", (context) => json(lock(context)))
    .on("GET /v3/endpoints/:id/allowed_functions", readAllowlist)
    .on("GET /v3/endpoints/:id/console", readConsole)
    .on("PUT /v3/endpoints/:id/subscription-admin-verified", verify);
}

/** Time for which a lock holds. */
const LOCK_MS = 5 * 60_000;

/**
 * The endpoint that the path names.
 *
 * @throws {Refusal} 404 where there is none.
 */
export function endpointOf(context: Context): ComputeEndpointRecord {
  const endpoint = context.world.computeEndpoints.get(context.param("id").toLowerCase());
  if (endpoint) return endpoint;
  throw computeError(404, "ENDPOINT_NOT_FOUND", "There is no such endpoint");
}

/** The endpoint that the path names, for a caller who manages it. */
function managedEndpoint(
  context: Context,
): { endpoint: ComputeEndpointRecord; caller: ServiceCaller } {
  const caller = computeCaller(context);
  const endpoint = endpointOf(context);
  const managers = [endpoint.ownerId, ...endpoint.admins];
  if (managers.some((id) => caller.identities.includes(id))) return { endpoint, caller };
  throw computeError(403, "FORBIDDEN", "Only the owner of the endpoint may do this");
}

function listEndpoints(context: Context): Response {
  const { identities } = computeCaller(context);
  const role = context.query.get("role") ?? "owner";
  if (role !== "owner" && role !== "any") {
    const msg = "value is not a valid enumeration member; permitted: 'owner', 'any'";
    throw invalidRequest([{ loc: ["query", "role"], msg, type: "type_error.enum" }]);
  }
  const found = [...context.world.computeEndpoints.values()].filter((endpoint) =>
    identities.includes(endpoint.ownerId) || role === "any" && endpoint.isPublic
  );
  return json(found.map((endpoint) => ({
    uuid: endpoint.id,
    name: endpoint.name,
    display_name: endpoint.displayName,
    owner: endpoint.ownerId,
  })));
}

function readEndpoint(context: Context): Response {
  computeCaller(context);
  return json(endpointDocument(endpointOf(context)));
}

function readStatus(context: Context): Response {
  computeCaller(context);
  const endpoint = endpointOf(context);
  if (!endpoint.isOnline) return json({ status: "offline", details: null });
  const { pending, running } = loadOf(context, endpoint);
  return json({
    status: "online",
    details: {
      total_workers: 4,
      idle_workers: Math.max(0, 4 - running),
      pending_tasks: pending,
      outstanding_tasks: pending + running,
      managers: 1,
    },
  });
}

/** How many tasks of an endpoint wait, run, and have ended; of one user, or of all. */
function loadOf(context: Context, endpoint: ComputeEndpointRecord, ownerId?: string) {
  const load = { pending: 0, running: 0, ended: 0 };
  for (const task of context.world.computeTasks.byId.values()) {
    if (task.endpointId !== endpoint.id || task.ownerId !== (ownerId ?? task.ownerId)) continue;
    if (task.startMs === null) load.pending++;
    else if (hasEnded(task, context.now)) load.ended++;
    else load.running++;
  }
  return load;
}

/** The fields that both versions of the API take. */
function readFields(body: ComputeBody): Pick<
  ComputeEndpointRecord,
  "displayName" | "version" | "multiUser" | "allowedFunctions" | "policyId"
> {
  return {
    displayName: body.textOrNull("display_name") ?? body.textOrNull("endpoint_name") ?? "",
    version: body.textOrNull("version"),
    multiUser: body.flag("multi_user", false),
    allowedFunctions: body.uuidsOrNull("allowed_functions"),
    policyId: body.uuidOrNull("authentication_policy"),
  };
}

/** Refuses what depends on other documents: a policy that does not exist, a lock. */
function checkEndpoint(context: Context, endpoint: ComputeEndpointRecord): void {
  if (endpoint.lockedUntilMs > context.now) {
    throw computeError(423, "RESOURCE_LOCKED", "The endpoint is locked: try again later");
  }
  if (endpoint.policyId !== null && !context.world.policies.has(endpoint.policyId)) {
    throw computeError(404, "POLICY_NOT_FOUND", "There is no such authentication policy");
  }
}

/** Version 2: the endpoint chooses its id, and registers again whenever it starts. */
function registerWithId(context: Context): Response {
  const { identity, identities } = computeCaller(context);
  const body = new ComputeBody(context);
  const id = body.uuid("endpoint_uuid");
  const name = body.text("endpoint_name");
  const fields = readFields(body);
  const metadata = body.objectOrNone("metadata");
  body.check();
  const known = context.world.computeEndpoints.get(id);
  if (known && !identities.includes(known.ownerId)) {
    throw computeError(409, "RESOURCE_CONFLICT", "Another user has an endpoint with this UUID");
  }
  const made = known ?? newEndpoint(id, identity.id);
  return save(context, { ...made, ...fields, name, metadata });
}

function registerEndpoint(context: Context): Response {
  const { identity } = computeCaller(context);
  const body = new ComputeBody(context);
  const name = body.text("endpoint_name");
  const metadata = body.object("metadata");
  const fields = readNewerFields(body);
  body.check();
  const made = newEndpoint(context.random.uuid(), identity.id);
  return save(context, { ...made, ...fields, name, metadata });
}

function updateEndpoint(context: Context): Response {
  const { endpoint } = managedEndpoint(context);
  const body = new ComputeBody(context);
  const given = (name: string) => Object.hasOwn(body.document, name);
  const fields = readNewerFields(body);
  const name = given("endpoint_name") ? body.text("endpoint_name") : endpoint.name;
  const metadata = given("metadata") ? body.objectOrNone("metadata") : endpoint.metadata;
  body.check();
  // What the request does not name stays.
  const kept = Object.fromEntries(
    Object.entries(fields).filter(([field]) => given(WIRE_NAMES[field] ?? "")),
  );
  if (given("multi_user") && fields.multiUser !== endpoint.multiUser) {
    throw computeError(409, "RESOURCE_CONFLICT", "multi_user cannot be changed");
  }
  return save(context, { ...endpoint, ...kept, name, metadata });
}

const WIRE_NAMES: Readonly<Record<string, string>> = {
  displayName: "display_name",
  version: "version",
  multiUser: "multi_user",
  allowedFunctions: "allowed_functions",
  policyId: "authentication_policy",
  highAssurance: "high_assurance",
  subscriptionId: "subscription_uuid",
  admins: "admins",
  isPublic: "public",
};

function readNewerFields(body: ComputeBody) {
  return {
    ...readFields(body),
    highAssurance: body.flag("high_assurance", false),
    subscriptionId: body.uuidOrNull("subscription_uuid"),
    admins: body.uuidsOrNull("admins") ?? [],
    isPublic: body.flag("public", false),
  };
}

/** Stores an endpoint, and answers with its queues: it connects to them. */
function save(context: Context, endpoint: ComputeEndpointRecord): Response {
  checkEndpoint(context, endpoint);
  const { computeEndpoints } = context.world;
  // The record of an endpoint that exists stays the same object: a test may hold it.
  const record = computeEndpoints.get(endpoint.id) ?? endpoint;
  computeEndpoints.set(endpoint.id, Object.assign(record, endpoint, { isOnline: true }));
  const connection_url = queueUrl(endpoint.id);
  const queue = (name: string) => ({
    connection_url,
    exchange: name,
    queue: `${endpoint.id}.${name}`,
  });
  const writable = (name: string) => ({ ...queue(name), queue_publish_kwargs: {} });
  return json({
    endpoint_id: endpoint.id,
    [endpoint.multiUser ? "command_queue_info" : "task_queue_info"]: queue(
      endpoint.multiUser ? "commands" : "tasks",
    ),
    result_queue_info: writable("results"),
    heartbeat_queue_info: writable("heartbeats"),
    warnings: [],
  });
}

function deleteEndpoint(context: Context): Response {
  const { endpoint } = managedEndpoint(context);
  context.world.computeEndpoints.delete(endpoint.id);
  return json({ result: 302 });
}

/** Locks an endpoint. Recorded answers of both versions have the time in UTC, without a zone. */
function lock(context: Context): JsonDocument {
  const { endpoint } = managedEndpoint(context);
  endpoint.lockedUntilMs = context.now + LOCK_MS;
  endpoint.isOnline = false;
  return {
    endpoint_id: endpoint.id,
    lock_expiration_timestamp: new Date(endpoint.lockedUntilMs).toISOString().replace("Z", "000"),
  };
}

function readAllowlist(context: Context): Response {
  computeCaller(context);
  const { id, allowedFunctions } = endpointOf(context);
  return json({
    endpoint_id: id,
    restricted: allowedFunctions !== null,
    ...(allowedFunctions === null ? {} : { functions: allowedFunctions }),
  });
}

function readConsole(context: Context): Response {
  const { endpoint } = managedEndpoint(context);
  if (endpoint.subscriptionId === null || !endpoint.multiUser) {
    const detail = "The console needs an endpoint with multi_user and a subscription";
    throw computeError(403, "FORBIDDEN", detail);
  }
  const fields = (context.query.get("include_fields") ?? "").split(",");
  const wanted = context.query.get("user_endpoint_id");
  const tasks = [...context.world.computeTasks.byId.values()];
  const users = new Set(
    tasks.filter(({ endpointId }) => endpointId === endpoint.id).map(({ ownerId }) => ownerId),
  );
  const processes = [...users].map((ownerId) => {
    const { pending, running, ended } = loadOf(context, endpoint, ownerId);
    return {
      user_endpoint_id: new SeededRandom(hash32(endpoint.id + ownerId)).uuid(),
      active: endpoint.isOnline,
      running_task_count: running,
      queued_task_count: pending,
      executed_task_count: ended,
      ...(fields.includes("config") ? { config: endpoint.metadata.endpoint_config ?? "" } : {}),
    };
  });
  return json({
    user_endpoints: processes.filter(({ user_endpoint_id: id }) =>
      wanted === null || id === wanted
    ),
  });
}

function verify(context: Context): Response {
  const { identity } = computeCaller(context);
  const endpoint = endpointOf(context);
  const body = new ComputeBody(context);
  const { subscription_admin_verified: given } = body.document;
  if (typeof given !== "boolean") {
    body.problem("field required", "value_error.missing", "subscription_admin_verified");
  }
  body.check();
  const mine = context.world.subscriptions.get(identity.username) ?? [];
  if (endpoint.subscriptionId === null || !mine.includes(endpoint.subscriptionId)) {
    const detail = `Only an administrator of the endpoint's subscription may do this`;
    throw computeError(403, "FORBIDDEN", detail);
  }
  endpoint.isVerified = given === true;
  return json({ subscription_admin_verified: endpoint.isVerified });
}

/** Whether a caller may run functions on an endpoint. */
export function mayUse(endpoint: ComputeEndpointRecord, { identities }: ServiceCaller): boolean {
  return endpoint.multiUser || identities.includes(endpoint.ownerId);
}
