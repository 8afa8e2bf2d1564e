import type {
  InactiveReason,
  TimerActivity,
  TimerResult,
  TimerResults,
  TimerStatus,
} from "./job.ts";
import type { ScheduleDocument, TimerSchedule } from "./schedule.ts";

/** A transfer of which a timer makes a task with each run: a `TransferData`, or its fields. */
export interface TimerTransfer {
  /** UUID of the collection to read from. */
  source_endpoint: string;
  /** UUID of the collection to write to. */
  destination_endpoint: string;
  /** What to move: items as in a `TransferData`. */
  DATA: readonly object[];
  /** When each task gives up: a Date, or text with a zone. */
  deadline?: string | Date | null;
  /**
   * Whether files are compared by checksum afterwards. @default {false}, other than for a transfer
   * that is submitted without a timer
   */
  verify_checksum?: boolean | null;
}

/** What a timer starts a flow with. */
export interface TimerFlowStart {
  /** Input of the flow, as its schema describes it. */
  body: Readonly<Record<string, unknown>>;
  /** Who may see and cancel the runs, by URN. */
  run_managers?: readonly string[];
  /** Who may see the runs, by URN. */
  run_monitors?: readonly string[];
  /** Words to find the runs by. */
  tags?: readonly string[];
  /** Name of the runs, for people. */
  label?: string;
}

/** What is sent to have a transfer run by a schedule. */
export interface TransferTimerDocument {
  /** Tells the kind of timer. */
  timer_type: "transfer";
  /** Name for people, which need not be unique. @default none */
  name?: string | null;
  /** When it runs: once, or at a fixed distance. */
  schedule: TimerSchedule;
  /** What it moves: the fields of a `TransferData`. */
  body: object;
}

/** What is sent to have a flow run by a schedule. */
export interface FlowTimerDocument {
  /** Tells the kind of timer. */
  timer_type: "flow";
  /** UUID of the flow that it starts. */
  flow_id: string;
  /** Name for people, which need not be unique. @default none */
  name?: string | null;
  /** When it runs: once, or at a fixed distance. */
  schedule: TimerSchedule;
  /** What it starts the flow with. */
  body: TimerFlowStart;
}

/**
 * A timer as its creation answers it. For a transfer the service names counts and body in a newer
 * way than `getJob` does, for a flow in the same way.
 */
export interface TimerDocument {
  /** UUID of the timer, by which all other operations name it. */
  job_id: string;
  /** Name for people; null if it has none. */
  name: string | null;
  /** What it does with each run. */
  timer_type: "transfer" | "flow" | (string & Record<never, never>);
  /** When it runs, with the defaults filled in. */
  schedule: ScheduleDocument;
  /** How it stands; a timer that was just created is `new`. */
  status: TimerStatus;
  /** Why it does not run; null while it does. */
  inactive_reason: InactiveReason | null;
  /** When it was created (ISO 8601). */
  submitted_at: string;
  /** When it last ran (ISO 8601); null before its first run. */
  last_ran_at: string | null;
  /** When it runs next (ISO 8601); null if it does not. */
  next_run: string | null;
  /** Runs so far; the newer name of `n_runs`. */
  number_of_runs?: number;
  /** Runs that failed; the newer name of `n_errors`. */
  number_of_errors?: number;
  /** What it does now; null once it has ended. */
  activity?: TimerActivity | null;
  /** What it moves, if it is for a transfer. */
  body?: Record<string, unknown>;
  /** UUID of the flow that it starts. */
  flow_id?: string;
  /** When the first run starts (ISO 8601). */
  start?: string;
  /** Seconds from one run to the next, null if it runs once. */
  interval?: number | null;
  /** When it ends; null if it does not. */
  stop_after?: { date?: string | null; n_runs?: number | null } | null;
  /** Address at which it starts the flow. */
  callback_url?: string;
  /** What it sends there with each run. */
  callback_body?: Record<string, unknown>;
  /** Scope of the tokens that it sends there. */
  scope?: string | null;
  /** Runs so far, those that failed too. */
  n_runs?: number;
  /** Runs so far that failed. */
  n_errors?: number;
  /** What became of its runs. */
  results?: TimerResults | TimerResult[];
}

/** What the creation of a timer answers. */
export interface CreatedTimer {
  /** The timer that was created. */
  timer: TimerDocument;
}
