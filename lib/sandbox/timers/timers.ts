import type { Grant } from "../auth/tokens.ts";
import type { ActionProgress } from "../flows/actions/action.ts";
import type { JsonDocument } from "../http/json.ts";

/** When a timer runs: at its start, then at each interval on a fixed grid. */
export interface ScheduleRecord {
  /** When the first run is, in milliseconds since 1970. */
  startMs: number;
  /** Milliseconds between two runs; null for a single one. */
  intervalMs: number | null;
  /** How many runs there are at most; Infinity where their number is open. */
  maxRuns: number;
  /** No run starts after this time, in milliseconds since 1970; Infinity for none. */
  endMs: number;
}

/** Why a timer does not run. */
export interface InactiveReasonRecord {
  /** Who or what stopped it. */
  cause: "user" | "globus_auth_requirements";
  /** What a login must fulfill before it is resumed; null where the user paused it. */
  detail: JsonDocument | null;
}

/** One run of a timer. */
export interface TimerResultRecord {
  /** UUID of the action. */
  readonly id: string;
  /** When it started, in milliseconds since 1970. */
  readonly startMs: number;
  /** When it ended, in milliseconds since 1970; null while it goes on. */
  endMs: number | null;
  /** HTTP status of the answer to its start. */
  readonly status: number;
  /** How what it started stands; null where that was refused. */
  progress: ActionProgress | null;
  /** What the service said that refused it. */
  readonly errors: JsonDocument | null;
}

/** A timer with its schedule and its results. */
export interface TimerRecord {
  /** UUID. */
  readonly id: string;
  /** UUID of the owner's primary identity. */
  readonly ownerId: string;
  /** Name for people; null for none. */
  name: string | null;
  /** What it does: `generic` calls an action provider. */
  readonly type: "transfer" | "flow" | "generic";
  /** UUID of the flow that it starts. */
  readonly flowId: string | null;
  /** Address of the action that it calls. */
  readonly callbackUrl: string;
  /** What it sends there. */
  readonly callbackBody: JsonDocument;
  /** Scope of the tokens that it sends there. */
  readonly scope: string | null;
  /** When it runs. */
  readonly schedule: ScheduleRecord;
  /** The schedule as documents show it. */
  readonly scheduleDocument: JsonDocument;
  /** When it was created, in milliseconds since 1970. */
  readonly submittedMs: number;
  /** Where the tokens of its runs come from. */
  grant: Grant;
  /** Consents to the scope of Timers that it lives by. */
  consents: number[];
  /** Why it does not run; null while it does. */
  inactive: InactiveReasonRecord | null;
  /** When it runs next, in milliseconds since 1970; null where it does not run again. */
  nextMs: number | null;
  /** Runs so far. */
  runs: number;
  /** Runs that failed. */
  errors: number;
  /** Runs, newest first. */
  readonly results: TimerResultRecord[];
  /** Since when, and until when, the start of a run is tried again; null where none is. */
  retry: { sinceMs: number; untilMs: number } | null;
}

/** The status of a timer, in the words of Timers. */
export function statusOf(timer: TimerRecord): "new" | "active" | "inactive" | "ended" {
  if (timer.inactive) return "inactive";
  if (timer.nextMs === null) return "ended";
  return timer.runs === 0 && timer.retry === null ? "new" : "active";
}

/**
 * The first tick of a schedule after a time, whatever ran before.
 *
 * @param afterMs Milliseconds since 1970.
 * @returns Milliseconds since 1970; null where there is none.
 */
export function tickAfter(schedule: ScheduleRecord, afterMs: number): number | null {
  const { startMs, intervalMs, endMs } = schedule;
  if (startMs > afterMs) return startMs <= endMs ? startMs : null;
  if (intervalMs === null) return null;
  const tick = startMs + (Math.floor((afterMs - startMs) / intervalMs) + 1) * intervalMs;
  return tick <= endMs ? tick : null;
}

/** The run of a timer that goes on. */
export function runUnderWay(timer: TimerRecord): TimerResultRecord | undefined {
  const [last] = timer.results;
  return last?.endMs === null ? last : undefined;
}
