import { makeRoom } from "../bounded.ts";
import { parseTime } from "../clock.ts";
import { flowScope } from "../flows/flows.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { timersCaller } from "./caller.ts";
import type { TimerEngine } from "./engine.ts";
import { invalidRequest, timersError } from "./errors.ts";
import { jobDocument, type ResultWindow, timerDocument } from "./job_document.ts";
import { TimerBody, transferBody } from "./timer_body.ts";
import { statusOf, tickAfter, type TimerRecord } from "./timers.ts";

/** Adds timers, which the older part of the API calls jobs. */
export function addTimerRoutes(router: Router, engine: TimerEngine): void {
  router
    .on("GET /jobs/", listJobs)
    .on("GET /jobs", listJobs)
    .on("POST /jobs/", createJob)
    .on("POST /jobs", createJob)
    .on("GET /jobs/:job_id", readJob)
    .on("PATCH /jobs/:job_id", updateJob)
    .on("DELETE /jobs/:job_id", deleteJob)
    .on("POST /jobs/:job_id/pause", pause)
    .on("POST /jobs/:job_id/resume", (context) => resume(context, engine))
    .on("POST /v2/timer", createTimer);
}

/** Results that a document shows where the caller does not choose. */
const SHOWN: ResultWindow = { offset: 0, size: 10 };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The caller's timer that the path names. */
function timerOf(context: Context): TimerRecord {
  const { identity } = timersCaller(context);
  const timer = context.world.timers.get(context.param("job_id"));
  if (timer?.ownerId !== identity.id) throw timersError(404, "NOT_FOUND", "There is no such job");
  return timer;
}

/** What a new timer needs beside what all timers start with. */
type NewTimer = Pick<
  TimerRecord,
  | "name"
  | "type"
  | "flowId"
  | "callbackUrl"
  | "callbackBody"
  | "scope"
  | "schedule"
  | "scheduleDocument"
  | "submittedMs"
>;

/** Most timers before the oldest that have ended go. */
const MOST_TIMERS = 10_000;

function addTimer(context: Context, init: NewTimer): TimerRecord {
  const { identity, token } = timersCaller(context);
  checkLoad(context, identity.id, init);
  const timer: TimerRecord = {
    ...init,
    id: context.random.uuid(),
    ownerId: identity.id,
    grant: token.grant,
    consents: token.consents,
    inactive: null,
    nextMs: tickAfter(init.schedule, init.submittedMs - 1),
    runs: 0,
    errors: 0,
    results: [],
    retry: null,
  };
  const { timers } = context.world;
  makeRoom(timers, MOST_TIMERS, (each) => statusOf(each) === "ended");
  timers.set(timer.id, timer);
  return timer;
}

/** All timers of a user together run once a minute at most. */
function checkLoad(context: Context, ownerId: string, { schedule }: NewTimer): void {
  const others = [...context.world.timers.values()]
    .filter((timer) => timer.ownerId === ownerId && statusOf(timer) !== "ended")
    .map((timer) => timer.schedule);
  const perMinute = [...others, schedule].reduce(
    (sum, { intervalMs }) => sum + (intervalMs === null ? 0 : 60_000 / intervalMs),
    0,
  );
  // A sum of fractions may miss 1 by a hair.
  if (perMinute <= 1 + 1e-9) return;
  const msg = "Your timers together would run more often than once a minute";
  throw invalidRequest([{ loc: ["body", "interval"], msg, type: "value_error" }]);
}

/** The body of a request. */
function objectOf(context: Context, ...needed: string[]): JsonDocument {
  const body = context.jsonObject();
  if (body) return body;
  throw invalidRequest([{
    loc: ["body", ...needed],
    msg: "field required",
    type: "value_error.missing",
  }]);
}

function refuseProblems({ problems }: TimerBody): void {
  if (problems.length) throw invalidRequest(problems);
}

function createTimer(context: Context): Response {
  timersCaller(context);
  const { timer } = objectOf(context, "timer");
  // Read once: a schedule without a start begins at this very moment.
  const submittedMs = context.now;
  const reader = new TimerBody(submittedMs);
  if (!isObject(timer)) {
    reader.problem("field required", "timer");
    throw invalidRequest(reader.problems);
  }
  const kind = timer.timer_type === "transfer"
    ? transferOf(context, timer, reader)
    : timer.timer_type === "flow"
    ? flowOf(context, timer, reader)
    : undefined;
  if (!kind) reader.problem("the type of a timer is transfer or flow", "timer", "timer_type");
  const { schedule, shown } = reader.schedule(timer.schedule);
  const name = reader.name(timer.name, "timer", "name");
  refuseProblems(reader);
  const made = addTimer(context, {
    ...kind!,
    name,
    schedule,
    scheduleDocument: shown,
    submittedMs,
  });
  if (made.type === "transfer") return json({ timer: timerDocument(made, context.now) }, 201);
  // As recorded: the timer of a flow is answered as a job, with its results as a bare list.
  const { start: _start, ...document } = jobDocument(made, context.now, SHOWN);
  return json({ timer: { ...document, results: [] } }, 201);
}

