import type { Clock } from "./clock.ts";
import type { Throughput } from "./throughput.ts";

/** A call that waits for its turn. */
interface Waiting {
  readonly ticket: number;
  readonly pass: () => void;
}

/** After a rejected call, the rate becomes this share of the rate before. */
const DECREASE = 0.75;
/** The lowest rate, in calls a second. */
const SLOWEST_RATE = 0.2;

/**
 * Holds back the calls of a client after its service asked it to wait (429 or 503 with
 * `Retry-After`).
 *
 * The gate stays shut for the time that the service named. Then it lets the waiting calls pass one
 * by one, oldest first, at the rate that the service accepted before. Each success raises the rate a
 * little, each rejection lowers it. Once no call waits and one has succeeded, the gate opens.
 */
export class Gate {
  readonly #clock: Clock;
  readonly #random: () => number;
  /** The calls that wait, the oldest first. */
  readonly #waiting: Waiting[] = [];
  #isShut = false;
  #opensAtMs = 0;
  /** When the next call may pass. */
  #nextAtMs = 0;
  /** Calls a second that pass; undefined until the first one passes. */
  #rate: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #holds = 0;
  readonly #throughput: Throughput;

  /** Makes an open gate. */
  constructor(clock: Clock, random: () => number, throughput: Throughput) {
    this.#throughput = throughput;
    this.#clock = clock;
    this.#random = random;
  }

  /** Whether a call must {@link Gate.enter} before it is sent. */
  get isShut(): boolean {
    return this.#isShut;
  }

  /** Milliseconds until it opens; 0 if calls pass one by one. */
  get opensInMs(): number {
    return Math.max(0, this.#opensAtMs - this.#clock.monotonicMs());
  }

  /** How often the gate was shut. A call notes this before it is sent, for {@link Gate.hold}. */
  get holds(): number {
    return this.#holds;
  }

  /**
   * Adds a call to those that wait.
   *
   * @param ticket Number of the call: the lowest goes first.
   * @returns `turn` resolves when the call may pass; `leave` gives up its place.
   */
  enter(ticket: number): { turn: Promise<void>; leave: () => void } {
    const { promise: turn, resolve: pass } = Promise.withResolvers<void>();
    const own = { ticket, pass };
    let place = this.#waiting.length;
    while (place > 0 && this.#waiting[place - 1].ticket > ticket) place--;
    this.#waiting.splice(place, 0, own);
    this.#advance();
    const leave = () => {
      const at = this.#waiting.indexOf(own);
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      this.#advance();
    };
    return { turn, leave };
  }

  /** Notes a response that does not ask to wait. */
  passed(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#throughput.note(nowMs, this.#isShut);
    if (this.#isShut && this.#rate !== undefined && nowMs >= this.#opensAtMs) {
      this.#rate += 1 / this.#rate;
      if (this.#waiting.length === 0) this.#isShut = false;
    }
  }

  /**
   * Notes that the service asks to wait.
   *
   * @param delayMs Milliseconds that it asks for.
   * @param holds {@link Gate.holds} when the rejected call was sent. Calls that were sent together
   * are rejected together, which lowers the rate once.
   */
  hold(delayMs: number, holds: number): void {
    const opensAtMs = this.#clock.monotonicMs() + delayMs;
    this.#opensAtMs = this.#isShut ? Math.max(this.#opensAtMs, opensAtMs) : opensAtMs;
    this.#nextAtMs = this.#opensAtMs;
    if (!this.#isShut) this.#rate = undefined;
    this.#isShut = true;
    if (holds === this.#holds) {
      this.#holds++;
      if (this.#rate !== undefined) this.#rate = Math.max(this.#rate * DECREASE, SLOWEST_RATE);
    }
    this.#advance();
  }

  /**
   * Lets calls pass whose turn it is, and sets the timer for the next one.
   *
   * @param dueMs When the timer that fired was due: a clock can lag behind its timers.
   */
  #advance(dueMs = -Infinity): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const nowMs = Math.max(this.#clock.monotonicMs(), dueMs);
    while (this.#waiting.length > 0) {
      const nextAtMs = this.#nextAtMs;
      if (nextAtMs > nowMs) {
        this.#cancelTimer = this.#clock.setTimer(() => this.#advance(nextAtMs), nextAtMs - nowMs);
        return;
      }
      // Counted as late as this: calls sent before the rejection can succeed after it.
      const { now, before } = this.#throughput;
      this.#rate ??= Math.max(Math.max(now, before) * DECREASE, 1);
      this.#nextAtMs = nowMs + 1000 / this.#rate * (0.75 + this.#random() / 2);
      this.#waiting.shift()!.pass();
    }
  }
}
