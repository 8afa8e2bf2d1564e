import type { ServiceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Refusal } from "../http/refusal.ts";
import type { Router } from "../http/router.ts";
import { ComputeBody, isUuid } from "./body.ts";
import { checkPolicy, computeCaller } from "./caller.ts";
import type { ComputeEndpointRecord } from "./endpoints.ts";
import { endpointOf, mayUse } from "./endpoints_routes.ts";
import { LAUNCH_MS } from "./engine.ts";
import { computeError } from "./errors.ts";
import { mayCall } from "./functions_routes.ts";
import type { ComputeTaskGroupRecord } from "./tasks.ts";

/** Adds the submission of tasks. */
export function addSubmitRoutes(router: Router): void {
  router
    .on("POST /v2/submit", submitMixed)
    .on("POST /v3/endpoints/:id/submit", submit);
}

/** A serializer whose results are JSON, under either of its import paths. */
const JSON_SERIALIZER = /^globus_compute_sdk\.serialize\.(concretes\.)?JSONData$/;

/** The group that tasks join. A group that is named must exist, and be the caller's. */
function groupFor(
  context: Context,
  { identity }: ServiceCaller,
  groupId: string | null,
  createQueue: boolean,
): ComputeTaskGroupRecord {
  if (groupId === null) {
    return { id: context.random.uuid(), ownerId: identity.id, taskIds: [], createQueue };
  }
  const group = context.world.computeTasks.groups.get(groupId);
  if (group?.ownerId === identity.id) return group;
  throw computeError(404, "TASK_GROUP_NOT_FOUND", "There is no such group of tasks");
}

/** Why a caller may not run a function on an endpoint; undefined if they may. */
function refusalOf(
  context: Context,
  caller: ServiceCaller,
  endpoint: ComputeEndpointRecord,
  functionId: string,
): Refusal | undefined {
  const called = context.world.computeFunctions.get(functionId);
  if (!called) return computeError(404, "FUNCTION_NOT_FOUND", "There is no such function");
  if (!mayUse(endpoint, caller)) {
    return computeError(403, "ENDPOINT_ACCESS_FORBIDDEN", "Only its owner may use this endpoint");
  }
  const { allowedFunctions } = endpoint;
  if (allowedFunctions && !allowedFunctions.includes(functionId)) {
    const detail = "The endpoint does not allow this function";
    return computeError(403, "FUNCTION_NOT_PERMITTED", detail);
  }
  if (!mayCall(context, caller, called)) {
    const detail = "The function is not shared with the caller";
    return computeError(403, "FUNCTION_NOT_PERMITTED", detail);
  }
}

/** A task that a submission asks for. */
interface AskedTask {
  readonly functionId: string;
  readonly endpointId: string;
  readonly payload: string;
  readonly wantsJson: boolean;
}

/** Adds a task, and returns its id. */
function addTask(
  context: Context,
  { identity }: ServiceCaller,
  group: ComputeTaskGroupRecord,
  asked: AskedTask,
): string {
  const { now, world } = context;
  const id = context.random.uuid();
  world.computeTasks.add({
    ...asked,
    id,
    groupId: group.id,
    ownerId: identity.id,
    submittedMs: now,
    readyMs: now + LAUNCH_MS,
    startMs: null,
    endMs: null,
    result: null,
    exception: null,
    isRead: false,
  }, group);
  return id;
}

