import { isoMicros, parseTime } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { requireObject } from "./access.ts";
import { accessList } from "./access_rules_routes.ts";
import { type Caller, callerOf, endpointFor, requireRole, rolesOf } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { endpointDocument } from "./endpoint_document.ts";
import { badRequest, permissionDenied, transferError } from "./errors.ts";
import { pauseRuleDocument } from "./pause_documents.ts";
import { PAUSE_SWITCHES, type PauseRule } from "./pause_rules.ts";
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

const MANAGER = "/v0.10/endpoint_manager";
const MONITORS: RoleName[] = ["activity_monitor", "activity_manager"];
const MANAGERS: RoleName[] = ["activity_manager"];

/** Adds what those who look after endpoints may see and do. */
export function addManagerRoutes(router: Router): void {
  const task = `${MANAGER}/task/:task_id`;
  router
    .on(`GET ${MANAGER}/monitored_endpoints`, monitored)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id`, getEndpoint)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id/hosted_endpoint_list`, hosted)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id/access_list`, accessRules)
    .on(`GET ${MANAGER}/task_list`, taskList)
    .on(`GET ${task}`, (context) => json(taskDocument(context.world, seenTask(context))))
    .on(`GET ${task}/event_list`, (context) => eventList(context, seenTask(context)))
    .on(`GET ${task}/pause_info`, (context) => pauseInfo(context, seenTask(context)))
    .on(`GET ${task}/successful_transfers`, (context) => successes(context, seenTask(context)))
    .on(`GET ${task}/skipped_errors`, (context) => skippedErrors(context, seenTask(context)))
    .on(`POST ${MANAGER}/admin_cancel`, cancelTasks)
    .on(`GET ${MANAGER}/admin_cancel/:cancel_id`, cancelStatus)
    .on(`POST ${MANAGER}/admin_pause`, (context) => pauseTasks(context, true))
    .on(`POST ${MANAGER}/admin_resume`, (context) => pauseTasks(context, false))
    .on(`GET ${MANAGER}/pause_rule_list`, listRules)
    .on(`POST ${MANAGER}/pause_rule`, createRule)
    .on(
      `GET ${MANAGER}/pause_rule/:rule_id`,
      (context) => ruleAnswer(context, ruleOf(context, MONITORS)),
    )
    .on(`PUT ${MANAGER}/pause_rule/:rule_id`, updateRule)
    .on(`DELETE ${MANAGER}/pause_rule/:rule_id`, deleteRule);
}

/** Roles on an endpoint, those on its hosts included. */
function reach(context: Context, caller: Caller, collection: Collection): RoleName[] {
  const roles = rolesOf(context, caller, collection);
  return collection.host ? [...roles, ...reach(context, caller, collection.host)] : roles;
}

function mayWatch(
  context: Context,
  caller: Caller,
  collection: Collection | undefined,
  wanted: RoleName[],
): boolean {
  return collection !== undefined && reach(context, caller, collection)
    .some((role) => role === "administrator" || wanted.includes(role));
}

function monitored(context: Context): Response {
  const caller = callerOf(context);
  const seen = [...context.world.collections.all()].filter((one) =>
    !one.isGuest && mayWatch(context, caller, one, MONITORS)
  );
  return json({
    DATA_TYPE: "monitored_endpoints",
    DATA: seen.map((one) => endpointDocument(context, caller, one)),
  });
}

/** The endpoint that the path names, if the caller looks after it. */
function managed(context: Context, caller: Caller): Collection {
  const collection = endpointFor(context, caller);
  if (!mayWatch(context, caller, collection, MONITORS)) {
    requireRole(context, caller, collection, ...MONITORS);
  }
  return collection;
}

function getEndpoint(context: Context): Response {
  const caller = callerOf(context);
  return json(endpointDocument(context, caller, managed(context, caller)));
}

function hosted(context: Context): Response {
  const caller = callerOf(context);
  const { id } = managed(context, caller);
  const guests = [...context.world.collections.all()].filter(({ hostId }) => hostId === id);
  return json({
    DATA_TYPE: "hosted_endpoint_list",
    DATA: guests.map((one) => endpointDocument(context, caller, one)),
  });
}

function accessRules(context: Context): Response {
  return accessList(context, managed(context, callerOf(context)));
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

function messageOf(context: Context, body: JsonDocument): string {
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

function ruleAnswer(context: Context, rule: PauseRule): Response {
  return json(pauseRuleDocument(context.world, rule));
}

function listRules(context: Context): Response {
  const caller = callerOf(context);
  const { world } = context;
  const endpoint = single(context, "filter_endpoint") ?? single(context, "filter_host_endpoint");
  const rules = [...world.pauseRules.byId.values()].filter(({ endpointId }) =>
    (endpoint === undefined || endpoint === endpointId) &&
    mayWatch(context, caller, world.collections.get(endpointId), MONITORS)
  );
  return json({
    DATA_TYPE: "pause_rule_list",
    DATA: rules.map((rule) => pauseRuleDocument(world, rule)),
  });
}

function ruleOf(context: Context, wanted: RoleName[]): PauseRule {
  const caller = callerOf(context);
  const { world } = context;
  const rule = world.pauseRules.byId.get(context.param("rule_id"));
  if (!rule || !mayWatch(context, caller, world.collections.get(rule.endpointId), wanted)) {
    throw transferError(context, 404, "PauseRuleNotFound", "No such pause rule");
  }
  return rule;
}

/** Reads message and switches into a rule. */
function readRule(context: Context, body: JsonDocument, rule: PauseRule): void {
  if (body.message !== undefined) rule.message = messageOf(context, body);
  for (const name of PAUSE_SWITCHES) {
    const value = body[name];
    if (value === undefined) continue;
    if (typeof value !== "boolean") {
      throw badRequest(context, `'${name}' is neither true nor false`);
    }
    if (value) rule.stops.add(name);
    else rule.stops.delete(name);
  }
  if (body.start_time !== undefined) {
    const { start_time: start } = body;
    if (start !== null && Number.isNaN(parseTime(String(start)))) {
      throw badRequest(context, "Invalid 'start_time'");
    }
    rule.startTime = start === null ? null : String(start);
  }
  rule.modifiedMs = context.now;
}

/** Tasks are played up to now before and after, so that each knows when it was stopped. */
function changeRules(context: Context, change: (rules: Map<string, PauseRule>) => unknown): void {
  const { tasks, pauseRules } = context.world;
  tasks.all();
  change(pauseRules.byId);
  tasks.all();
}

function createRule(context: Context): Response {
  const caller = callerOf(context);
  const body = requireObject(context);
  if (body.DATA_TYPE !== "pause_rule") {
    throw badRequest(context, "'DATA_TYPE' is not 'pause_rule'");
  }
  messageOf(context, body);
  const { endpoint_id: endpointId, identity_id: identityId } = body;
  if (typeof endpointId !== "string") throw badRequest(context, "'endpoint_id' is required");
  const collection = endpointFor(context, caller, endpointId);
  if (!mayWatch(context, caller, collection, MANAGERS)) {
    requireRole(context, caller, collection, ...MANAGERS);
  }
  const rule: PauseRule = {
    id: context.random.uuid(),
    endpointId: collection.id,
    identityId: typeof identityId === "string" ? identityId : null,
    message: "",
    createdBy: caller.identity.id,
    createdMs: context.now,
    modifiedMs: context.now,
    startTime: null,
    // All is paused that is not let through by name.
    stops: new Set(PAUSE_SWITCHES),
  };
  readRule(context, body, rule);
  changeRules(context, (rules) => rules.set(rule.id, rule));
  return json(pauseRuleDocument(context.world, rule), 201);
}

function updateRule(context: Context): Response {
  const rule = ruleOf(context, MANAGERS);
  const body = requireObject(context);
  changeRules(context, () => readRule(context, body, rule));
  return ruleAnswer(context, rule);
}

function deleteRule(context: Context): Response {
  const rule = ruleOf(context, MANAGERS);
  changeRules(context, (rules) => rules.delete(rule.id));
  return json(result(context, "Deleted", `Pause rule '${rule.id}' deleted successfully`));
}
