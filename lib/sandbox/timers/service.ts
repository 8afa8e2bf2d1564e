import { isoSeconds, parseTime } from "../clock.ts";
import {
  type Exchange,
  isObject,
  json,
  type JsonObject,
  Refusal,
  Router,
  type Service,
} from "../http/context.ts";
import { serviceCaller } from "../auth/service_caller.ts";

/** The resource server of Timers in tokens: its client id. */
const RESOURCE_SERVER = "524230d7-ea86-4a52-8312-86065a9e0417";

/** A timer. */
export interface Timer {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** Name for people. */
  name: string;
  /** `transfer` or `flow`. */
  timerType: string;
  /** What is submitted each time. */
  body: JsonObject;
  /** When the first run is, in milliseconds since 1970. */
  startMs: number;
  /** Seconds between two runs; null for a single one. */
  intervalSeconds: number | null;
  /** How many runs there are at most. */
  maxRuns: number;
  /** After this nothing runs. */
  endMs: number;
  /** The schedule as given. */
  schedule: JsonObject;
  /** When it was made. */
  submittedMs: number;
  /** When it was paused. */
  pausedMs: number | null;
}

const router = new Router()
  .on("GET /jobs/", listJobs)
  .on("GET /jobs/:job_id", (x) => json(jobDocument(x, timerOf(x))))
  .on("PATCH /jobs/:job_id", updateJob)
  .on("DELETE /jobs/:job_id", deleteJob)
  .on("POST /jobs/:job_id/pause", pause)
  .on("POST /jobs/:job_id/resume", resume)
  .on("POST /v2/timer", createTimer);

/** The Timers API. Runs are counted by the clock; that they make tasks is not played. */
export const timersService: Service = {
  router,
  notFound: (x) => failure(404, "NOT_FOUND", `No such resource ${x.url.pathname}`).response,
};

function failure(status: number, code: string, detail: string): Refusal {
  return new Refusal(json({ error: { code, detail, status } }, status));
}

function invalid(msg: string, ...loc: string[]): Refusal {
  const detail = [{ loc: ["body", ...loc], msg, type: "value_error" }];
  return new Refusal(json({ detail }, 422));
}

function caller(x: Exchange): string {
  const { identity } = serviceCaller(
    x,
    RESOURCE_SERVER,
    ["/timer"],
    (status) =>
      failure(status, status === 401 ? "UNAUTHORIZED" : "FORBIDDEN", "The token is not good")
        .response,
  );
  return identity.id;
}

function timerOf(x: Exchange): Timer {
  const owner = caller(x);
  const timer = x.sandbox.world.timers.get(x.param("job_id"));
  if (timer?.ownerId !== owner) throw failure(404, "NOT_FOUND", "There is no such job");
  return timer;
}

/** Runs so far, and when the next one is. */
function runsOf(timer: Timer, nowMs: number): { runs: number; lastMs?: number; nextMs?: number } {
  const untilMs = Math.min(timer.pausedMs ?? nowMs, nowMs, timer.endMs);
  const step = timer.intervalSeconds === null ? Infinity : timer.intervalSeconds * 1000;
  const passed = untilMs < timer.startMs ? 0 : Math.floor((untilMs - timer.startMs) / step) + 1;
  const runs = Math.min(passed, timer.maxRuns);
  const next = timer.startMs + (runs === 0 ? 0 : runs * step);
  return {
    runs,
    lastMs: runs ? timer.startMs + (runs === 1 ? 0 : (runs - 1) * step) : undefined,
    nextMs: runs < timer.maxRuns && next <= timer.endMs && Number.isFinite(next) ? next : undefined,
  };
}

const time = (ms: number | undefined) => ms === undefined ? null : isoSeconds(ms);

function statusOf(timer: Timer, runs: number, nextMs: number | undefined): string {
  if (timer.pausedMs !== null) return "inactive";
  return nextMs === undefined ? "ended" : runs ? "loaded" : "new";
}

