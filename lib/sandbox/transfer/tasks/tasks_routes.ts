import { isoSeconds, parseTime } from "../../clock.ts";
import type { Context } from "../../http/context.ts";
import { json, type JsonDocument } from "../../http/json.ts";
import type { Router } from "../../http/router.ts";
import { requireObject } from "../access.ts";
import { callerOf } from "../caller.ts";
import { badRequest, transferError } from "../errors.ts";
import { fitsPattern } from "../pattern.ts";
import { limitedRule } from "../pause_rule_document.ts";
import type { PauseRule } from "../pause_rules.ts";
import { filterParts, ordered, pickFields, readSwitch, readWindow, single } from "../query.ts";
import { result } from "../result.ts";
import { readDeadline, readLabel } from "./submission.ts";
import type { Task } from "./task.ts";
import { taskDocument } from "./task_document.ts";
import { copiedFiles } from "./work.ts";

/** Adds what users do with their tasks. */
export function addTaskRoutes(router: Router): void {
  router
    .on("GET /v0.10/task_list", taskList)
    .on("GET /v0.10/task/:task_id", (context) => taskAnswer(context, ownTask(context)))
    .on("PUT /v0.10/task/:task_id", updateTask)
    .on("POST /v0.10/task/:task_id/cancel", cancelTask)
    .on("POST /v0.10/task/:task_id/remove", removeTask)
    .on("GET /v0.10/task/:task_id/event_list", (context) => eventList(context, ownTask(context)))
    .on("GET /v0.10/task/:task_id/pause_info", (context) => pauseInfo(context, ownTask(context)))
    .on(
      "GET /v0.10/task/:task_id/successful_transfers",
      (context) => successes(context, ownTask(context)),
    )
    .on(
      "GET /v0.10/task/:task_id/skipped_errors",
      (context) => skippedErrors(context, ownTask(context)),
    );
}

const ORDER: ReadonlyMap<string, (task: Task) => string | number> = new Map<
  string,
  (task: Task) => string | number
>([
  ["task_id", (task) => task.id],
  ["type", (task) => task.type],
  ["status", (task) => task.status],
  ["label", (task) => task.label ?? ""],
  ["request_time", (task) => task.requestMs],
  ["completion_time", (task) => task.completionMs ?? Number.MAX_SAFE_INTEGER],
  ["deadline", (task) => task.deadlineMs],
  ["faults", (task) => task.counts.faults],
]);

function taskList(context: Context): Response {
  const { identity } = callerOf(context);
  const { world } = context;
  const { limit, offset } = readWindow(context, 1000, 1000);
  let tasks = world.tasks.of(identity.id);
  for (const text of context.query.getAll("filter")) {
    for (const { field, value } of filterParts(context, text)) {
      tasks = tasks.filter(taskFilter(context, field, value));
    }
  }
  if (context.query.has("orderby")) tasks = ordered(context, tasks, ORDER, "request_time DESC");
  const page = tasks.slice(offset, offset + limit);
  return json({
    DATA: page.map((task) => pickFields(context, taskDocument(world, task))),
    DATA_TYPE: "task_list",
    length: page.length,
    limit,
    offset,
    total: tasks.length,
  });
}

/** One condition of `filter`: a list of values, a pattern, or a span of time. */
function taskFilter(
  context: Context,
  field: string,
  value: string,
): (task: Task) => boolean {
  const values = value.split(",");
  switch (field) {
    case "status":
      return (task) => values.includes(task.status);
    case "type":
      return (task) => values.includes(task.type);
    case "task_id":
      return (task) => values.includes(task.id);
    case "label":
      return (task) =>
        values.some((one) =>
          one.startsWith("~")
            ? fitsPattern(one.slice(1), task.label ?? "")
            : one.replace(/^=/, "") === (task.label ?? "")
        );
    case "is_paused":
      return (task) => task.isPaused === (value === "1" || value.toLowerCase() === "true");
    case "request_time":
    case "completion_time":
      return (task) => within(value, field === "request_time" ? task.requestMs : task.completionMs);
    default:
      throw badRequest(context, `Invalid filter field '${field.slice(0, 40)}'`);
  }
}

/** Whether a time lies in a span `from,to`, each end optional. */
export function within(span: string, timeMs: number | null): boolean {
  const [from, to] = span.split(",").map((one) => one ? parseTime(one) : NaN);
  return timeMs !== null && !(timeMs < from) && !(timeMs > to);
}

/** Refuses a task that is not there, or not the caller's. */
export function noTask(context: Context): Error {
  return transferError(
    context,
    404,
    "TaskNotFound",
    `No task found with id '${context.param("task_id")}'`,
  );
}

/** The task that the path names, if the caller owns it. */
function ownTask(context: Context): Task {
  const { identity } = callerOf(context);
  const task = context.world.tasks.get(context.param("task_id"));
  if (task?.ownerId !== identity.id) throw noTask(context);
  return task;
}

/** Answers with the document of a task. */
function taskAnswer(context: Context, task: Task): Response {
  return json(pickFields(context, taskDocument(context.world, task)));
}

function requireOpen(context: Context, task: Task): void {
  if (task.completionMs !== null) {
    throw transferError(context, 409, "Conflict", "The task has ended and cannot be changed");
  }
}

