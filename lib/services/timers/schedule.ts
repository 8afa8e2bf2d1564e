import { checkDocument, checkNamed } from "../../core/arguments.ts";
import { isDate } from "../../core/guards.ts";
import { timeText } from "../../core/time.ts";
import type { OnceSchedule, RecurringSchedule, TimerEnd } from "./documents/schedule.ts";

/** What a {@link OnceTimerSchedule} is made with. */
export interface OnceTimerScheduleParams {
  /** When the timer runs: a Date, or text with a zone. @default at once */
  datetime?: string | Date | null | undefined;
}

/** What a {@link RecurringTimerSchedule} is made with beside the interval. */
export interface RecurringTimerScheduleParams {
  /** When the first run starts: a Date, or text with a zone. @default at once */
  start?: string | Date | null | undefined;
  /** When the timer ends: after a number of runs, or at a time. @default never */
  end?: TimerEnd | null | undefined;
}

/**
 * A schedule of one run.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { OnceTimerSchedule } from "@globus-deno/sdk";
 *
 * const schedule = new OnceTimerSchedule({ datetime: new Date(Date.UTC(2030, 0, 2, 3, 4, 5)) });
 * assertEquals(schedule.datetime, "2030-01-02T03:04:05Z");
 * ```
 *
 * @category Documents
 */
export class OnceTimerSchedule implements OnceSchedule {
  /** Tells the kind of schedule. */
  readonly type = "once";
  /** When the timer runs (ISO 8601); absent for at once. */
  declare datetime?: string | null;

  /**
   * Makes a schedule of one run.
   *
   * @throws {RangeError} If the time has no zone.
   * @throws {TypeError} If `params` is not a plain object.
   */
  constructor(params: OnceTimerScheduleParams = {}) {
    checkNamed("new OnceTimerSchedule({ datetime })", params);
    Object.assign(this, withTimes(params));
  }
}

/**
 * A schedule of runs at a fixed distance: run n starts at `start` plus n intervals. A run that is due
 * while the one before it goes on is skipped, and does not count.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RecurringTimerSchedule } from "@globus-deno/sdk";
 *
 * const schedule = new RecurringTimerSchedule(86_400, {
 *   start: "2030-01-01T06:00:00+01:00",
 *   end: { condition: "iterations", count: 7 },
 * });
 * assertEquals(schedule.interval_seconds, 86_400);
 * ```
 *
 * @category Documents
 */
export class RecurringTimerSchedule implements RecurringSchedule {
  /** Tells the kind of schedule. */
  readonly type = "recurring";
  /** Seconds from one run to the next. */
  interval_seconds: number;
  /** When the first run starts (ISO 8601); absent for at once. */
  declare start?: string | null;
  /** When the timer ends; absent for never. */
  declare end?: TimerEnd | null;

  /**
   * Makes a schedule of many runs.
   *
   * @param interval_seconds Seconds from one run to the next. The service takes 60 at least.
   * @throws {RangeError} If the interval is not above 0, a count is not a whole number from 1, or a
   * time has no zone.
   * @throws {TypeError} If `params` or `end` is not a plain object.
   */
  constructor(interval_seconds: number, params: RecurringTimerScheduleParams = {}) {
    checkNamed("new RecurringTimerSchedule(interval_seconds, { start })", params);
    this.interval_seconds = interval_seconds;
    // Undefined would be left out, and a schedule without an interval is not valid.
    Object.assign(this, withTimes({ ...params, interval_seconds: interval_seconds ?? NaN }));
  }
}

/**
 * A schedule as it is sent: a copy with its times as text. Fields that this SDK does not know stay.
 *
 * @throws {GlobusSDKUsageError} If it is not an object.
 * @throws {RangeError} If an interval, a count or a time is not one.
 * @throws {TypeError} If its `end` is not a plain object.
 */
export function scheduleDocument(schedule: object): object {
  checkDocument(schedule);
  return withTimes(schedule);
}

/** The fields of a schedule that are given, checked, and with times as text. */
function withTimes(schedule: Partial<OnceSchedule> | Partial<RecurringSchedule>): object {
  const sent: Record<string, unknown> = { ...schedule };
  for (const name of ["datetime", "start"]) sent[name] = scheduleTime(name, sent[name]);
  const { interval_seconds: interval } = sent;
  if (interval !== undefined && !(Number.isFinite(interval) && interval as number > 0)) {
    throw new RangeError("Cannot make a schedule: interval_seconds is not a number above 0");
  }
  const end = sent.end as Partial<Record<string, unknown>> | null | undefined;
  checkNamed('end: { condition: "iterations", count }', end ?? undefined);
  if (end) {
    const { count } = end;
    if (count !== undefined && !(Number.isInteger(count) && count as number > 0)) {
      throw new RangeError(
        "Cannot make a schedule: the count of its end is not a whole number above 0",
      );
    }
    sent.end = "datetime" in end
      ? { ...end, datetime: scheduleTime("end", end.datetime) }
      : { ...end };
  }
  for (const name in sent) if (sent[name] === undefined) delete sent[name];
  return sent;
}

/** A time of a schedule: a Date in whole seconds, as the service's clock has no others. */
function scheduleTime(name: string, time: unknown): string | null | undefined {
  const text = timeText(name, time);
  return text && isDate(time) ? `${text.slice(0, 19)}Z` : text;
}
