/**
 * The time that the sandbox lives by: tokens expire and tasks progress by it. It is a clock for
 * clients too, so that both agree what time it is: see {@linkcode Sandbox.clientOptions}.
 */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never run backwards: for deadlines and durations. */
  monotonicMs(): number;
  /** Calls `callback` once after `delayMs`; the function returned takes that back. */
  setTimer(callback: () => void, delayMs: number): () => void;
  /**
   * Whether a timer waits: while none does, {@linkcode Sandbox.finish} gives a program more real time
   * before it moves the clock. A clock of your own can leave it out; then one is taken to wait.
   */
  readonly isAwaited?: boolean;
  /** Moves the time forward, and fires what becomes due on the way. */
  advance(ms: number): void;
  /** Takes back what it was advanced by. `monotonicMs()` does not run backwards for it. */
  reset?(): void;
  /**
   * Resolves once `now()` has moved by `ms`, or at once when `signal` aborts.
   *
   * @param ms Milliseconds to wait.
   * @param signal Ends the wait early and frees its timer.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Timers that wait, of which those that fall due first are called first. */
class Timers {
  readonly #waiting = new Set<Timer>();

  add(atMs: number, callback: () => void): () => void {
    const timer = { atMs, callback };
    this.#waiting.add(timer);
    return () => void this.#waiting.delete(timer);
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** When the next one falls due; Infinity where none waits. */
  get nextMs(): number {
    let next = Infinity;
    for (const { atMs } of this.#waiting) next = Math.min(next, atMs);
    return next;
  }

  /** Calls those that are due, the earliest first, also those that these add. */
  fire(untilMs: number, moveTo: (atMs: number) => void = () => {}): void {
    for (;;) {
      const due = [...this.#waiting].filter(({ atMs }) => atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs);
      if (due.length === 0) return;
      for (const timer of due) {
        if (!this.#waiting.delete(timer)) continue;
        const left = this.#waiting.size;
        moveTo(timer.atMs);
        timer.callback();
        // One that was added may come before the others.
        if (this.#waiting.size > left) break;
      }
    }
  }
}

function sleepBy(clock: Pick<SandboxClock, "setTimer">): SandboxClock["sleep"] {
  return (ms, signal) =>
    new Promise((resolve) => {
      const done = () => {
        cancel();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const cancel = clock.setTimer(done, ms);
      signal?.addEventListener("abort", done);
      if (signal?.aborted) done();
    });
}

/** The longest delay that fits the runtime's counter. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Real time plus an offset that {@linkcode SandboxClock.advance} grows.
 *
 * @returns A clock that starts at the real time; what waits by it uses real timers.
 */
export function realClock(): SandboxClock {
  let offsetMs = 0;
  /** What was advanced and taken back: time that has passed all the same. */
  let passedMs = 0;
  const timers = new Timers();
  let real: ReturnType<typeof setTimeout> | undefined;
  let realAtMs = Infinity;
  const monotonicMs = () => performance.now() + offsetMs + passedMs;
  /** Sets the one real timer for the next of ours. */
  const wait = (nextMs: number) => {
    clearTimeout(real);
    realAtMs = nextMs;
    if (nextMs === Infinity) return;
    const leftMs = Math.max(Math.ceil(nextMs - monotonicMs()), 0);
    real = setTimeout(fire, Math.min(leftMs, MAX_DELAY_MS));
  };
  const fire = () => {
    try {
      timers.fire(monotonicMs());
    } finally {
      wait(timers.nextMs);
    }
  };
  const setTimer: SandboxClock["setTimer"] = (callback, delayMs) => {
    const atMs = monotonicMs() + delayMs;
    const cancel = timers.add(atMs, callback);
    if (atMs < realAtMs) wait(atMs);
    return () => {
      cancel();
      // No timer stays behind; one that is too early does no harm.
      if (timers.isEmpty) wait(Infinity);
    };
  };
  return {
    now: () => Date.now() + offsetMs,
    monotonicMs,
    setTimer,
    get isAwaited() {
      return !timers.isEmpty;
    },
    advance(ms) {
      offsetMs += ms;
      fire();
    },
    reset() {
      passedMs += offsetMs;
      offsetMs = 0;
    },
    sleep: sleepBy({ setTimer }),
  };
}

/**
 * A clock that stands still until it is advanced, for tests.
 *
 * A client that uses it repeats a failed call, or gives one up, only when the clock is advanced.
 *
 * @param startMs Milliseconds since 1970. @default {2026-01-15T12:00:00Z}
 * @returns A clock whose sleeps end when it is advanced far enough.
 */
export function fixedClock(startMs: number = Date.UTC(2026, 0, 15, 12)): SandboxClock {
  // Far from 0, so that a sum in the place of a difference shows.
  let passedMs = 3_600_000;
  let zeroMs = startMs - passedMs;
  const timers = new Timers();
  const setTimer: SandboxClock["setTimer"] = (callback, delayMs) =>
    timers.add(passedMs + Math.max(delayMs, 0), callback);
  return {
    now: () => zeroMs + passedMs,
    monotonicMs: () => passedMs,
    setTimer,
    get isAwaited() {
      return !timers.isEmpty;
    },
    advance(ms) {
      const endMs = passedMs + ms;
      timers.fire(endMs, (atMs) => passedMs = Math.max(passedMs, atMs));
      passedMs = endMs;
    },
    reset() {
      zeroMs = startMs - passedMs;
    },
    async sleep(ms, signal) {
      if (ms > 0) await sleepBy({ setTimer })(ms, signal);
    },
  };
}

/**
 * A clock that shows a past time, for work that is played after it was due.
 *
 * @param clock Moves its timers.
 * @param atMs The time that it shows, in milliseconds since 1970.
 */
export function clockAt(clock: SandboxClock, atMs: number): SandboxClock {
  return {
    now: () => atMs,
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
    advance: (ms) => clock.advance(ms),
    sleep: (ms, signal) => clock.sleep(ms, signal),
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
