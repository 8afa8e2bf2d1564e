import { isoMicros, parseTime } from "../clock.ts";
import { type Exchange, json, type JsonObject, type Router } from "../http/context.ts";
import { requireObject } from "./access.ts";
import { type Caller, callerOf, endpointFor, type Role, rolesOf } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { endpointDocument } from "./endpoint_document.ts";
import { requireRole } from "./endpoints_routes.ts";
import { badRequest, permissionDenied, transferError } from "./errors.ts";
import { pauseRuleDocument } from "./pause_documents.ts";
import { PAUSE_SWITCHES, type PauseRule } from "./pause_rules.ts";
import { readSwitch, readWindow, single } from "./query.ts";
import { result } from "./result.ts";
import { accessList } from "./sharing_routes.ts";
import type { Task } from "./tasks/task.ts";
import {
  eventList,
  noTask,
  pauseInfo,
  skippedErrors,
  successes,
  within,
} from "./tasks/tasks_routes.ts";

const MANAGER = "/v0.10/endpoint_manager";
const MONITORS: Role[] = ["activity_monitor", "activity_manager"];
const MANAGERS: Role[] = ["activity_manager"];

/** Adds what those who look after endpoints may see and do. */
export function addManagerRoutes(router: Router): void {
  const task = `${MANAGER}/task/:task_id`;
  router
    .on(`GET ${MANAGER}/monitored_endpoints`, monitored)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id`, getEndpoint)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id/hosted_endpoint_list`, hosted)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id/access_list`, accessRules)
    .on(`GET ${MANAGER}/task_list`, taskList)
    .on(`GET ${task}`, (x) => json(seenTask(x).document(x.sandbox.world)))
    .on(`GET ${task}/event_list`, (x) => eventList(x, seenTask(x)))
    .on(`GET ${task}/pause_info`, (x) => pauseInfo(x, seenTask(x)))
    .on(`GET ${task}/successful_transfers`, (x) => successes(x, seenTask(x)))
    .on(`GET ${task}/skipped_errors`, (x) => skippedErrors(x, seenTask(x)))
    .on(`POST ${MANAGER}/admin_cancel`, cancelTasks)
    .on(`GET ${MANAGER}/admin_cancel/:cancel_id`, cancelStatus)
    .on(`POST ${MANAGER}/admin_pause`, (x) => pauseTasks(x, true))
    .on(`POST ${MANAGER}/admin_resume`, (x) => pauseTasks(x, false))
    .on(`GET ${MANAGER}/pause_rule_list`, listRules)
    .on(`POST ${MANAGER}/pause_rule`, createRule)
    .on(`GET ${MANAGER}/pause_rule/:rule_id`, (x) => ruleAnswer(x, ruleOf(x, MONITORS)))
    .on(`PUT ${MANAGER}/pause_rule/:rule_id`, updateRule)
    .on(`DELETE ${MANAGER}/pause_rule/:rule_id`, deleteRule);
}

/** Roles on an endpoint, those on its hosts included. */
function reach(x: Exchange, caller: Caller, collection: Collection): Role[] {
  const roles = rolesOf(x, caller, collection);
  return collection.host ? [...roles, ...reach(x, caller, collection.host)] : roles;
}

function mayWatch(
  x: Exchange,
  caller: Caller,
  collection: Collection | undefined,
  wanted: Role[],
): boolean {
  return collection !== undefined && reach(x, caller, collection)
    .some((role) => role === "administrator" || wanted.includes(role));
}

function monitored(x: Exchange): Response {
  const caller = callerOf(x);
  const seen = [...x.sandbox.world.collections.all()].filter((one) =>
    !one.isGuest && mayWatch(x, caller, one, MONITORS)
  );
  return json({
    DATA_TYPE: "monitored_endpoints",
    DATA: seen.map((one) => endpointDocument(x, caller, one)),
  });
}

/** The endpoint that the path names, if the caller looks after it. */
function managed(x: Exchange, caller: Caller): Collection {
  const collection = endpointFor(x, caller);
  if (!mayWatch(x, caller, collection, MONITORS)) requireRole(x, caller, collection, ...MONITORS);
  return collection;
}

function getEndpoint(x: Exchange): Response {
  const caller = callerOf(x);
  return json(endpointDocument(x, caller, managed(x, caller)));
}

function hosted(x: Exchange): Response {
  const caller = callerOf(x);
  const { id } = managed(x, caller);
  const guests = [...x.sandbox.world.collections.all()].filter(({ hostId }) => hostId === id);
  return json({
    DATA_TYPE: "hosted_endpoint_list",
    DATA: guests.map((one) => endpointDocument(x, caller, one)),
  });
}

function accessRules(x: Exchange): Response {
  return accessList(x, managed(x, callerOf(x)));
}

/** Whether a task touches an endpoint that the caller looks after. */
function watches(x: Exchange, caller: Caller, task: Task, wanted: Role[]): boolean {
  const { collections } = x.sandbox.world;
  return [task.sourceId, task.destinationId].some((id) =>
    id !== null && mayWatch(x, caller, collections.get(id), wanted)
  );
}

function seenTask(x: Exchange): Task {
  const caller = callerOf(x);
  const task = x.sandbox.world.tasks.get(x.param("task_id"));
  if (!task || !watches(x, caller, task, MONITORS)) throw noTask(x);
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
function taskList(x: Exchange): Response {
  const caller = callerOf(x);
  const { limit } = readWindow(x, PAGE, 1000);
  const fits = readFilters(x);
  const tasks = x.sandbox.world.tasks.all()
    .filter((task) => watches(x, caller, task, MONITORS) && fits.every((fit) => fit(task)));
  const keyed = tasks.map((task) => ({ key: keyOf(task), task })).sort(newestFirst);
  const last = single(x, "last_key");
  const at = last === undefined ? 0 : keyed.findIndex(({ key }) => key === last) + 1;
  if (last !== undefined && at === 0) throw badRequest(x, "Invalid value for 'last_key'");
  const page = keyed.slice(at, at + limit);
  return json({
    DATA: page.map(({ task }) => task.document(x.sandbox.world)),
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

function readFilters(x: Exchange): ((task: Task) => boolean)[] {
  const fits: ((task: Task) => boolean)[] = [];
  const list = (name: string) => single(x, name)?.split(",").filter(Boolean);
  const statuses = list("filter_status");
  if (statuses?.length) fits.push((task) => statuses.includes(task.status));
  const ids = list("filter_task_id");
  if (ids?.length) fits.push((task) => ids.includes(task.id));
  const owner = single(x, "filter_owner_id");
  if (owner) fits.push((task) => task.ownerId === owner);
  const endpoint = single(x, "filter_endpoint");
  const use = single(x, "filter_endpoint_use");
  if (use !== undefined && (!endpoint || (use !== "source" && use !== "destination"))) {
    throw badRequest(x, "'filter_endpoint_use' is source or destination of 'filter_endpoint'");
  }
  if (endpoint) {
    fits.push((task) =>
      (use !== "destination" && task.sourceId === endpoint) ||
      (use !== "source" && task.destinationId === endpoint)
    );
  }
  const paused = readSwitch(x, "filter_is_paused");
  if (paused !== undefined) fits.push((task) => task.isPaused === paused);
  const span = single(x, "filter_completion_time");
  if (span) fits.push((task) => within(span, task.completionMs));
  const faults = single(x, "filter_min_faults");
  if (faults !== undefined) {
    if (!/^\d{1,9}$/.test(faults)) throw badRequest(x, "Invalid value for 'filter_min_faults'");
    fits.push((task) => task.counts.faults >= Number(faults));
  }
  const user = single(x, "filter_local_user");
  if (user) {
    fits.push((task) =>
      task.options.get("source_local_user") === user ||
      task.options.get("destination_local_user") === user
    );
  }
  return fits;
}

/** The tasks that a body names, each on an endpoint that the caller manages. */
function namedTasks(x: Exchange, body: JsonObject): Task[] {
  const caller = callerOf(x);
  const { task_id_list: ids } = body;
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest(x, "'task_id_list' is required");
  return ids.map((id: unknown) => {
    const task = x.sandbox.world.tasks.get(String(id));
    if (!task || !watches(x, caller, task, MANAGERS)) {
      throw permissionDenied(x, `You do not manage the task '${String(id).slice(0, 40)}'`);
    }
    return task;
  });
}

function messageOf(x: Exchange, body: JsonObject): string {
  if (typeof body.message !== "string") throw badRequest(x, "'message' is required");
  return body.message;
}

function cancelTasks(x: Exchange): Response {
  const body = requireObject(x);
  const message = messageOf(x, body);
  const { world, random } = x.sandbox;
  for (const task of namedTasks(x, body)) {
    if (task.completionMs !== null) continue;
    task.canceledByAdmin = { side: "BOTH", message };
    world.tasks.engine.cancel(task, `Canceled by an administrator: ${message}`);
  }
  const id = random.uuid();
  world.adminCancels.set(id, callerOf(x).identity.id);
  return json({ DATA_TYPE: "admin_cancel", id, done: true, message });
}

function cancelStatus(x: Exchange): Response {
  const { identity } = callerOf(x);
  const id = x.param("cancel_id");
  if (x.sandbox.world.adminCancels.get(id) !== identity.id) {
    throw transferError(x, 404, "AdminCancelNotFound", "No such admin cancel");
  }
  return json({ DATA_TYPE: "admin_cancel", id, done: true });
}

function pauseTasks(x: Exchange, pause: boolean): Response {
  const body = requireObject(x);
  const message = pause ? messageOf(x, body) : "";
  const tasks = namedTasks(x, body);
  const { engine } = x.sandbox.world.tasks;
  for (const task of tasks) {
    const work = engine.workOf(task);
    if (work && task.completionMs === null) work.pausedByAdmin = pause ? message : null;
    engine.settle([task]);
  }
  return json(
    pause
      ? result(x, "PauseAccepted", "The tasks are being paused")
      : result(x, "ResumeAccepted", "The tasks are being resumed"),
  );
}

function ruleAnswer(x: Exchange, rule: PauseRule): Response {
  return json(pauseRuleDocument(x.sandbox.world, rule));
}

function listRules(x: Exchange): Response {
  const caller = callerOf(x);
  const { world } = x.sandbox;
  const endpoint = single(x, "filter_endpoint") ?? single(x, "filter_host_endpoint");
  const rules = [...world.pauseRules.byId.values()].filter(({ endpointId }) =>
    (endpoint === undefined || endpoint === endpointId) &&
    mayWatch(x, caller, world.collections.get(endpointId), MONITORS)
  );
  return json({
    DATA_TYPE: "pause_rule_list",
    DATA: rules.map((rule) => pauseRuleDocument(world, rule)),
  });
}

function ruleOf(x: Exchange, wanted: Role[]): PauseRule {
  const caller = callerOf(x);
  const { world } = x.sandbox;
  const rule = world.pauseRules.byId.get(x.param("rule_id"));
  if (!rule || !mayWatch(x, caller, world.collections.get(rule.endpointId), wanted)) {
    throw transferError(x, 404, "PauseRuleNotFound", "No such pause rule");
  }
  return rule;
}

/** Reads message and switches into a rule. */
function readRule(x: Exchange, body: JsonObject, rule: PauseRule): void {
  if (body.message !== undefined) rule.message = messageOf(x, body);
  for (const name of PAUSE_SWITCHES) {
    const value = body[name];
    if (value === undefined) continue;
    if (typeof value !== "boolean") throw badRequest(x, `'${name}' is neither true nor false`);
    if (value) rule.stops.add(name);
    else rule.stops.delete(name);
  }
  if (body.start_time !== undefined) {
    const { start_time: start } = body;
    if (start !== null && Number.isNaN(parseTime(String(start)))) {
      throw badRequest(x, "Invalid 'start_time'");
    }
    rule.startTime = start === null ? null : String(start);
  }
  rule.modifiedMs = x.now;
}

/** Tasks are played up to now before and after, so that each knows when it was stopped. */
function changeRules(x: Exchange, change: (rules: Map<string, PauseRule>) => unknown): void {
  const { tasks, pauseRules } = x.sandbox.world;
  tasks.all();
  change(pauseRules.byId);
  tasks.all();
}

function createRule(x: Exchange): Response {
  const caller = callerOf(x);
  const body = requireObject(x);
  if (body.DATA_TYPE !== "pause_rule") {
    throw badRequest(x, "'DATA_TYPE' is not 'pause_rule'");
  }
  messageOf(x, body);
  const { endpoint_id: endpointId, identity_id: identityId } = body;
  if (typeof endpointId !== "string") throw badRequest(x, "'endpoint_id' is required");
  const collection = endpointFor(x, caller, endpointId);
  if (!mayWatch(x, caller, collection, MANAGERS)) requireRole(x, caller, collection, ...MANAGERS);
  const rule: PauseRule = {
    id: x.sandbox.random.uuid(),
    endpointId: collection.id,
    identityId: typeof identityId === "string" ? identityId : null,
    message: "",
    createdBy: caller.identity.id,
    createdMs: x.now,
    modifiedMs: x.now,
    startTime: null,
    // All is paused that is not let through by name.
    stops: new Set(PAUSE_SWITCHES),
  };
  readRule(x, body, rule);
  changeRules(x, (rules) => rules.set(rule.id, rule));
  return json(pauseRuleDocument(x.sandbox.world, rule), 201);
}

function updateRule(x: Exchange): Response {
  const rule = ruleOf(x, MANAGERS);
  const body = requireObject(x);
  changeRules(x, () => readRule(x, body, rule));
  return ruleAnswer(x, rule);
}

function deleteRule(x: Exchange): Response {
  const rule = ruleOf(x, MANAGERS);
  changeRules(x, (rules) => rules.delete(rule.id));
  return json(result(x, "Deleted", `Pause rule '${rule.id}' deleted successfully`));
}
