/**
 * Where the SDK takes its time from. Tests give a fake one, so that nothing in them waits.
 */
export interface Clock {
  /** Milliseconds since 1970: for dates, such as the expiry of a token. */
  now(): number;
  /** Milliseconds that never run backwards: for deadlines and durations. */
  monotonicMs(): number;
  /** Calls `callback` once after `delayMs`; the function returned takes that back. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** A longer delay would not fit the runtime's counter, and fire at once. */
export const longestTimerMs = 2 ** 31 - 1;
/** No real timer fires so much too early. */
const earlyMs = 50;
/** What the runtime's monotonic time lacks. */
let behindMs = 0;

/**
 * The clock of this machine.
 *
 * Where tests replace `setTimeout` but not `performance.now`, a timer that fires says how much time
 * has passed: otherwise no deadline would ever be reached.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now() + behindMs,
  setTimer(callback, delayMs) {
    const waitMs = Math.min(delayMs, longestTimerMs);
    const dueMs = systemClock.monotonicMs() + waitMs;
    const id = setTimeout(() => {
      const missingMs = dueMs - systemClock.monotonicMs();
      if (missingMs > earlyMs) behindMs += missingMs;
      callback();
    }, waitMs);
    return () => clearTimeout(id);
  },
};

/**
 * Waits, and leaves no timer behind when it is aborted.
 *
 * @param clock Where time comes from.
 * @param delayMs Milliseconds to wait; 0 or less waits for one turn of the timer queue.
 * @param signal Ends the wait early.
 * @throws The signal's reason, as soon as it is aborted.
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

/**
 * Waits for a promise, but not beyond an abort or a limit. A later result is dropped.
 *
 * @param clock Where time comes from.
 * @param promise What is waited for.
 * @param signal Ends the wait early.
 * @param limitMs Milliseconds that the wait may last. @default {Infinity}
 * @param late Makes the error of a wait that lasted longer.
 * @throws The signal's reason, as soon as it is aborted.
 */
export function within<T>(
  clock: Clock,
  promise: Promise<T>,
  signal?: AbortSignal,
  limitMs = Infinity,
  late?: () => Error,
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
      reject(late?.());
    };
    const cancel = limitMs < Infinity ? clock.setTimer(onLate, limitMs) : undefined;
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