type Kind = Pick<TimerRecord, "type" | "flowId" | "callbackUrl" | "callbackBody" | "scope">;

function transferOf(context: Context, timer: JsonDocument, reader: TimerBody): Kind {
  const { body } = timer;
  const at = ["timer", "body"];
  if (!isObject(body)) reader.problem("field required", ...at);
  else {
    reader.need(body, ["source_endpoint", "destination_endpoint", "DATA"], ...at);
    if (Array.isArray(body.DATA) && body.DATA.length === 0) {
      reader.problem("ensure this value has at least 1 items", ...at, "DATA");
    }
  }
  return {
    type: "transfer",
    flowId: null,
    callbackUrl: `${context.base("actions")}/transfer/transfer/run`,
    callbackBody: { body: isObject(body) ? transferBody(body) : {} },
    scope: null,
  };
}

function flowOf(context: Context, timer: JsonDocument, reader: TimerBody): Kind {
  const { body, flow_id: id } = timer;
  if (typeof id !== "string" || !UUID.test(id)) {
    reader.problem(
      id === undefined ? "field required" : "value is not a valid uuid",
      "timer",
      "flow_id",
    );
  }
  if (!isObject(body)) reader.problem("field required", "timer", "body");
  else if (!isObject(body.body)) reader.problem("field required", "timer", "body", "body");
  const flowId = String(id);
  return {
    type: "flow",
    flowId,
    callbackUrl: `${context.base("flows")}/flows/${flowId}/run`,
    callbackBody: isObject(body) ? body : {},
    scope: flowScope(flowId),
  };
}

/** The older way to create a timer, which calls an action provider. */
function createJob(context: Context): Response {
  timersCaller(context);
  const body = objectOf(context);
  const submittedMs = context.now;
  const reader = new TimerBody(submittedMs);
  reader.need(body, ["start", "callback_url", "callback_body"]);
  const startMs = reader.start(body.start, "start");
  const maxRuns = reader.count(body.stop_after_n, "stop_after_n");
  const endMs = reader.time(body.stop_after, "stop_after") ?? Infinity;
  const interval = body.interval === undefined || body.interval === null
    ? null
    : reader.interval(body.interval, "interval");
  if (interval !== null && maxRuns === 1) {
    reader.problem("interval must be null for a timer that runs once", "interval");
  }
  const { callback_url: url, callback_body: callback } = body;
  if (typeof url === "string" && !URL.canParse(url)) {
    reader.problem("invalid or missing URL scheme", "callback_url");
  }
  const name = reader.name(body.name, "name");
  const scope = reader.name(body.scope, "scope");
  refuseProblems(reader);
  const intervalMs = interval === null ? null : interval * 1000;
  const schedule = { startMs, intervalMs, maxRuns: interval === null ? 1 : maxRuns, endMs };
  const start = new Date(startMs).toISOString();
  const timer = addTimer(context, {
    name,
    type: "generic",
    flowId: null,
    callbackUrl: String(url),
    callbackBody: isObject(callback) ? callback : {},
    scope,
    schedule,
    scheduleDocument: interval === null
      ? { type: "once", datetime: start }
      : { type: "recurring", interval_seconds: interval, start },
    submittedMs,
  });
  return json(jobDocument(timer, context.now, SHOWN), 201);
}

/** A whole number of the query. */
function numberOf(context: Context, name: string, fallback: number): number {
  const text = context.query.get(name);
  if (text === null) return fallback;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  const msg = "ensure this value is a number greater than 0";
  throw invalidRequest([{ loc: ["query", name], msg, type: "value_error" }]);
}

function readJob(context: Context): Response {
  const timer = timerOf(context);
  const token = context.query.get("results_pt");
  const size = numberOf(context, "page_size", SHOWN.size);
  let offset = 0;
  if (token !== null) {
    offset = /^[\w+/=]{1,12}$/.test(token) && token.length % 4 === 0 ? Number(atob(token)) : NaN;
    if (!Number.isInteger(offset) || offset < 0) {
      const msg = "The page token is not known";
      throw invalidRequest([{ loc: ["query", "results_pt"], msg, type: "value_error" }]);
    }
  }
  return json(jobDocument(timer, context.now, { offset, size }));
}

const ORDER: ReadonlyMap<string, (timer: TimerRecord) => string | number> = new Map<
  string,
  (timer: TimerRecord) => string | number
