import { checkDocument, checkNamed } from "../../core/arguments.ts";
import { isDate } from "../../core/guards.ts";
import { timeText } from "../../core/time.ts";
import type { ScheduleDocument, TimerSchedule } from "./documents/schedule.ts";

/** Which runs {@link nextRuns} gives. */
export interface NextRunsParams {
  /** Runs from this time on: a Date, or text with a zone. @default now */
  from?: Date | string | undefined;
  /** How many runs at most, from 1 to 10,000. @default {10} */
  count?: number | undefined;
  /**
   * Runs that the timer has had: `number_of_runs` or `n_runs` of its document. They count towards the
   * end of its schedule. @default as if none of those before `from` was skipped
   */
  previousRuns?: number | undefined;
}

/** A schedule is a fixed grid: this many runs are more than anyone looks at. */
const MAX_COUNT = 10_000;

/**
 * Foretells when a timer runs, from its schedule alone; nothing is sent. A schedule without a start
 * begins at `from`.
 *
 * The service skips a run that is due while the one before it goes on; skipped runs do not count
 * towards the end. Intervals are seconds: where clocks are set forward or back, runs come an hour
 * later or earlier by local time.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nextRuns, RecurringTimerSchedule } from "@globus-deno/sdk";
 *
 * const schedule = new RecurringTimerSchedule(3600, {
 *   start: "2030-01-01T06:00:00Z",
 *   end: { condition: "iterations", count: 2 },
 * });
 * assertEquals(nextRuns(schedule, { from: "2030-01-01T00:00:00Z" }), [
 *   new Date("2030-01-01T06:00:00Z"),
 *   new Date("2030-01-01T07:00:00Z"),
 * ]);
 * ```
 *
 * @param schedule A schedule to be sent, or the `schedule` of a timer.
 * @returns Fewer than `count` runs if the schedule ends before.
 * @throws {GlobusSDKUsageError} If it is not an object.
 * @throws {TypeError} If `params` is not a plain object.
 * @throws {RangeError} If a time has no zone, or a number of it or of `params` cannot be.
 *
 * @category Helpers
 */
export function nextRuns(
  schedule: TimerSchedule | ScheduleDocument,
  params: NextRunsParams = {},
): Date[] {
  checkNamed("nextRuns(schedule, { from, count })", params);
  checkDocument(schedule);
  const { count = 10, previousRuns } = params;
  checkCount("count", count, 1);
  if (previousRuns !== undefined) checkCount("previousRuns", previousRuns, 0);
  const fromMs = timeOf("from", params.from) ?? Date.now();
  const { type, datetime, start, interval_seconds: interval, end } = schedule as ScheduleDocument;
  if (type === "once") {
    const atMs = timeOf("datetime", datetime) ?? fromMs;
    return atMs >= fromMs && !previousRuns ? [new Date(atMs)] : [];
  }
  if (!(Number.isFinite(interval) && interval! > 0)) {
    throw new RangeError("Cannot foretell runs: interval_seconds is not a number above 0");
  }
  const startMs = timeOf("start", start) ?? fromMs;
  const stepMs = interval! * 1000;
  const endMs = timeOf("end", end?.datetime) ?? Infinity;
  const first = Math.max(0, Math.ceil((fromMs - startMs) / stepMs));
  const left = (end?.count ?? Infinity) - (previousRuns ?? first);
  const runs: Date[] = [];
  for (let n = first; runs.length < Math.min(count, left); n++) {
    const atMs = startMs + n * stepMs;
    // Beyond what a Date can hold.
    if (atMs > endMs || atMs > 8.64e15) break;
    runs.push(new Date(atMs));
  }
  return runs;
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && (name !== "count" || value <= MAX_COUNT)) return;
  throw new RangeError(
    `Cannot foretell runs: ${name} is ${value}, not a whole number from ${least}` +
      (name === "count" ? ` to ${MAX_COUNT}` : ""),
  );
}

/** A time in milliseconds since 1970; undefined if none is given. */
function timeOf(name: string, time: unknown): number | undefined {
  if (isDate(time)) timeText(name, time);
  const text = isDate(time) ? time.toISOString() : timeText(name, time);
  return text == null ? undefined : Date.parse(text.replace(" ", "T"));
}
