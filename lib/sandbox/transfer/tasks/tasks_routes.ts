import { isoSeconds, parseTime } from "../../clock.ts";
import { type Exchange, json, type JsonObject, type Router } from "../../http/context.ts";
import { requireObject } from "../access.ts";
import { callerOf } from "../caller.ts";
import { badRequest, transferError } from "../errors.ts";
import type { PauseRule } from "../pause_rules.ts";
import { limitedRule } from "../pause_documents.ts";
import {
  filterParts,
  fitsPattern,
  ordered,
  pickFields,
  readSwitch,
  readWindow,
  single,
} from "../query.ts";
import { result } from "../result.ts";
import { readDeadline, readLabel } from "./submit_routes.ts";
import type { Task } from "./task.ts";
import { copiedFiles } from "./work.ts";

/** Adds what users do with their tasks. */
export function addTaskRoutes(router: Router): void {
  router
    .on("GET /v0.10/task_list", taskList)
    .on("GET /v0.10/task/:task_id", (x) => taskAnswer(x, ownTask(x)))
    .on("PUT /v0.10/task/:task_id", updateTask)
    .on("POST /v0.10/task/:task_id/cancel", cancelTask)
    .on("GET /v0.10/task/:task_id/event_list", (x) => eventList(x, ownTask(x)))
    .on("GET /v0.10/task/:task_id/pause_info", (x) => pauseInfo(x, ownTask(x)))
    .on("GET /v0.10/task/:task_id/successful_transfers", (x) => successes(x, ownTask(x)))
    .on("GET /v0.10/task/:task_id/skipped_errors", (x) => skippedErrors(x, ownTask(x)));
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

function taskList(x: Exchange): Response {
  const { identity } = callerOf(x);
  const { world } = x.sandbox;
  const { limit, offset } = readWindow(x, 1000, 1000);
  let tasks = world.tasks.of(identity.id);
  for (const text of x.query.getAll("filter")) {
    for (const { field, value } of filterParts(x, text)) {
      tasks = tasks.filter(taskFilter(x, field, value));
    }
  }
  if (x.query.has("orderby")) tasks = ordered(x, tasks, ORDER, "request_time DESC");
  const page = tasks.slice(offset, offset + limit);
  return json({
    DATA: page.map((task) => pickFields(x, task.document(world))),
    DATA_TYPE: "task_list",
    length: page.length,
    limit,
    offset,
    total: tasks.length,
  });
}

/** One condition of `filter`: a list of values, a pattern, or a span of time. */
export function taskFilter(x: Exchange, field: string, value: string): (task: Task) => boolean {
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
      throw badRequest(x, `Invalid filter field '${field.slice(0, 40)}'`);
  }
}

/** Whether a time lies in a span `from,to`, each end optional. */
export function within(span: string, timeMs: number | null): boolean {
  const [from, to] = span.split(",").map((one) => one ? parseTime(one) : NaN);
  return timeMs !== null && !(timeMs < from) && !(timeMs > to);
}

/** Refuses a task that is not there, or not the caller's. */
export function noTask(x: Exchange): Error {
  return transferError(x, 404, "TaskNotFound", `No task found with id '${x.param("task_id")}'`);
}

/** The task that the path names, if the caller owns it. */
export function ownTask(x: Exchange): Task {
  const { identity } = callerOf(x);
  const task = x.sandbox.world.tasks.get(x.param("task_id"));
  if (task?.ownerId !== identity.id) throw noTask(x);
  return task;
}

/** Answers with the document of a task. */
export function taskAnswer(x: Exchange, task: Task): Response {
  return json(pickFields(x, task.document(x.sandbox.world)));
}

function requireOpen(x: Exchange, task: Task): void {
  if (task.completionMs !== null) {
    throw transferError(x, 409, "Conflict", "The task has ended and cannot be changed");
  }
}

function updateTask(x: Exchange): Response {
  const task = ownTask(x);
  const body = requireObject(x);
  requireOpen(x, task);
  const label = body.label === undefined ? task.label : readLabel(x, body.label);
  const deadlineMs = readDeadline(x, body.deadline);
  task.label = label;
  if (deadlineMs !== null) {
    task.deadlineMs = deadlineMs;
    const work = x.sandbox.world.tasks.engine.workOf(task);
    if (work) work.fixedDeadline = true;
  }
  return json(result(x, "Updated", "Updated task fields successfully"));
}

/** A task that has ended is no error: the caller's wish is fulfilled. */
function cancelTask(x: Exchange): Response {
  const task = ownTask(x);
  if (task.completionMs !== null) {
    return json(result(x, "TaskComplete", "The task completed before it could be cancelled."));
  }
  x.sandbox.world.tasks.engine.cancel(task, "The task was canceled by the user");
  return json(result(x, "Canceled", "The task has been cancelled successfully."));
}

/** Events of a task, newest first. */
export function eventList(x: Exchange, task: Task): Response {
  const { limit, offset } = readWindow(x, 10, 1000);
  let events = [...task.events].reverse();
  const onlyErrors = readSwitch(x, "filter_is_error") ??
    x.query.getAll("filter").some((text) => /^is_error:(1|true)$/i.test(text));
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
export function pauseInfo(x: Exchange, task: Task): Response {
  const { world } = x.sandbox;
  const identities = world.identitySet(task.ownerId);
  const rules = (id: string | null): PauseRule[] => {
    const collection = id === null ? undefined : world.collections.get(id);
    return collection ? world.pauseRules.effective(collection, identities) : [];
  };
  const byAdmin = world.tasks.engine.workOf(task)?.pausedByAdmin ?? null;
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
  x: Exchange,
  rows: Iterable<T>,
  type: string,
  document: (row: T) => JsonObject,
): Response {
  const text = single(x, "marker") ?? "0";
  if (!/^\d{1,9}$/.test(text)) throw badRequest(x, "Invalid value for 'marker'");
  const marker = Number(text);
  const page: JsonObject[] = [];
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
export function successes(x: Exchange, task: Task): Response {
  if (task.completionMs === null || task.type === "DELETE") {
    const why = task.type === "DELETE" ? "is no transfer" : "has not ended";
    throw badRequest(x, `Successful transfers cannot be listed: the task ${why}`);
  }
  const units = x.sandbox.world.tasks.engine.workOf(task)?.units ?? [];
  function* rows() {
    for (const unit of units) yield* copiedFiles(unit);
  }
  return markerPage(x, rows(), "successful_transfers", ({ source, destination }) => ({
    DATA_TYPE: "successful_transfer",
    source_path: source,
    destination_path: destination,
  }));
}

/** What a task passed over. */
export function skippedErrors(x: Exchange, task: Task): Response {
  const units = x.sandbox.world.tasks.engine.workOf(task)?.units ?? [];
  const skipped = units.filter((unit) => unit.state === "skipped");
  return markerPage(x, skipped, "skipped_errors", (unit) => ({
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
