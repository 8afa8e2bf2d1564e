import { checkDocument, checkNamed, checkType } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import type { TimerSchedule } from "./documents/schedule.ts";
import type {
  FlowTimerDocument,
  TimerFlowStart,
  TimerTransfer,
  TransferTimerDocument,
} from "./documents/timer.ts";
import { scheduleDocument } from "./schedule.ts";

/** What a {@link TransferTimer} is made with. */
export interface TransferTimerParams {
  /** When it runs: a `OnceTimerSchedule` or `RecurringTimerSchedule`, or its fields. */
  schedule: TimerSchedule;
  /** What it moves: a `TransferData`, or its fields. */
  body: TimerTransfer;
  /** Name for people, which need not be unique. @default none */
  name?: string | null | undefined;
}

/** What a {@link FlowTimer} is made with. */
export interface FlowTimerParams {
  /** UUID of the flow that it starts. */
  flow_id: string;
  /** When it runs: a `OnceTimerSchedule` or `RecurringTimerSchedule`, or its fields. */
  schedule: TimerSchedule;
  /** What it starts the flow with. */
  body: TimerFlowStart;
  /** Name for people, which need not be unique. @default none */
  name?: string | null | undefined;
}

/**
 * A timer that makes a task of a transfer with each of its runs, to be given to `createTimer`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RecurringTimerSchedule, TransferData, TransferTimer } from "@globus-deno/sdk";
 *
 * const data = new TransferData(
 *   "aa752cea-8222-5bc8-acd9-555b090c0ccb",
 *   "bb752cea-8222-5bc8-acd9-555b090c0ccb",
 *   { sync_level: "checksum" },
 * );
 * data.addItem("/run7/", "/archive/run7/", { recursive: true });
 * const timer = new TransferTimer({
 *   name: "Nightly copy",
 *   schedule: new RecurringTimerSchedule(86_400),
 *   body: data,
 * });
 * assertEquals(timer.timer_type, "transfer");
 * ```
 *
 * @category Documents
 */
export class TransferTimer implements TransferTimerDocument {
  /** Tells the kind of timer. */
  readonly timer_type = "transfer";
  /** Name for people; absent for none. */
  declare name?: string | null;
  /** When it runs, with times as text. */
  schedule: TimerSchedule;
  /**
   * What it moves: a copy of the fields of `body`, without `submission_id` and
   * `skip_activation_check`, which timers do not take.
   */
  body: object;

  /**
   * Makes a timer of a transfer; nothing is sent.
   *
   * @throws {TypeError} If `params` is not a plain object.
   * @throws {GlobusSDKUsageError} If schedule or body is not an object.
   * @throws {RangeError} If a time has no zone, or a number of the schedule is not one.
   */
  constructor(params: TransferTimerParams) {
    checkNamed("new TransferTimer({ schedule, body, name })", params);
    const { name, schedule, body } = params;
    checkDocument(body);
    if (name !== undefined) this.name = name;
    this.schedule = scheduleDocument(schedule) as TimerSchedule;
    const { submission_id: _, skip_activation_check: __, ...rest } = body as
      & TimerTransfer
      & Record<string, unknown>;
    if (rest.deadline) rest.deadline = timeText("deadline", rest.deadline);
    this.body = rest;
  }
}

/**
 * A timer that starts a flow with each of its runs, to be given to `createTimer`.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { FlowTimer, OnceTimerSchedule } from "@globus-deno/sdk";
 *
 * const timer = new FlowTimer({
 *   flow_id: "24bc4997-b483-4c25-a19c-64b0afc00743",
 *   schedule: new OnceTimerSchedule({ datetime: "2030-01-01T06:00:00+01:00" }),
 *   body: { body: { source_path: "/run7/" }, tags: ["nightly"] },
 * });
 * assertEquals(timer.timer_type, "flow");
 * ```
 *
 * @category Documents
 */
export class FlowTimer implements FlowTimerDocument {
  /** Tells the kind of timer. */
  readonly timer_type = "flow";
  /** UUID of the flow that it starts. */
  flow_id: string;
  /** Name for people; absent for none. */
  declare name?: string | null;
  /** When it runs, with times as text. */
  schedule: TimerSchedule;
  /** What it starts the flow with: a copy of `body`. */
  body: TimerFlowStart;

  /**
   * Makes a timer of a flow; nothing is sent.
   *
   * @throws {TypeError} If `params` is not a plain object, or `flow_id` is not a string.
   * @throws {GlobusSDKUsageError} If schedule or body is not an object.
   * @throws {RangeError} If a time has no zone, or a number of the schedule is not one.
   */
  constructor(params: FlowTimerParams) {
    checkNamed("new FlowTimer({ flow_id, schedule, body, name })", params);
    const { flow_id, name, schedule, body } = params;
    checkType("flow_id", flow_id, "string");
    checkDocument(body);
    this.flow_id = flow_id;
    if (name !== undefined) this.name = name;
    this.schedule = scheduleDocument(schedule) as TimerSchedule;
    this.body = { ...body };
  }
}
