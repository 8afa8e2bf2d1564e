import { isoSeconds, parseTime } from "../clock.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import type { Problem } from "./errors.ts";
import type { ScheduleRecord } from "./timers.ts";

const YEAR_MS = 365 * 86_400_000;

/** How long a time may have passed and still count as now. */
const SLACK_MS = 60_000;

/** Shortest and longest distance of two runs, in seconds. */
const INTERVAL = { least: 60, most: 365 * 86_400 };

/** Reads a body, and gathers its problems. */
export class TimerBody {
  /** What is wrong so far. */
  readonly problems: Problem[] = [];
  readonly #nowMs: number;

  /** Takes the time of the request, in milliseconds since 1970. */
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** Adds a problem. */
  problem(msg: string, ...loc: (string | number)[]): void {
    const type = msg === "field required" ? "value_error.missing" : "value_error";
    this.problems.push({ loc: ["body", ...loc], msg, type });
  }

  /** Demands fields. */
  need(body: JsonDocument, names: string[], ...at: string[]): void {
    for (const name of names) {
      if (body[name] === undefined || body[name] === null) {
        this.problem("field required", ...at, name);
      }
    }
  }

  /** A time; `undefined` where it is absent. */
  time(value: unknown, ...loc: string[]): number | undefined {
    if (value === undefined || value === null) return undefined;
    const ms = typeof value === "string" ? parseTime(value) : NaN;
    if (!Number.isNaN(ms)) return ms;
    this.problem("invalid datetime format", ...loc);
    return undefined;
  }

  /** When the first run is: at most a year from now. */
  start(value: unknown, ...loc: string[]): number {
    const ms = this.time(value, ...loc) ?? this.#nowMs;
    if (ms > this.#nowMs + YEAR_MS) this.problem("start must be within one year of now", ...loc);
    if (ms < 0) this.problem("start must be after 1970", ...loc);
    return ms;
  }

  /** Seconds between two runs, rounded down. */
  interval(value: unknown, ...loc: string[]): number {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      this.problem(value === undefined ? "field required" : "value is not a valid number", ...loc);
    } else if (value < INTERVAL.least || value > INTERVAL.most) {
      this.problem(
        `ensure this value is from ${INTERVAL.least} to ${INTERVAL.most} seconds`,
        ...loc,
      );
    } else return Math.floor(value);
    return INTERVAL.least;
  }

  /** A number of runs; Infinity where it is absent. */
  count(value: unknown, ...loc: string[]): number {
    if (value === undefined || value === null) return Infinity;
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    this.problem("ensure this value is greater than 0", ...loc);
    return Infinity;
  }

  /** A name for people. */
  name(value: unknown, ...loc: string[]): string | null {
    if (typeof value === "string") return value;
    if (value !== undefined && value !== null) this.problem("str type expected", ...loc);
    return null;
  }

  /** The schedule of `POST /v2/timer`, and how documents show it. */
  schedule(schedule: unknown): { schedule: ScheduleRecord; shown: JsonDocument } {
    const at = ["timer", "schedule"];
    const once: ScheduleRecord = {
      startMs: this.#nowMs,
      intervalMs: null,
      maxRuns: 1,
      endMs: Infinity,
    };
    if (!isObject(schedule)) this.problem("field required", ...at);
    else if (schedule.type === "recurring") return this.#recurring(schedule, at);
    else if (schedule.type !== "once") {
      this.problem("the type of a schedule is once or recurring", ...at, "type");
    } else {
      const startMs = this.start(schedule.datetime, ...at, "datetime");
      if (startMs < this.#nowMs - SLACK_MS) {
        this.problem("the time must be in the future", ...at, "datetime");
      }
      // A time that has just passed is now.
      const schedule_ = { ...once, startMs: Math.max(startMs, this.#nowMs) };
      return { schedule: schedule_, shown: { type: "once", datetime: isoSeconds(startMs) } };
    }
    return { schedule: once, shown: {} };
  }

  #recurring(given: JsonDocument, at: string[]): { schedule: ScheduleRecord; shown: JsonDocument } {
    const startMs = this.start(given.start, ...at, "start");
    const interval = this.interval(given.interval_seconds, ...at, "interval_seconds");
    const shown: JsonDocument = {
      type: "recurring",
      interval_seconds: interval,
      start: isoSeconds(startMs),
    };
    const schedule: ScheduleRecord = {
      startMs,
      intervalMs: interval * 1000,
      maxRuns: Infinity,
      endMs: Infinity,
    };
    const { end } = given;
    if (end === undefined || end === null) return { schedule, shown };
    const place = [...at, "end"];
    if (!isObject(end)) this.problem("value is not a valid dict", ...place);
    else if ((end.condition ?? (end.datetime ? "time" : "iterations")) === "time") {
      this.need(end, ["datetime"], ...place);
      schedule.endMs = this.time(end.datetime, ...place, "datetime") ?? Infinity;
      if (schedule.endMs < startMs) this.problem("the end is before the start", ...place);
      shown.end = { condition: "time", datetime: end.datetime };
    } else if (end.condition !== undefined && end.condition !== "iterations") {
      this.problem("the condition is time or iterations", ...place, "condition");
    } else {
      this.need(end, ["count"], ...place);
      schedule.maxRuns = this.count(end.count, ...place, "count");
      shown.end = { condition: "iterations", count: end.count };
    }
    return { schedule, shown };
  }
}

/** A transfer as Timers keeps it: its own defaults filled in, and no submission id. */
export function transferBody(body: JsonDocument): JsonDocument {
  const { submission_id: _id, skip_activation_check: _check, ...given } = body;
  return {
    delete_destination_extra: false,
    encrypt_data: false,
    fail_on_quota_errors: false,
    notify_on_failed: true,
    notify_on_inactive: true,
    notify_on_succeeded: true,
    preserve_timestamp: false,
    skip_source_errors: false,
    store_base_path_info: false,
    // Other than for a transfer that is submitted without a timer.
    verify_checksum: false,
    ...given,
    DATA_TYPE: "transfer",
    DATA: Array.isArray(body.DATA)
      ? body.DATA.map((item: unknown) => ({
        DATA_TYPE: "transfer_item",
        ...(isObject(item) ? item : {}),
      }))
      : [],
  };
}
