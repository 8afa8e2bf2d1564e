/**
 * Globus Timers: have transfers and flows run by a schedule.
 *
 * With the entry point of one service a program starts faster, and a page loads less, than with all
 * of the SDK.
 *
 * @example Copy a directory every night
 * ```ts
 * import { UserApp } from "@globus-deno/sdk";
 * import { TransferData } from "@globus-deno/sdk/transfer";
 * import { RecurringTimerSchedule, TimersClient, TransferTimer } from "@globus-deno/sdk/timers";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const timers = new TimersClient({ app });
 * const data = new TransferData(
 *   "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
 *   "31ce9ba0-176d-45a5-add3-f37d233ba47d",
 *   { sync_level: "checksum" },
 * );
 * data.addItem("/home/share/godata/", "/~/archive/", { recursive: true });
 * const schedule = new RecurringTimerSchedule(86_400);
 * const { timer } = await timers.createTimer(new TransferTimer({ schedule, body: data }));
 * console.log(timer.job_id, timer.next_run);
 * ```
 *
 * @module
 */

export type { ErrorDetail } from "../../core/error_object.ts";
export { TimersClient } from "./client.ts";
export type { JobResumer, ResumedJob } from "./consents.ts";
export { resumeJobWithConsents } from "./consents.ts";
export type {
  InactiveReason,
  JobDocument,
  JobListParams,
  JobMessage,
  JobPage,
  JobResultParams,
  ResumeJobParams,
  TimerActivity,
  TimerJob,
  TimerJobUpdate,
  TimerResult,
  TimerResults,
  TimerStatus,
} from "./documents/job.ts";
export type {
  OnceSchedule,
  RecurringSchedule,
  ScheduleDocument,
  TimerEnd,
  TimerSchedule,
} from "./documents/schedule.ts";
export type {
  CreatedTimer,
  FlowTimerDocument,
  TimerDocument,
  TimerFlowStart,
  TimerTransfer,
  TransferTimerDocument,
} from "./documents/timer.ts";
export { TimersAPIError } from "./errors.ts";
export type { NextRunsParams } from "./next_runs.ts";
export { nextRuns } from "./next_runs.ts";
export type { OnceTimerScheduleParams, RecurringTimerScheduleParams } from "./schedule.ts";
export { OnceTimerSchedule, RecurringTimerSchedule } from "./schedule.ts";
export type { FlowTimerParams, TransferTimerParams } from "./timer.ts";
export { FlowTimer, TransferTimer } from "./timer.ts";
