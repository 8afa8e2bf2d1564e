import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { ComputeBody, isUuid } from "./body.ts";
import { computeCaller } from "./caller.ts";
import { computeError } from "./errors.ts";
import { hasEnded, isGone, taskDocument } from "./tasks.ts";

/** Adds the reading of tasks. */
export function addTaskRoutes(router: Router): void {
  router
    .on("GET /v2/tasks/:id", readTask)
    .on("POST /v2/batch_status", readTasks)
    .on("GET /v2/taskgroup/:id", readGroup);
}

/**
 * The document of a task of the caller; undefined where the service does not know it. Its outcome is
 * dropped once it was read.
 */
function documentOf(context: Context, id: string, ownerId: string): JsonDocument | undefined {
  const { now, world } = context;
  const task = world.computeTasks.byId.get(id.toLowerCase());
  if (task?.ownerId !== ownerId || isGone(task, now)) return undefined;
  if (hasEnded(task, now)) task.isRead = true;
  const isOnline = world.computeEndpoints.get(task.endpointId)?.isOnline ?? false;
  return taskDocument(task, isOnline, now);
}

function readTask(context: Context): Response {
  const { identity } = computeCaller(context);
  const document = documentOf(context, context.param("id"), identity.id);
  if (document) return json(document);
  throw computeError(404, "TASK_NOT_FOUND", "There is no such task, or its result was read");
}

/** Tasks that the service does not know are left out. */
function readTasks(context: Context): Response {
  const { identity } = computeCaller(context);
  const body = new ComputeBody(context);
  const { task_ids: ids } = body.document;
  if (ids === undefined) body.problem("field required", "value_error.missing", "task_ids");
  else if (!Array.isArray(ids) || !ids.every(isUuid)) {
    body.problem("value is not a list of uuid", "type_error.list", "task_ids");
  }
  body.check();
  const found = (ids as string[]).flatMap((id) => {
    const document = documentOf(context, id, identity.id);
    return document ? [[id, document]] : [];
  });
  return json({ response: "batch", results: Object.fromEntries(found) });
}

function readGroup(context: Context): Response {
  const { identity } = computeCaller(context);
  const { groups, byId } = context.world.computeTasks;
  const group = groups.get(context.param("id").toLowerCase());
  if (group?.ownerId !== identity.id) {
    throw computeError(404, "TASK_GROUP_NOT_FOUND", "There is no such group of tasks");
  }
  return json({
    taskgroup_id: group.id,
    create_websockets_queue: group.createQueue,
    tasks: group.taskIds.map((id) => ({
      id,
      created_at: new Date(byId.get(id)!.submittedMs).toISOString().replace("Z", "000"),
    })),
  });
}
