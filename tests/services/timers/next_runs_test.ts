import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  nextRuns,
  type NextRunsParams,
  OnceTimerSchedule,
  RecurringTimerSchedule,
  type ScheduleDocument,
  type TimerSchedule,
} from "@globus-deno/sdk";
import { shapes } from "../../kit/signatures.ts";

const START = "2030-01-01T00:00:00Z";

function times(schedule: TimerSchedule | ScheduleDocument, params?: NextRunsParams): string[] {
  return nextRuns(schedule, params).map((run) => run.toISOString().replace(".000Z", "Z"));
}

Deno.test("nextRuns() of a single run gives it until it is over", () => {
  const schedule = new OnceTimerSchedule({ datetime: START });
  assertEquals(times(schedule, { from: "2029-12-31T23:59:59Z" }), [START]);
  assertEquals(times(schedule, { from: START }), [START]);
  assertEquals(times(schedule, { from: "2030-01-01T00:00:01Z" }), []);
  assertEquals(times(schedule, { from: "2029-01-01T00:00:00Z", previousRuns: 1 }), []);
  assertEquals(times(new OnceTimerSchedule(), { from: START }), [START]);
});

Deno.test("nextRuns() of a recurring schedule keeps to its grid, wherever it is asked from", () => {
  const schedule = new RecurringTimerSchedule(90, { start: START });
  const cases: [from: string, runs: string[]][] = [
    ["2029-06-01T00:00:00Z", ["2030-01-01T00:00:00Z", "2030-01-01T00:01:30Z"]],
    ["2030-01-01T00:00:00Z", ["2030-01-01T00:00:00Z", "2030-01-01T00:01:30Z"]],
    ["2030-01-01T00:00:01Z", ["2030-01-01T00:01:30Z", "2030-01-01T00:03:00Z"]],
    ["2030-01-01T00:01:30Z", ["2030-01-01T00:01:30Z", "2030-01-01T00:03:00Z"]],
    ["2030-01-01T02:00:31+02:00", ["2030-01-01T00:01:30Z", "2030-01-01T00:03:00Z"]],
  ];
  for (const [from, runs] of cases) assertEquals(times(schedule, { from, count: 2 }), runs, from);
  const soon = new RecurringTimerSchedule(60);
  assertEquals(times(soon, { from: new Date(START), count: 2 }), [START, "2030-01-01T00:01:00Z"]);
});

Deno.test("nextRuns() ends with the schedule: by a count, or at a time", () => {
  const three = new RecurringTimerSchedule(60, {
    start: START,
    end: { condition: "iterations", count: 3 },
  });
  const all = ["2030-01-01T00:00:00Z", "2030-01-01T00:01:00Z", "2030-01-01T00:02:00Z"];
  assertEquals(times(three, { from: START }), all);
  assertEquals(times(three, { from: "2030-01-01T00:01:00Z" }), all.slice(1));
  assertEquals(times(three, { from: "2030-01-01T00:03:00Z" }), []);
  // Of those before, two were skipped, so that two are left.
  assertEquals(times(three, { from: "2030-01-01T00:03:00Z", previousRuns: 1 }), [
    "2030-01-01T00:03:00Z",
    "2030-01-01T00:04:00Z",
  ]);
  assertEquals(times(three, { from: START, previousRuns: 7 }), []);
  const until = new RecurringTimerSchedule(60, {
    start: START,
    end: { condition: "time", datetime: "2030-01-01T00:01:00Z" },
  });
  assertEquals(times(until, { from: START }), all.slice(0, 2));
  const before = new RecurringTimerSchedule(60, {
    start: START,
    end: { condition: "time", datetime: "2029-01-01T00:00:00Z" },
  });
  assertEquals(times(before, { from: START }), []);
});

Deno.test("nextRuns() reads the schedule of a timer as the service answers it", () => {
  const answered: ScheduleDocument = {
    type: "recurring",
    end: { count: 2 },
    interval_seconds: 604_800,
    start: "2023-10-27T05:00:00+00:00",
  };
  assertEquals(times(answered, { from: "2023-10-26T00:00:00Z" }), [
    "2023-10-27T05:00:00Z",
    "2023-11-03T05:00:00Z",
  ]);
});

Deno.test("nextRuns() counts intervals, not days by the clock on the wall", () => {
  // In the night of 29 March 2026 clocks in Europe are set forward.
  const daily = new RecurringTimerSchedule(86_400, { start: "2026-03-28T08:00:00+01:00" });
  const runs = nextRuns(daily, { from: "2026-03-28T00:00:00Z", count: 3 });
  const local = new Intl.DateTimeFormat("sv-SE", { timeStyle: "short", timeZone: "Europe/Berlin" });
  assertEquals(runs.map((run) => local.format(run)), ["08:00", "09:00", "09:00"]);
});

Deno.test("nextRuns() gives 10 runs, at most 10,000, and comes to an end with the calendar", () => {
  const schedule = new RecurringTimerSchedule(60, { start: START });
  assertEquals(nextRuns(schedule, { from: START }).length, 10);
  assertEquals(nextRuns(schedule, { from: START, count: 10_000 }).length, 10_000);
  const ages = new RecurringTimerSchedule(1e12, { start: START });
  const runs = nextRuns(ages, { from: START, count: 100 });
  assert(runs.length < 100 && runs.every((run) => !Number.isNaN(run.getTime())));
});

Deno.test("nextRuns() refuses times without a zone, invalid numbers, and other shapes", () => {
  const schedule = new RecurringTimerSchedule(60, { start: START });
  for (const from of ["2030-01-01", "2030-01-01T00:00:00", 5, new Date(NaN)]) {
    assertThrows(() => nextRuns(schedule, { from: from as string }), RangeError, "from");
  }
  for (const count of [0, -1, 1.5, NaN, Infinity, 10_001]) {
    assertThrows(() => nextRuns(schedule, { count }), RangeError, "count");
  }
  for (const previousRuns of [-1, 1.5, NaN, Infinity]) {
    assertThrows(() => nextRuns(schedule, { previousRuns }), RangeError, "previousRuns");
  }
  for (const interval_seconds of [0, -60, NaN, Infinity, undefined]) {
    const bad = { type: "recurring", interval_seconds } as TimerSchedule;
    assertThrows(() => nextRuns(bad), RangeError, "interval_seconds");
  }
  const naive = { type: "once", datetime: "2030-01-01" } as TimerSchedule;
  assertThrows(() => nextRuns(naive), RangeError, "datetime");
  for (const [shape, value] of shapes) {
    assertThrows(() => nextRuns(schedule, value as never), TypeError, ": write ", shape);
  }
});
