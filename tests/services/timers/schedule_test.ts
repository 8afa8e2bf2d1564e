import { assertEquals, assertThrows } from "@std/assert";
import {
  FlowTimer,
  type FlowTimerParams,
  GlobusSDKUsageError,
  OnceTimerSchedule,
  RecurringTimerSchedule,
  type RecurringTimerScheduleParams,
  type TimerEnd,
  TransferData,
  TransferTimer,
  type TransferTimerParams,
} from "@globus-deno/sdk";
import { shapes } from "../../kit/signatures.ts";

const SOURCE = "c0ffee01-0000-4000-8000-000000000001";
const DESTINATION = "c0ffee02-0000-4000-8000-000000000002";
const FLOW = "c0ffee03-0000-4000-8000-000000000003";
const TIME = new Date(Date.UTC(2030, 0, 2, 3, 4, 5, 678));

function sent(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

Deno.test("schedules send Dates in UTC, in whole seconds, and leave text with a zone", () => {
  assertEquals(sent(new OnceTimerSchedule()), { type: "once" });
  assertEquals(sent(new OnceTimerSchedule({ datetime: TIME })), {
    type: "once",
    datetime: "2030-01-02T03:04:05Z",
  });
  const text = "2030-01-02T03:04:05.678+05:30";
  const recurring = new RecurringTimerSchedule(60, {
    start: text,
    end: { condition: "time", datetime: TIME },
  });
  assertEquals(sent(recurring), {
    type: "recurring",
    interval_seconds: 60,
    start: text,
    end: { condition: "time", datetime: "2030-01-02T03:04:05Z" },
  });
  const end: TimerEnd = { condition: "iterations", count: 3 };
  assertEquals(sent(new RecurringTimerSchedule(60, { end })), {
    type: "recurring",
    interval_seconds: 60,
    end,
  });
});

Deno.test("schedules refuse times without a zone, and numbers that cannot be", () => {
  const badTimes = ["2030-01-01", "2030-01-01T00:00:00", "soon", 5, true, new Date(NaN), {}];
  for (const time of badTimes as string[]) {
    assertThrows(() => new OnceTimerSchedule({ datetime: time }), RangeError, "datetime");
    assertThrows(() => new RecurringTimerSchedule(60, { start: time }), RangeError, "start");
    const end: TimerEnd = { condition: "time", datetime: time };
    assertThrows(() => new RecurringTimerSchedule(60, { end }), RangeError, "end");
  }
  for (const interval of [0, -1, NaN, Infinity, "60", null, undefined, [60]] as number[]) {
    assertThrows(() => new RecurringTimerSchedule(interval), RangeError, "interval_seconds");
  }
  for (const count of [0, -1, 1.5, "3", null] as number[]) {
    const end: TimerEnd = { condition: "iterations", count };
    assertThrows(() => new RecurringTimerSchedule(60, { end }), RangeError, "count");
  }
});

Deno.test("schedules and timers refuse what is not a plain object", () => {
  const schedule = new OnceTimerSchedule();
  for (const [shape, value] of shapes) {
    const given = value as never;
    assertThrows(() => new OnceTimerSchedule(given), TypeError, ": write ", shape);
    assertThrows(() => new RecurringTimerSchedule(60, given), TypeError, ": write ", shape);
    assertThrows(() => new TransferTimer(given), TypeError, ": write ", shape);
    assertThrows(() => new FlowTimer(given), TypeError, ": write ", shape);
    if (value !== null) {
      assertThrows(() => new RecurringTimerSchedule(60, { end: given }), TypeError, ": write ");
    }
    if (shape === "instance") continue;
    const wrong: [TransferTimerParams | FlowTimerParams][] = [
      [{ schedule: given, body: { source_endpoint: "a", destination_endpoint: "b", DATA: [] } }],
      [{ schedule, body: given }],
      [{ flow_id: FLOW, schedule: given, body: { body: {} } }],
      [{ flow_id: FLOW, schedule, body: given }],
    ];
    for (const [params] of wrong) {
      const make = () =>
        "flow_id" in params ? new FlowTimer(params) : new TransferTimer(params as never);
      assertThrows(make, GlobusSDKUsageError, "Cannot ", shape);
    }
  }
});

Deno.test("a TransferTimer takes what it moves as a TransferData or as its fields, and copies it", () => {
  const data = new TransferData(SOURCE, DESTINATION, {
    submission_id: "03f1bd40-3d07-11f0-9d12-0242ac110002",
    label: "Nightly",
    deadline: TIME,
    additional_fields: { skip_activation_check: true },
  });
  data.addItem("/a", "/b");
  const schedule = new RecurringTimerSchedule(86_400);
  const timer = new TransferTimer({ schedule, body: data, name: "grün" });
  const { submission_id: _, skip_activation_check: __, ...rest } = sent(data) as {
    submission_id: string;
    skip_activation_check: boolean;
  };
  assertEquals(sent(timer), {
    timer_type: "transfer",
    name: "grün",
    schedule: { type: "recurring", interval_seconds: 86_400 },
    body: rest,
  });
  assertEquals(data.submission_id, "03f1bd40-3d07-11f0-9d12-0242ac110002");
  const plain = new TransferTimer({
    schedule: { type: "once", datetime: TIME },
    body: { source_endpoint: SOURCE, destination_endpoint: DESTINATION, DATA: [], deadline: TIME },
  });
  assertEquals(sent(plain), {
    timer_type: "transfer",
    schedule: { type: "once", datetime: "2030-01-02T03:04:05Z" },
    body: {
      source_endpoint: SOURCE,
      destination_endpoint: DESTINATION,
      DATA: [],
      deadline: TIME.toISOString(),
    },
  });
  const deadline = "2030-01-02";
  assertThrows(
    () =>
      new TransferTimer({
        schedule,
        body: { source_endpoint: SOURCE, destination_endpoint: DESTINATION, DATA: [], deadline },
      }),
    RangeError,
    "deadline",
  );
});

Deno.test("a FlowTimer sends the input of the flow unchanged, times in it too", () => {
  const body = { body: { start: "2030-01-01", submission_id: "kept" }, tags: ["nightly"] };
  const schedule = new OnceTimerSchedule();
  const timer = new FlowTimer({ flow_id: FLOW, schedule, body });
  assertEquals(sent(timer), {
    timer_type: "flow",
    flow_id: FLOW,
    schedule: { type: "once" },
    body,
  });
  for (const flow_id of [5, null, undefined, ["x"], {}] as string[]) {
    assertThrows(() => new FlowTimer({ flow_id, schedule, body }), TypeError, "flow_id");
  }
});

Deno.test("types hold what the service takes", () => {
  // @ts-expect-error: the service's word is count
  const end: TimerEnd = { condition: "iterations", iterations: 3 };
  // @ts-expect-error: an end by time needs one
  const never: TimerEnd = { condition: "time" };
  // @ts-expect-error: seconds are a number
  const params: RecurringTimerScheduleParams = { interval_seconds: "60" };
  // @ts-expect-error: a transfer has two ends
  const transfer: TransferTimerParams = { schedule: { type: "once" }, body: { DATA: [] } };
  // @ts-expect-error: a flow's input is in the body of the body
  const flow: FlowTimerParams = { flow_id: FLOW, schedule: { type: "once" }, body: { a: 1 } };
  assertEquals([end, never, params, transfer, flow].length, 5);
});
