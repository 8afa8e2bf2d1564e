import { isoMicros } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { requireObject } from "./access.ts";
import { type Caller, callerOf } from "./caller.ts";
import { badRequest, permissionDenied, transferError } from "./errors.ts";
import { MANAGER, MANAGERS, mayWatch, MONITORS } from "./manager_access.ts";
import { readSwitch, readWindow, single } from "./query.ts";
import { result } from "./result.ts";
import type { RoleName } from "./roles.ts";
import type { Task } from "./tasks/task.ts";
import { taskDocument } from "./tasks/task_document.ts";
import {
  eventList,
  noTask,
  pauseInfo,
  skippedErrors,
  successes,
  within,
} from "./tasks/tasks_routes.ts";

/** Adds what activity managers see of tasks of others, and do with them. */
export function addManagerTaskRoutes(router: Router): void {
  const task = `${MANAGER}/task/:task_id`;
  router
    .on(`GET ${MANAGER}/task_list`, taskList)
    .on(`GET ${task}`, (context) => json(taskDocument(context.world, seenTask(context))))
    .on(`GET ${task}/event_list`, (context) => eventList(context, seenTask(context)))
    .on(`GET ${task}/pause_info`, (context) => pauseInfo(context, seenTask(context)))
    .on(`GET ${task}/successful_transfers`, (context) => successes(context, seenTask(context)))
    .on(`GET ${task}/skipped_errors`, (context) => skippedErrors(context, seenTask(context)))
    .on(`POST ${MANAGER}/admin_cancel`, cancelTasks)
    .on(`GET ${MANAGER}/admin_cancel/:cancel_id`, cancelStatus)
    // The SDK for JavaScript posts where that for Python gets.
    .on(`POST ${MANAGER}/admin_cancel/:cancel_id`, cancelStatus)
    .on(`POST ${MANAGER}/admin_pause`, (context) => pauseTasks(context, true))
    .on(`POST ${MANAGER}/admin_resume`, (context) => pauseTasks(context, false));
}

/** Whether a task touches an endpoint that the caller looks after. */
function watches(context: Context, caller: Caller, task: Task, wanted: RoleName[]): boolean {
  const { collections } = context.world;
  return [task.sourceId, task.destinationId].some((id) =>
    id !== null && mayWatch(context, caller, collections.get(id), wanted)
  );
}

function seenTask(context: Context): Task {
  const caller = callerOf(context);
  const task = context.world.tasks.get(context.param("task_id"));
  if (!task || !watches(context, caller, task, MONITORS)) throw noTask(context);
  return task;
}

const PAGE = 100;

/** Place of a task in the list: those under way first, then by the time of their end. */
function keyOf(task: Task): string {
  return task.completionMs === null
    ? `active,${isoMicros(task.requestMs)},${task.id}`
    : `complete,${isoMicros(task.completionMs)},${task.id}`;
}

/** Tasks on endpoints that the caller looks after, paged by the last key of a page. */
function taskList(context: Context): Response {
  const caller = callerOf(context);
  const { limit } = readWindow(context, PAGE, 1000);
  const fits = readFilters(context);
  const tasks = context.world.tasks.all()
    .filter((task) => watches(context, caller, task, MONITORS) && fits.every((fit) => fit(task)));
  const keyed = tasks.map((task) => ({ key: keyOf(task), task })).sort(newestFirst);
  const last = single(context, "last_key");
  const at = last === undefined ? 0 : keyed.findIndex(({ key }) => key === last) + 1;
  if (last !== undefined && at === 0) throw badRequest(context, "Invalid value for 'last_key'");
  const page = keyed.slice(at, at + limit);
  return json({
    DATA: page.map(({ task }) => taskDocument(context.world, task)),
    DATA_TYPE: "task_list",
    has_next_page: at + page.length < keyed.length,
    last_key: page.at(-1)?.key ?? null,
    limit,
  });
}

function newestFirst(a: { key: string }, b: { key: string }): number {
  const [kind, other] = [a.key[0], b.key[0]];
  if (kind !== other) return kind < other ? -1 : 1;
  return a.key < b.key ? 1 : -1;
}

