/**
 * Globus Timers: have transfers and flows run by a schedule.
 *
 * With the entry point of one service a program starts faster, and a page loads less, than with all
 * of the SDK.
 *
 * @example Copy a directory every night
 * ```ts ignore
 * import { UserApp } from "@globus-deno/sdk";
 * import { TransferData } from "@globus-deno/sdk/transfer";
 * import { RecurringTimerSchedule, TimersClient, TransferTimer } from "@globus-deno/sdk/timers";
 *
 * const app = new UserApp("my-tool", { clientId });
 * const timers = new TimersClient({ app });
 * const data = new TransferData(sourceId, destinationId, { sync_level: "checksum" });
 * data.addItem("/run7/", "/archive/run7/", { recursive: true });
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
