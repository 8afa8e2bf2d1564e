import { isoMicros, isoSeconds } from "../clock.ts";
import type { JsonDocument } from "../http/json.ts";
import { runUnderWay, statusOf, type TimerRecord, type TimerResultRecord } from "./timers.ts";

function timeOrNull(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : isoSeconds(ms);
}

/** What a timer does now; null once it has ended. */
function activityOf(timer: TimerRecord, nowMs: number): JsonDocument | null {
  const run = runUnderWay(timer);
  if (timer.inactive) return { code: "paused", reason: timer.inactive.cause };
  if (run) {
    return {
      code: "run_in_progress",
      start_timestamp: isoSeconds(run.startMs),
      duration_seconds: (nowMs - run.startMs) / 1000,
    };
  }
  if (timer.retry) {
    return { code: "retrying", start_timestamp: isoSeconds(timer.retry.sinceMs) };
  }
  if (timer.nextMs === null) return null;
  return { code: "awaiting_next_run", next_run: isoSeconds(timer.nextMs) };
}

/** When the last run was, in milliseconds since 1970. */
function lastMs(timer: TimerRecord): number | null {
  return timer.results[0]?.startMs ?? null;
}

/** Fields that both documents of a timer have. */
function commonFields(timer: TimerRecord, nowMs: number): JsonDocument {
  return {
    job_id: timer.id,
    name: timer.name,
    status: statusOf(timer),
    schedule: timer.scheduleDocument,
    submitted_at: isoSeconds(timer.submittedMs),
    last_ran_at: timeOrNull(lastMs(timer)),
    next_run: timeOrNull(timer.nextMs),
    inactive_reason: timer.inactive,
    timer_type: timer.type,
    activity: activityOf(timer, nowMs),
  };
}

/** The document of a transfer's timer as its creation answers it. */
export function timerDocument(timer: TimerRecord, nowMs: number): JsonDocument {
  return {
    ...commonFields(timer, nowMs),
    body: timer.callbackBody.body,
    number_of_runs: timer.runs,
    number_of_errors: timer.errors,
  };
}

/** What a caller sees of a run of a timer. */
function resultDocument(timer: TimerRecord, result: TimerResultRecord): JsonDocument {
  const { progress, startMs, endMs } = result;
  const details = progress?.details ?? {};
  const shown = progress && {
    action_id: result.id,
    completion_time: timeOrNull(endMs),
    creator_id: `urn:globus:auth:identity:${timer.ownerId}`,
    details: { event_list: [], ...details },
    display_status: progress.status,
    label: timer.name,
    manage_by: [],
    monitor_by: [],
    release_after: "P30D",
    start_time: isoMicros(startMs),
    status: progress.status,
  };
  return {
    ran_at: isoSeconds(startMs),
    run_status: progress?.status ?? "FAILED",
    start_timestamp: isoSeconds(startMs),
    end_timestamp: timeOrNull(endMs),
    next_check_timestamp: null,
    last_check_timestamp: isoSeconds(endMs ?? startMs),
    status: result.status,
    http_status_submission: result.status,
    http_status_polled: progress ? 200 : null,
    resource_id: details.task_id ?? details.run_id ?? null,
    data: shown,
    errors: result.errors,
  };
}

/** Which results of a timer a document holds. */
export interface ResultWindow {
  /** How many results stand before it. */
  offset: number;
  /** How many it holds at most. */
  size: number;
}

/** The document of a timer, which the older part of the API calls a job. */
export function jobDocument(
  timer: TimerRecord,
  nowMs: number,
  { offset, size }: ResultWindow,
): JsonDocument {
  const { startMs, intervalMs, maxRuns, endMs } = timer.schedule;
  const end = offset + size;
  return {
    ...commonFields(timer, nowMs),
    start: isoSeconds(startMs),
    interval: intervalMs === null ? null : intervalMs / 1000,
    stop_after: maxRuns === Infinity && endMs === Infinity ? null : {
      date: endMs === Infinity ? null : isoSeconds(endMs),
      n_runs: maxRuns === Infinity ? null : maxRuns,
    },
    callback_url: timer.callbackUrl,
    callback_body: timer.callbackBody,
    scope: timer.scope,
    n_runs: timer.runs,
    n_errors: timer.errors,
    results: {
      data: timer.results.slice(offset, end).map((result) => resultDocument(timer, result)),
      page_next: end < timer.results.length ? btoa(String(end)) : null,
    },
    ...(timer.flowId === null ? {} : { flow_id: timer.flowId }),
  };
}
