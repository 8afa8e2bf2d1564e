/** Source of the time. Tests pass a fake clock, so that they need not wait. */
export interface Clock {
  /** Milliseconds since 1970: for dates, such as the expiry of a token. */
  now(): number;
  /** Milliseconds that never run backwards: for deadlines and durations. */
  monotonicMs(): number;
  /**
   * Calls `callback` once after `delayMs`.
   *
   * @returns A function that cancels the timer.
   */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** The longest delay of `setTimeout`. A longer one overflows, and the timer fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A real timer never fires this many milliseconds early. */
const EARLY_MS = 50;
/** Milliseconds by which the runtime's monotonic time is behind. */
let behindMs = 0;

/**
 * The clock of this machine.
 *
 * If tests replace `setTimeout` but not `performance.now`, the clock advances with the timers that
 * fire: otherwise no deadline would ever be reached.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now() + behindMs,
  setTimer(callback, delayMs) {
    // A deadline that has passed leaves less than nothing: runtimes warn about such delays.
    const waitMs = Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS);
    const dueMs = systemClock.monotonicMs() + waitMs;
    const id = setTimeout(() => {
      const missingMs = dueMs - systemClock.monotonicMs();
      if (missingMs > EARLY_MS) behindMs += missingMs;
      callback();
    }, waitMs);
    return () => clearTimeout(id);
  },
};

/**
 * Waits. An abort also cancels the timer.
 *
 * @param clock Source of the time.
 * @param delayMs Milliseconds to wait; 0 or less waits for one turn of the timer queue.
 * @param signal Ends the wait early.
 * @throws The signal's reason, once it is aborted.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal!.reason);
    };
    const cancel = clock.setTimer(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** How long {@link within} waits. */
export interface WaitLimit {
  /** Milliseconds that the wait may last. */
  readonly limitMs: number;
  /** Makes the error of a wait that lasted longer. */
  late(): Error;
}

/**
 * Waits for a promise until a signal is aborted or a limit is reached. A result that arrives later
 * is ignored.
 *
 * @param clock Source of the time.
 * @param signal Ends the wait early.
 * @param limit @default {no limit}
 * @throws The signal's reason, once it is aborted.
 */
export function within<T>(
  clock: Clock,
  promise: Promise<T>,
  signal?: AbortSignal,
  limit?: WaitLimit,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      cancel?.();
      signal?.removeEventListener("abort", onAbort);
    };
    const onAbort = () => {
      end();
      reject(signal!.reason);
    };
    const onLate = () => {
      end();
      reject(limit!.late());
    };
    const cancel = limit && limit.limitMs < Infinity
      ? clock.setTimer(onLate, limit.limitMs)
      : undefined;
    promise.then((value) => {
      end();
      resolve(value);
    }, (error) => {
      end();
      reject(error);
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort);
  });
}
