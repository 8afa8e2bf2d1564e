import type { Clock } from "./clock.ts";

/** Something with a deadline. */
export interface Watched {
  /** Index in the list of the {@link Watchdog}, which sets it; -1 while not watched. */
  place: number;
  /** The deadline, in the clock's monotonic milliseconds. It may be moved later at any time. */
  dueMs: number;
  /** Called once, when the deadline has passed. */
  onDue(nowMs: number): void;
}

/** Turns of the microtask queue that the timer stays after its last use. */
const REST_TURNS = 16;
/**
 * Milliseconds after which the timer fires at the latest, to look for the next deadline. The usual
 * limit of a body is as long: so a response that begins to arrive needs no new timer.
 */
const LONGEST_WAIT_MS = 30_000;

/**
 * Enforces the deadlines of all requests with a single timer.
 *
 * Setting and clearing a timer for each request would cost more than the rest of the SDK. So the
 * timer stays while one request follows another, and looks for the next deadline when it fires.
 * Once no request follows, it is canceled within the same turn of the event loop.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #watched: Watched[] = [];
  readonly #settled = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #timerDueMs = Infinity;
  /** Turns since the last request ended; 0 while requests are watched. */
  #turns = 0;

  /** Watches nothing yet. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins to watch, or notes that a deadline was moved earlier. */
  watch(watched: Watched): void {
    if (watched.place < 0) watched.place = this.#watched.push(watched) - 1;
    if (watched.dueMs >= this.#timerDueMs) return;
    this.#setTimer(watched.dueMs, this.#clock.monotonicMs());
  }

  /** Stops watching; does nothing if it is not watched. */
  release(watched: Watched): void {
    if (watched.place >= 0) {
      const last = this.#watched.pop()!;
      if (last !== watched) {
        this.#watched[watched.place] = last;
        last.place = watched.place;
      }
      watched.place = -1;
    }
    if (this.#watched.length === 0 && this.#cancelTimer && this.#turns === 0) this.#rest();
  }

  /** Looks a few turns later whether a request followed. An `async` function would cost more. */
  readonly #rest = (): void => {
    if (this.#watched.length > 0) {
      this.#turns = 0;
      return;
    }
    if (this.#turns++ < REST_TURNS) {
      this.#settled.then(this.#rest);
      return;
    }
    this.#turns = 0;
    this.#cancelTimer?.();
    this.#timerDueMs = Infinity;
    this.#cancelTimer = undefined;
  };

  #setTimer(dueMs: number, nowMs: number): void {
    this.#cancelTimer?.();
    const delayMs = Math.min(dueMs - nowMs, LONGEST_WAIT_MS);
    this.#timerDueMs = nowMs + delayMs;
    this.#cancelTimer = this.#clock.setTimer(() => this.#check(), delayMs);
  }

  #check(): void {
    // A clock can lag behind its timers; trusting it would set the same timer again and again.
    const nowMs = Math.max(this.#clock.monotonicMs(), this.#timerDueMs);
    this.#timerDueMs = Infinity;
    this.#cancelTimer = undefined;
    let nextMs = Infinity;
    for (const watched of [...this.#watched]) {
      if (watched.dueMs > nowMs) nextMs = Math.min(nextMs, watched.dueMs);
      else {
        this.release(watched);
        watched.onDue(nowMs);
      }
    }
    if (nextMs < this.#timerDueMs) this.#setTimer(nextMs, nowMs);
  }
}
