import type { Clock } from "./clock.ts";
import type { Served } from "./served.ts";

/** A call that waits for its turn. */
interface Waiting {
  readonly ticket: number;
  readonly pass: () => void;
}

/** The rate after a refusal, as a share of the one before. */
const decrease = 0.75;
/** Calls a second that pass at least. */
const slowestRate = 0.2;

/**
 * Holds back the calls of a client after its service asked it to wait (429 or 503 with
 * `Retry-After`).
 *
 * It stays shut for as long as the service said. Then it lets the calls that wait pass one by one,
 * the oldest call first, at the rate that the service has shown to take. A success raises that rate
 * a little, a refusal lowers it. As soon as no call waits and one has succeeded, the gate stands
 * open again.
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
  /** Calls a second that pass; undefined until the gate opens for the first one. */
  #rate: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #holds = 0;
  readonly #served: Served;

  /** Stands open. */
  constructor(clock: Clock, random: () => number, served: Served) {
    this.#served = served;
    this.#clock = clock;
    this.#random = random;
  }

  /** Whether a call must {@link Gate.enter}. */
  get isShut(): boolean {
    return this.#isShut;
  }

  /** Milliseconds until it opens; 0 if calls pass one by one. */
  get opensInMs(): number {
    return Math.max(0, this.#opensAtMs - this.#clock.monotonicMs());
  }

  /** How often it was shut. A call notes it before it is sent, for {@link Gate.hold}. */
  get holds(): number {
    return this.#holds;
  }

  /**
   * Joins the calls that wait.
   *
   * @param ticket The call's place: the lowest goes first.
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
  served(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#served.note(nowMs, this.#isShut);
    if (this.#isShut && this.#rate !== undefined && nowMs >= this.#opensAtMs) {
      this.#rate += 1 / this.#rate;
      if (this.#waiting.length === 0) this.#isShut = false;
    }
  }

  /**
   * Notes that the service asks to wait.
   *
   * @param delayMs Milliseconds that it asks for.
   * @param holds What {@link Gate.holds} was when the refused call was sent. Calls that were under
   * way together are refused together, which lowers the rate once.
   */
  hold(delayMs: number, holds: number): void {
    const opensAtMs = this.#clock.monotonicMs() + delayMs;
    this.#opensAtMs = this.#isShut ? Math.max(this.#opensAtMs, opensAtMs) : opensAtMs;
    this.#nextAtMs = this.#opensAtMs;
    if (!this.#isShut) this.#rate = undefined;
    this.#isShut = true;
    if (holds === this.#holds) {
      this.#holds++;
      if (this.#rate !== undefined) this.#rate = Math.max(this.#rate * decrease, slowestRate);
    }
    this.#advance();
  }

  /**
   * Lets those pass whose turn it is, and sets the timer for the next one.
   *
   * @param dueMs What the timer that fired was set for: a clock may lag behind its timers.
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
      // Counted until now: successes of calls sent before the refusal can come after it.
      this.#rate ??= Math.max(Math.max(this.#served.now, this.#served.before) * decrease, 1);
      this.#nextAtMs = nowMs + 1000 / this.#rate * (0.75 + this.#random() / 2);
      this.#waiting.shift()!.pass();
    }
  }
}