function updateTask(context: Context): Response {
  const task = ownTask(context);
  const body = requireObject(context);
  requireOpen(context, task);
  const label = body.label === undefined ? task.label : readLabel(context, body.label);
  const deadlineMs = readDeadline(context, body.deadline);
  task.label = label;
  if (deadlineMs !== null) {
    task.deadlineMs = deadlineMs;
    const work = context.world.tasks.workOf(task);
    if (work) work.fixedDeadline = true;
  }
  return json(result(context, "Updated", "Updated task fields successfully"));
}

/** Cancels a task. A task that has ended already is not an error. */
function cancelTask(context: Context): Response {
  const task = ownTask(context);
  if (task.completionMs !== null) {
    return json(
      result(context, "TaskComplete", "The task completed before it could be cancelled."),
    );
  }
  context.world.tasks.cancel(task, "The task was canceled by the user");
  return json(result(context, "Canceled", "The task has been cancelled successfully."));
}

/** Takes a task that has ended out of the list. That it cannot be read any more is assumed. */
function removeTask(context: Context): Response {
  const task = ownTask(context);
  if (task.completionMs === null) {
    throw transferError(context, 409, "Conflict", "The task has not ended");
  }
  context.world.tasks.byId.delete(task.id);
  return json(result(context, "Removed", "The task was removed successfully"));
}

/** Events of a task, newest first. */
export function eventList(context: Context, task: Task): Response {
  const { limit, offset } = readWindow(context, 10, 1000);
  let events = [...task.events].reverse();
  const onlyErrors = readSwitch(context, "filter_is_error") ??
    context.query.getAll("filter").some((text) => /^is_error:(1|true)$/i.test(text));
  if (onlyErrors) events = events.filter((event) => event.isError);
  const page = events.slice(offset, offset + limit);
  return json({
    DATA: page.map((event) => ({
      DATA_TYPE: "event",
      code: event.code,
      description: event.description,
      details: event.details,
      is_error: event.isError,
      parent_task_id: null,
      time: isoSeconds(event.timeMs),
    })),
    DATA_TYPE: "event_list",
    length: page.length,
    limit,
    offset,
    total: events.length,
  });
}

/** Why a task is paused. */
export function pauseInfo(context: Context, task: Task): Response {
  const { world } = context;
  const identities = world.identitySet(task.ownerId);
  const rules = (id: string | null): PauseRule[] => {
    const collection = id === null ? undefined : world.collections.get(id);
    return collection ? world.pauseRules.effective(collection, identities) : [];
  };
  const byAdmin = world.tasks.workOf(task)?.pausedByAdmin ?? null;
  return json({
    DATA_TYPE: "pause_info_limited",
    pause_rules: [...rules(task.sourceId), ...rules(task.destinationId)]
      .map((rule) => limitedRule(world, rule)),
    source_pause_message: byAdmin,
    source_pause_message_share: null,
    destination_pause_message: null,
    destination_pause_message_share: null,
  });
}

/** Rows that one page by marker holds. */
const MARKER_PAGE = 100;

function markerPage<T>(
  context: Context,
  rows: Iterable<T>,
  type: string,
  document: (row: T) => JsonDocument,
): Response {
  const text = single(context, "marker") ?? "0";
  if (!/^\d{1,9}$/.test(text)) throw badRequest(context, "Invalid value for 'marker'");
  const marker = Number(text);
  const page: JsonDocument[] = [];
  let at = 0;
  let more = false;
  for (const row of rows) {
    if (at++ < marker) continue;
    if (page.length === MARKER_PAGE) {
      more = true;
      break;
    }
    page.push(document(row));
  }
  return json({
    DATA: page,
    DATA_TYPE: type,
    marker,
    next_marker: more ? marker + MARKER_PAGE : null,
  });
}

/** Files that a finished task has copied. */
export function successes(context: Context, task: Task): Response {
  if (task.completionMs === null || task.type === "DELETE") {
    const why = task.type === "DELETE" ? "is not a transfer" : "has not ended";
    throw badRequest(context, `Successful transfers cannot be listed: the task ${why}`);
  }
  const units = context.world.tasks.workOf(task)?.units ?? [];
  function* rows() {
    for (const unit of units) yield* copiedFiles(unit);
  }
  return markerPage(context, rows(), "successful_transfers", ({ source, destination }) => ({
    DATA_TYPE: "successful_transfer",
    source_path: source,
    destination_path: destination,
  }));
}

/** What a task passed over. */
export function skippedErrors(context: Context, task: Task): Response {
  const units = context.world.tasks.workOf(task)?.units ?? [];
  const skipped = units.filter((unit) => unit.state === "skipped");
  return markerPage(context, skipped, "skipped_errors", (unit) => ({
    DATA_TYPE: "skipped_error",
    checksum_algorithm: unit.algorithm,
    destination_path: unit.destination,
    error_code: unit.error?.fault.code ?? null,
    error_details: unit.error?.fault.details ?? null,
    error_time: unit.error ? isoSeconds(unit.error.timeMs) : null,
    external_checksum: unit.checksum,
    is_delete_destination_extra: false,
    is_directory: unit.recursive,
    is_symlink: unit.symlink,
    source_path: unit.source,
  }));
}