function timerDocument(x: Exchange, timer: Timer): JsonObject {
  const { runs, lastMs, nextMs } = runsOf(timer, x.now);
  return {
    body: timer.body,
    inactive_reason: timer.pausedMs === null ? null : { cause: "user", detail: null },
    job_id: timer.id,
    last_ran_at: time(lastMs),
    name: timer.name,
    next_run: time(nextMs),
    number_of_errors: 0,
    number_of_runs: runs,
    schedule: timer.schedule,
    status: statusOf(timer, runs, nextMs),
    submitted_at: time(timer.submittedMs),
    timer_type: timer.timerType,
  };
}

function jobDocument(x: Exchange, timer: Timer): JsonObject {
  const { runs, lastMs, nextMs } = runsOf(timer, x.now);
  return {
    name: timer.name,
    start: time(timer.startMs),
    stop_after: null,
    interval: timer.intervalSeconds,
    callback_url: `${x.base("actions")}/transfer/transfer/run`,
    callback_body: { body: timer.body },
    inactive_reason: timer.pausedMs === null ? null : { cause: "user", detail: null },
    scope: null,
    job_id: timer.id,
    status: statusOf(timer, runs, nextMs),
    submitted_at: time(timer.submittedMs),
    last_ran_at: time(lastMs),
    next_run: time(nextMs),
    n_runs: runs,
    n_errors: 0,
    results: { data: [], page_next: null },
  };
}

function listJobs(x: Exchange): Response {
  const owner = caller(x);
  const timers = [...x.sandbox.world.timers.values()].filter(({ ownerId }) => ownerId === owner);
  return json({ jobs: timers.map((timer) => jobDocument(x, timer)) });
}

function readTime(value: unknown, ...loc: string[]): number {
  const ms = typeof value === "string" ? parseTime(value) : NaN;
  if (Number.isNaN(ms)) throw invalid("invalid datetime format", ...loc);
  return ms;
}

function createTimer(x: Exchange): Response {
  const ownerId = caller(x);
  const timer = x.jsonObject()?.timer;
  if (!isObject(timer)) throw invalid("field required", "timer");
  const { name, schedule, body, timer_type: type } = timer;
  if (type !== "transfer" && type !== "flow") throw invalid("unknown type", "timer", "timer_type");
  if (!isObject(body) && type === "transfer") throw invalid("field required", "timer", "body");
  if (!isObject(schedule)) throw invalid("field required", "timer", "schedule");
  const once = schedule.type === "once";
  if (!once && schedule.type !== "recurring") throw invalid("unknown type", "timer", "schedule");
  const startText = once ? schedule.datetime : schedule.start;
  const startMs = startText === undefined || startText === null
    ? x.now
    : readTime(startText, "timer", "schedule", "start");
  const seconds = schedule.interval_seconds;
  if (!once && (!Number.isInteger(seconds) || Number(seconds) < 60)) {
    throw invalid("at least 60 seconds", "timer", "schedule", "interval_seconds");
  }
  const end = isObject(schedule.end) ? schedule.end : {};
  const made: Timer = {
    id: x.sandbox.random.uuid(),
    ownerId,
    name: typeof name === "string" ? name : "",
    timerType: type,
    body: isObject(body) ? body : {},
    startMs,
    intervalSeconds: once ? null : Number(seconds),
    maxRuns: once ? 1 : typeof end.count === "number" ? end.count : Infinity,
    endMs: end.datetime === undefined ? Infinity : readTime(end.datetime, "timer", "schedule"),
    schedule,
    submittedMs: x.now,
    pausedMs: null,
  };
  x.sandbox.world.timers.set(made.id, made);
  return json({ timer: timerDocument(x, made) }, 201);
}

function updateJob(x: Exchange): Response {
  const timer = timerOf(x);
  const name = x.jsonObject()?.name;
  if (name !== undefined && typeof name !== "string") throw invalid("str type expected", "name");
  timer.name = name ?? timer.name;
  return json(jobDocument(x, timer));
}

function deleteJob(x: Exchange): Response {
  const timer = timerOf(x);
  const document = jobDocument(x, timer);
  x.sandbox.world.timers.delete(timer.id);
  return json(document);
}

function pause(x: Exchange): Response {
  const timer = timerOf(x);
  timer.pausedMs ??= x.now;
  return json({ message: `Successfully paused job ${timer.id}.` });
}

function resume(x: Exchange): Response {
  const timer = timerOf(x);
  timer.pausedMs = null;
  return json({ message: `Successfully resumed job ${timer.id}.` });
}
