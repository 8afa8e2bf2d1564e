import { isoSeconds, parseTime } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { timersCaller } from "./caller.ts";
import { invalidTimer, timersError } from "./errors.ts";
import { runsOf, statusOf, type TimerRecord } from "./timers.ts";

/** Adds timers, which the older part of the API calls jobs. */
export function addTimerRoutes(router: Router): void {
  router
    .on("GET /jobs/", listJobs)
    .on("GET /jobs/:job_id", (context) => json(jobDocument(context, timerOf(context))))
    .on("PATCH /jobs/:job_id", updateJob)
    .on("DELETE /jobs/:job_id", deleteJob)
    .on("POST /jobs/:job_id/pause", pause)
    .on("POST /jobs/:job_id/resume", resume)
    .on("POST /v2/timer", createTimer);
}

function timerOf(context: Context): TimerRecord {
  const owner = timersCaller(context);
  const timer = context.world.timers.get(context.param("job_id"));
  if (timer?.ownerId !== owner) throw timersError(404, "NOT_FOUND", "There is no such job");
  return timer;
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : isoSeconds(ms);
}

function timerDocument(context: Context, timer: TimerRecord): JsonDocument {
  const { runs, lastMs, nextMs } = runsOf(timer, context.now);
  return {
    body: timer.body,
    inactive_reason: timer.pausedMs === null ? null : { cause: "user", detail: null },
    job_id: timer.id,
    last_ran_at: timeOrNull(lastMs),
    name: timer.name,
    next_run: timeOrNull(nextMs),
    number_of_errors: 0,
    number_of_runs: runs,
    schedule: timer.schedule,
    status: statusOf(timer, runs, nextMs),
    submitted_at: timeOrNull(timer.submittedMs),
    timer_type: timer.timerType,
  };
}

function jobDocument(context: Context, timer: TimerRecord): JsonDocument {
  const { runs, lastMs, nextMs } = runsOf(timer, context.now);
  return {
    name: timer.name,
    start: timeOrNull(timer.startMs),
    stop_after: null,
    interval: timer.intervalSeconds,
    callback_url: `${context.base("actions")}/transfer/transfer/run`,
    callback_body: { body: timer.body },
    inactive_reason: timer.pausedMs === null ? null : { cause: "user", detail: null },
    scope: null,
    job_id: timer.id,
    status: statusOf(timer, runs, nextMs),
    submitted_at: timeOrNull(timer.submittedMs),
    last_ran_at: timeOrNull(lastMs),
    next_run: timeOrNull(nextMs),
    n_runs: runs,
    n_errors: 0,
    results: { data: [], page_next: null },
  };
}

function listJobs(context: Context): Response {
  const owner = timersCaller(context);
  const timers = [...context.world.timers.values()].filter(({ ownerId }) => ownerId === owner);
  return json({ jobs: timers.map((timer) => jobDocument(context, timer)) });
}

function readTime(value: unknown, ...loc: string[]): number {
  const ms = typeof value === "string" ? parseTime(value) : NaN;
  if (Number.isNaN(ms)) throw invalidTimer("invalid datetime format", ...loc);
  return ms;
}

function createTimer(context: Context): Response {
  const ownerId = timersCaller(context);
  const timer = context.jsonObject()?.timer;
  if (!isObject(timer)) throw invalidTimer("field required", "timer");
  const { name, schedule, body, timer_type: type } = timer;
  if (type !== "transfer" && type !== "flow") {
    throw invalidTimer("unknown type", "timer", "timer_type");
  }
  if (!isObject(body) && type === "transfer") throw invalidTimer("field required", "timer", "body");
  if (!isObject(schedule)) throw invalidTimer("field required", "timer", "schedule");
  const once = schedule.type === "once";
  if (!once && schedule.type !== "recurring") {
    throw invalidTimer("unknown type", "timer", "schedule");
  }
  const startText = once ? schedule.datetime : schedule.start;
  const startMs = startText === undefined || startText === null
    ? context.now
    : readTime(startText, "timer", "schedule", "start");
  const seconds = schedule.interval_seconds;
  if (!once && (!Number.isInteger(seconds) || Number(seconds) < 60)) {
    throw invalidTimer("at least 60 seconds", "timer", "schedule", "interval_seconds");
  }
  const end = isObject(schedule.end) ? schedule.end : {};
  const made: TimerRecord = {
    id: context.random.uuid(),
    ownerId,
    name: typeof name === "string" ? name : "",
    timerType: type,
    body: isObject(body) ? body : {},
    startMs,
    intervalSeconds: once ? null : Number(seconds),
    maxRuns: once ? 1 : typeof end.count === "number" ? end.count : Infinity,
    endMs: end.datetime === undefined ? Infinity : readTime(end.datetime, "timer", "schedule"),
    schedule,
    submittedMs: context.now,
    pausedMs: null,
  };
  context.world.timers.set(made.id, made);
  return json({ timer: timerDocument(context, made) }, 201);
}

function updateJob(context: Context): Response {
  const timer = timerOf(context);
  const name = context.jsonObject()?.name;
  if (name !== undefined && typeof name !== "string") {
    throw invalidTimer("str type expected", "name");
  }
  timer.name = name ?? timer.name;
  return json(jobDocument(context, timer));
}

function deleteJob(context: Context): Response {
  const timer = timerOf(context);
  const document = jobDocument(context, timer);
  context.world.timers.delete(timer.id);
  return json(document);
}

function pause(context: Context): Response {
  const timer = timerOf(context);
  timer.pausedMs ??= context.now;
  return json({ message: `Successfully paused job ${timer.id}.` });
}

function resume(context: Context): Response {
  const timer = timerOf(context);
  timer.pausedMs = null;
  return json({ message: `Successfully resumed job ${timer.id}.` });
}
