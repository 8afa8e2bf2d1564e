/** The time that the sandbox lives by: tokens expire and tasks progress by it. */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves the time forward by so many milliseconds. */
  advance(ms: number): void;
  /**
   * Resolves once `now()` has moved by `ms`, or at once when `signal` aborts.
   *
   * @param ms Milliseconds to wait.
   * @param signal Ends the wait early and frees its timer.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Real time plus an offset that {@linkcode SandboxClock.advance} grows.
 *
 * @returns A clock that starts at the real time; its sleeps use real timers.
 */
export function realClock(): SandboxClock {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    advance(ms) {
      offsetMs += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal?.addEventListener("abort", done);
        if (signal?.aborted) done();
      }),
  };
}

/**
 * A clock that stands still until it is advanced, for tests.
 *
 * @param startMs Milliseconds since 1970. @default {2026-01-15T12:00:00Z}
 * @returns A clock whose sleeps end when it is advanced far enough.
 */
export function fixedClock(startMs: number = Date.UTC(2026, 0, 15, 12)): SandboxClock {
  let nowMs = startMs;
  const waiting = new Set<{ at: number; done: () => void }>();
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms;
      for (const sleeper of [...waiting]) if (sleeper.at <= nowMs) sleeper.done();
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          at: nowMs + ms,
          done: () => {
            waiting.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.done);
            resolve();
          },
        };
        waiting.add(sleeper);
        signal?.addEventListener("abort", sleeper.done);
        if (ms <= 0 || signal?.aborted) sleeper.done();
      }),
  };
}

/**
 * A time as Auth and Transfer v2 write it, with microseconds.
 *
 * @param ms Milliseconds since 1970.
 * @returns For example `2022-09-21T17:10:14.270000+00:00`.
 */
export function isoMicros(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000+00:00");
}

/**
 * A time as Transfer writes it in tasks, in whole seconds.
 *
 * @param ms Milliseconds since 1970.
 * @returns For example `2021-09-02T18:04:47+00:00`.
 */
export function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19) + "+00:00";
}

/**
 * Reads a time as Globus does: without a zone it is UTC, and a space may stand for the `T`.
 *
 * @param text For example `2026-01-15 13:00:00` or `2026-01-15T13:00:00+01:00`.
 * @returns Milliseconds since 1970, or `NaN`.
 */
export function parseTime(text: string): number {
  const iso = text.trim().replace(" ", "T");
  const zoned = !iso.includes("T") || /(Z|[+-]\d\d:?\d\d)$/i.test(iso);
  return Date.parse(zoned ? iso : `${iso}Z`);
}
