import type { JsonDocument } from "../http/json.ts";

/** A timer. */
export interface TimerRecord {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** Name for people. */
  name: string;
  /** `transfer` or `flow`. */
  timerType: string;
  /** What is submitted each time. */
  body: JsonDocument;
  /** When the first run is, in milliseconds since 1970. */
  startMs: number;
  /** Seconds between two runs; null for a single one. */
  intervalSeconds: number | null;
  /** How many runs there are at most. */
  maxRuns: number;
  /** After this nothing runs. */
  endMs: number;
  /** The schedule as given. */
  schedule: JsonDocument;
  /** When it was made. */
  submittedMs: number;
  /** When it was paused. */
  pausedMs: number | null;
}

/** Runs so far, and when the next one is. */
export function runsOf(
  timer: TimerRecord,
  nowMs: number,
): { runs: number; lastMs?: number; nextMs?: number } {
  const untilMs = Math.min(timer.pausedMs ?? nowMs, nowMs, timer.endMs);
  const step = timer.intervalSeconds === null ? Infinity : timer.intervalSeconds * 1000;
  const passed = untilMs < timer.startMs ? 0 : Math.floor((untilMs - timer.startMs) / step) + 1;
  const runs = Math.min(passed, timer.maxRuns);
  const next = timer.startMs + (runs === 0 ? 0 : runs * step);
  return {
    runs,
    lastMs: runs ? timer.startMs + (runs === 1 ? 0 : (runs - 1) * step) : undefined,
    nextMs: runs < timer.maxRuns && next <= timer.endMs && Number.isFinite(next) ? next : undefined,
  };
}

/** The status of a timer, in the words of Timers. */
export function statusOf(timer: TimerRecord, runs: number, nextMs: number | undefined): string {
  if (timer.pausedMs !== null) return "inactive";
  return nextMs === undefined ? "ended" : runs ? "loaded" : "new";
}
