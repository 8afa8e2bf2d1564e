import { setImmediate } from "node:timers";
import type { Clock } from "../../lib/core/clock.ts";
import type { SandboxClock } from "../../lib/sandbox/clock.ts";

/** Where the date of test clocks begins, in seconds since 1970: 14 November 2023. */
export const START_SECONDS = 1_700_000_000;

/** The first reading of {@link FakeClock.monotonicMs}: far from 0 and from the date. */
export const START_MS = 7_000_000;

/** Turns of the event loop without a new timer, after which a clock jumps. */
const QUIET_TURNS = { quick: 4, patient: 8 };

interface Timer {
  readonly atMs: number;
  readonly delayMs: number;
  readonly callback: () => void;
}

/** How a {@link FakeClock} begins and moves. */
export interface FakeClockOptions {
  /** The date at which it begins, in seconds since 1970. @default {START_SECONDS} */
  startSeconds?: number;
  /**
   * Jumps to the next timer as soon as the program waits for nothing else: after turns of the event
   * loop that take microseconds (`quick`), or milliseconds, as hashes and streams do (`patient`).
   *
   * @default It stands still.
   */
  jumps?: "quick" | "patient";
}

/**
 * The tests' one clock. It stands still until {@link FakeClock.advance} or
 * {@link FakeClock.finish} moves it, or jumps by itself, so that no test waits. A sandbox takes it
 * too.
 */
export class FakeClock implements Clock, SandboxClock {
  /** Milliseconds of each step that {@link FakeClock.finish} took. */
  readonly stepsMs: number[] = [];
  /** Milliseconds of each timer that fired by a jump while no request was under way. */
  readonly pausesMs: number[] = [];
  /** Requests that wait for an answer: the timers that fire meanwhile are limits, not pauses. */
  requestsUnderWay = 0;
  readonly #startMs: number;
  readonly #jumps: FakeClockOptions["jumps"];
  readonly #timers = new Set<Timer>();
  #nowMs: number;
  #isWatching = false;
  /** Timers set and taken back so far: while this grows, the program is not quiet. */
  #events = 0;

  /** Makes a clock that begins at a date. */
  constructor({ startSeconds = START_SECONDS, jumps }: FakeClockOptions = {}) {
    this.#nowMs = this.#startMs = startSeconds * 1000;
    this.#jumps = jumps;
  }

  /** As {@link Clock.now}. */
  now(): number {
    return this.#nowMs;
  }

  /** As {@link Clock.monotonicMs}: a sum in the place of a difference shows. */
  monotonicMs(): number {
    return START_MS + this.elapsedMs;
  }

  /** Milliseconds since it began. */
  get elapsedMs(): number {
    return this.#nowMs - this.#startMs;
  }

  /** How many timers wait to fire: 0 once all is over. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer fires; Infinity if none waits. */
  get nextMs(): number {
    const next = this.#next();
    return next ? next.atMs - this.#nowMs : Infinity;
  }

  /** As {@link Clock.setTimer}. */
  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), delayMs, callback };
    this.#timers.add(timer);
    this.#events++;
    if (this.#jumps) this.#watch();
    return () => {
      this.#timers.delete(timer);
      this.#events++;
    };
  }

  /** Moves the time, and fires what becomes due on the way, in its order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(); next && next.atMs <= endMs; next = this.#next()) this.#fire(next);
    this.#nowMs = endMs;
  }

  /** Steps from timer to timer until a promise is settled. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => void (settled = true);
    promise.then(end, end);
    for (;;) {
      await turns();
      if (settled) return await promise;
      const next = this.#next();
      if (!next) throw new Error("Cannot finish: no timer is left to wait for");
      this.stepsMs.push(next.atMs - this.#nowMs);
      this.advance(next.atMs - this.#nowMs);
    }
  }

  /** As {@link SandboxClock.sleep}. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (ms <= 0 || signal?.aborted) return resolve();
      const end = () => {
        cancel();
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const cancel = this.setTimer(end, ms);
      signal?.addEventListener("abort", end);
    });
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.atMs < next.atMs) next = timer;
    return next;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.callback();
  }

  /** Waits until the program is quiet, and jumps. */
  #watch(): void {
    if (this.#isWatching || this.#timers.size === 0) return;
    this.#isWatching = true;
    const jumps = this.#jumps ?? "quick";
    const nextTurn = jumps === "quick" ? setImmediate : setTimeout;
    let seen = this.#events;
    let quietTurns = 0;
    const turn = () => {
      quietTurns = this.#events === seen ? quietTurns + 1 : 0;
      seen = this.#events;
      if (quietTurns < QUIET_TURNS[jumps]) return void nextTurn(turn);
      this.#isWatching = false;
      const next = this.#next();
      if (!next) return;
      if (this.requestsUnderWay === 0) this.pausesMs.push(next.delayMs);
      this.#fire(next);
      this.#watch();
    };
    nextTurn(turn);
  }
}

/** Lets the program do all that needs no time. */
export async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((done) => setTimeout(done, 0));
}

/** Lets the event loop turn once: timers are taken back within the turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve()));
}