>([
  ["name", (timer) => timer.name ?? ""],
  ["status", statusOf],
  ["start", (timer) => timer.schedule.startMs],
  ["submitted_at", (timer) => timer.submittedMs],
  ["last_ran_at", (timer) => timer.results[0]?.startMs ?? 0],
  ["next_run", (timer) => timer.nextMs ?? Infinity],
  ["n_runs", (timer) => timer.runs],
]);

function ordered(context: Context, timers: TimerRecord[]): TimerRecord[] {
  const order = context.query.get("order");
  if (order === null) return timers;
  const [field, way = "asc", ...rest] = order.trim().split(/\s+/);
  const read = ORDER.get(field);
  if (!read || rest.length || !/^(asc|desc)$/i.test(way)) {
    const msg = "This is not a field and a direction";
    throw invalidRequest([{ loc: ["query", "order"], msg, type: "value_error" }]);
  }
  const sign = /^desc$/i.test(way) ? -1 : 1;
  return timers.sort((a, b) => {
    const [x, y] = [read(a), read(b)];
    return x === y ? 0 : x < y ? -sign : sign;
  });
}

/** A time of the query, in milliseconds since 1970. */
function timeOf(context: Context, name: string, fallback: number): number {
  const text = context.query.get(name);
  const ms = text === null ? fallback : parseTime(text);
  if (!Number.isNaN(ms)) return ms;
  const msg = "invalid datetime format";
  throw invalidRequest([{ loc: ["query", name], msg, type: "value_error" }]);
}

/** The statuses that a list shows: three words, of which `active` covers `new`. */
function statusFilter(context: Context): (timer: TimerRecord) => boolean {
  const { query } = context;
  const wanted = query.get("filter_status")?.split(",").map((one) => one.trim());
  const known = ["active", "inactive", "ended"];
  if (wanted?.some((one) => !known.includes(one))) {
    const msg = "The statuses are active, inactive and ended";
    throw invalidRequest([{ loc: ["query", "filter_status"], msg, type: "value_error" }]);
  }
  const active = query.get("filter_active");
  return (timer) => {
    const status = statusOf(timer);
    const word = status === "new" ? "active" : status;
    if (active !== null && (word === "active") !== (active.toLowerCase() === "true")) return false;
    return wanted === undefined || wanted.includes(word);
  };
}

function listJobs(context: Context): Response {
  const { identity } = timersCaller(context);
  const name = (context.query.get("filter_name") ?? "").toLowerCase();
  const after = timeOf(context, "submitted_after", -Infinity);
  const before = timeOf(context, "submitted_before", Infinity);
  const fits = statusFilter(context);
  const size = numberOf(context, "result_count", SHOWN.size);
  const timers = [...context.world.timers.values()].filter((timer) =>
    timer.ownerId === identity.id && (timer.name ?? "").toLowerCase().includes(name) &&
    timer.submittedMs > after && timer.submittedMs < before && fits(timer)
  );
  const jobs = ordered(context, timers)
    .map((timer) => jobDocument(timer, context.now, { offset: 0, size }));
  return json({ jobs });
}

function updateJob(context: Context): Response {
  const timer = timerOf(context);
  const body = objectOf(context);
  const reader = new TimerBody(context.now);
  const name = reader.name(body.name, "name");
  refuseProblems(reader);
  if (body.name !== undefined) timer.name = name;
  return json(jobDocument(timer, context.now, SHOWN));
}

/** Runs under way go on; the timer itself is gone at once. */
function deleteJob(context: Context): Response {
  const timer = timerOf(context);
  const document = jobDocument(timer, context.now, SHOWN);
  context.world.timers.delete(timer.id);
  return json({ ...document, status: "delete_in_progress" });
}

function pause(context: Context): Response {
  const timer = timerOf(context);
  if (timer.nextMs !== null) timer.inactive ??= { cause: "user", detail: null };
  return json({ message: `Successfully paused job ${timer.id}.` });
}

/**
 * Lets a timer go on. Its credentials become those of the caller where `update_credentials`, in the
 * body or in the query, says so, or where the timer lacked some.
 */
function resume(context: Context, engine: TimerEngine): Response {
  const timer = timerOf(context);
  const { token } = timersCaller(context);
  const sent = context.jsonObject()?.update_credentials ??
    context.query.get("update_credentials")?.toLowerCase();
  const update = sent === undefined || sent === null
    ? timer.inactive?.cause === "globus_auth_requirements"
    : String(sent) === "true";
  if (update) {
    timer.grant = token.grant;
    timer.consents = token.consents;
  }
  engine.resume(timer, context.now);
  return json({ message: `Successfully resumed job ${timer.id}.` });
}