/** Version 3: all tasks go to one endpoint, or none does. */
function submit(context: Context): Response {
  const caller = computeCaller(context);
  const endpoint = endpointOf(context);
  const body = new ComputeBody(context);
  const tasks = Object.entries(body.object("tasks"));
  const groupId = body.uuidOrNull("task_group_id");
  const createQueue = body.flag("create_queue", false);
  body.objectOrNone("user_endpoint_config");
  body.objectOrNone("user_runtime");
  checkResources(body);
  const wantsJson = readSerializers(body).some((path) => JSON_SERIALIZER.test(path));
  for (const [functionId, payloads] of tasks) {
    const isList = Array.isArray(payloads) &&
      payloads.every((payload) => typeof payload === "string");
    if (!isUuid(functionId)) {
      body.problem("value is not a valid uuid", "type_error.uuid", "tasks", functionId);
    } else if (!isList) {
      body.problem("value is not a list of str", "type_error.list", "tasks", functionId);
    }
  }
  body.check();
  checkPolicy(context, caller, endpoint.policyId);
  for (const [functionId] of tasks) {
    const refusal = refusalOf(context, caller, endpoint, functionId.toLowerCase());
    if (refusal) throw refusal;
  }
  const group = groupFor(context, caller, groupId, createQueue);
  const ids = tasks.map(([functionId, payloads]) => [
    functionId,
    (payloads as string[]).map((payload) =>
      addTask(context, caller, group, {
        functionId: functionId.toLowerCase(),
        endpointId: endpoint.id,
        payload,
        wantsJson,
      })
    ),
  ]);
  return json({
    request_id: context.random.uuid(),
    task_group_id: group.id,
    endpoint_id: endpoint.id,
    tasks: Object.fromEntries(ids),
  });
}

function checkResources(body: ComputeBody): void {
  const resources = body.objectOrNone("resource_specification");
  if (Object.keys(resources).length === 0 || Number.isInteger(resources.num_nodes)) return;
  body.problem("field required", "value_error.missing", "resource_specification", "num_nodes");
}

function readSerializers(body: ComputeBody): string[] {
  const given = body.document.result_serializers ?? [];
  if (Array.isArray(given) && given.every((path) => typeof path === "string")) return given;
  body.problem("value is not a list of str", "type_error.list", "result_serializers");
  return [];
}

/** Version 2: each task names its function and endpoint, and is taken or refused by itself. */
function submitMixed(context: Context): Response {
  const caller = computeCaller(context);
  const body = new ComputeBody(context);
  const { tasks } = body.document;
  const groupId = body.uuidOrNull("task_group_id");
  const createQueue = body.flag("create_websocket_queue", true);
  if (!Array.isArray(tasks)) body.problem("field required", "value_error.missing", "tasks");
  const asked: unknown[] = Array.isArray(tasks) ? tasks : [];
  asked.forEach((task, at) => {
    const isTask = Array.isArray(task) && task.length === 3 && isUuid(task[0]) &&
      isUuid(task[1]) && typeof task[2] === "string";
    if (!isTask) body.problem("wrong tuple", "value_error.tuple", "tasks", at);
  });
  body.check();
  const group = groupFor(context, caller, groupId, createQueue);
  const results = (asked as [string, string, string][]).map(([called, at, payload]) => {
    const [functionId, endpointId] = [called.toLowerCase(), at.toLowerCase()];
    const endpoint = context.world.computeEndpoints.get(endpointId);
    const refusal = endpoint
      ? refusalOf(context, caller, endpoint, functionId)
      : computeError(404, "ENDPOINT_NOT_FOUND", "There is no such endpoint");
    if (refusal) return refusedTask(context, refusal);
    checkPolicy(context, caller, endpoint!.policyId);
    const wanted = { functionId, endpointId, payload, wantsJson: false };
    const task_uuid = addTask(context, caller, group, wanted);
    return { status: "success", task_uuid, http_status_code: 200, reason: null };
  });
  const isTaken = results.some(({ status }) => status === "success");
  return json({
    response: isTaken || results.length === 0 ? "success" : "failed",
    task_group_id: group.id,
    results,
  });
}

/** What became of a task that was refused: its id leads nowhere. */
function refusedTask(context: Context, { response }: Refusal) {
  const { status } = response;
  return {
    status: "failed",
    task_uuid: context.random.uuid(),
    http_status_code: status,
    reason: status === 404 ? "There is no such function or endpoint" : "The caller may not do this",
  };
}
