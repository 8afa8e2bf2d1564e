import { type Clock, longestTimerMs } from "./clock.ts";

/** Something that must not last for ever. */
export interface Watched {
  /** Its place among what is watched; -1 if it is not. Kept by {@link Watchdog}. */
  place: number;
  /** When it is late, in the clock's monotonic milliseconds. It may be put off at any time. */
  dueMs: number;
  /** Called once, when it is late. */
  onDue(nowMs: number): void;
}

/** Turns of the microtask queue for which the timer outlives its last use. */
const restTurns = 16;

/**
 * Holds requests to their limits with one timer for all of them.
 *
 * A timer set and cleared for each request would cost more than the rest of the SDK. So while one
 * request follows another the timer stays, and looks when it fires which limit is next; once none
 * follows it is taken back, still in the same turn of the event loop.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #watched: Watched[] = [];
  #cancelTimer: (() => void) | undefined;
  #timerDueMs = Infinity;
  #resting = false;

  /** Takes its time from a clock. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watches something, or notes that it is due earlier than before. */
  watch(watched: Watched, nowMs: number): void {
    if (watched.place < 0) watched.place = this.#watched.push(watched) - 1;
    if (watched.dueMs < this.#timerDueMs) this.#setTimer(watched.dueMs, nowMs);
  }

  /** Watches it no longer. */
  release(watched: Watched): void {
    if (watched.place >= 0) {
      const last = this.#watched.pop()!;
      if (last !== watched) {
        this.#watched[watched.place] = last;
        last.place = watched.place;
      }
      watched.place = -1;
    }
    if (this.#watched.length === 0 && this.#cancelTimer && !this.#resting) void this.#rest();
  }

  async #rest(): Promise<void> {
    this.#resting = true;
    for (let turn = 0; turn < restTurns && this.#watched.length === 0; turn++) await undefined;
    this.#resting = false;
    if (this.#watched.length > 0) return;
    this.#cancelTimer?.();
    this.#timerDueMs = Infinity;
    this.#cancelTimer = undefined;
  }

  #setTimer(dueMs: number, nowMs: number): void {
    this.#cancelTimer?.();
    const delayMs = Math.min(dueMs - nowMs, longestTimerMs);
    this.#timerDueMs = nowMs + delayMs;
    this.#cancelTimer = this.#clock.setTimer(() => this.#check(), delayMs);
  }

  #check(): void {
    // A clock may lag behind its timers. To believe it would set the same timer again and again.
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