function readFilters(context: Context): ((task: Task) => boolean)[] {
  const fits: ((task: Task) => boolean)[] = [];
  const list = (name: string) => single(context, name)?.split(",").filter(Boolean);
  const statuses = list("filter_status");
  if (statuses?.length) fits.push((task) => statuses.includes(task.status));
  const ids = list("filter_task_id");
  if (ids?.length) fits.push((task) => ids.includes(task.id));
  const owner = single(context, "filter_owner_id");
  if (owner) fits.push((task) => task.ownerId === owner);
  const endpoint = single(context, "filter_endpoint");
  const use = single(context, "filter_endpoint_use");
  if (use !== undefined && (!endpoint || (use !== "source" && use !== "destination"))) {
    throw badRequest(
      context,
      "'filter_endpoint_use' is source or destination of 'filter_endpoint'",
    );
  }
  if (endpoint) {
    fits.push((task) =>
      (use !== "destination" && task.sourceId === endpoint) ||
      (use !== "source" && task.destinationId === endpoint)
    );
  }
  const paused = readSwitch(context, "filter_is_paused");
  if (paused !== undefined) fits.push((task) => task.isPaused === paused);
  const span = single(context, "filter_completion_time");
  if (span) fits.push((task) => within(span, task.completionMs));
  const faults = single(context, "filter_min_faults");
  if (faults !== undefined) {
    if (!/^\d{1,9}$/.test(faults)) {
      throw badRequest(context, "Invalid value for 'filter_min_faults'");
    }
    fits.push((task) => task.counts.faults >= Number(faults));
  }
  const user = single(context, "filter_local_user");
  if (user) {
    fits.push((task) =>
      task.options.get("source_local_user") === user ||
      task.options.get("destination_local_user") === user
    );
  }
  return fits;
}

/** The tasks that a body names, each on an endpoint that the caller manages. */
function namedTasks(context: Context, body: JsonDocument): Task[] {
  const caller = callerOf(context);
  const { task_id_list: ids } = body;
  if (!Array.isArray(ids) || ids.length === 0) {
    throw badRequest(context, "'task_id_list' is required");
  }
  return ids.map((id: unknown) => {
    const task = context.world.tasks.get(String(id));
    if (!task || !watches(context, caller, task, MANAGERS)) {
      throw permissionDenied(context, `You do not manage the task '${String(id).slice(0, 40)}'`);
    }
    return task;
  });
}

/**
 * The message of a body.
 *
 * @throws {Refusal} 400 where it is missing.
 */
export function messageOf(context: Context, body: JsonDocument): string {
  if (typeof body.message !== "string") throw badRequest(context, "'message' is required");
  return body.message;
}

function cancelTasks(context: Context): Response {
  const body = requireObject(context);
  const message = messageOf(context, body);
  const { world, random } = context;
  for (const task of namedTasks(context, body)) {
    if (task.completionMs !== null) continue;
    task.canceledByAdmin = { side: "BOTH", message };
    world.tasks.cancel(task, `Canceled by an administrator: ${message}`);
  }
  const id = random.uuid();
  world.adminCancels.set(id, callerOf(context).identity.id);
  return json({ DATA_TYPE: "admin_cancel", id, done: true, message });
}

function cancelStatus(context: Context): Response {
  const { identity } = callerOf(context);
  const id = context.param("cancel_id");
  if (context.world.adminCancels.get(id) !== identity.id) {
    throw transferError(context, 404, "AdminCancelNotFound", "No such admin cancel");
  }
  return json({ DATA_TYPE: "admin_cancel", id, done: true });
}

function pauseTasks(context: Context, pause: boolean): Response {
  const body = requireObject(context);
  const message = pause ? messageOf(context, body) : "";
  const tasks = namedTasks(context, body);
  for (const task of tasks) context.world.tasks.pauseByAdmin(task, pause ? message : null);
  return json(
    pause
      ? result(context, "PauseAccepted", "The tasks are being paused")
      : result(context, "ResumeAccepted", "The tasks are being resumed"),
  );
}
