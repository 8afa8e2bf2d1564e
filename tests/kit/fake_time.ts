/**
 * Time as the FakeTime of std and other libraries fake it: `Date` and the timers are replaced, while
 * `performance.now` stays real.
 *
 * @module
 */

interface Timer {
  readonly id: number;
  readonly atMs: number;
  readonly callback: () => void;
}

/** Replaces `Date.now`, `setTimeout` and `clearTimeout` until it is disposed of. */
export class FakeTime implements Disposable {
  readonly #real = { now: Date.now, setTimeout, clearTimeout };
  readonly #timers = new Map<number, Timer>();
  #nowMs: number;
  #ids = 1_000_000;
  /** Timers that were set so far. */
  timersSet = 0;

  constructor(startMs = Date.UTC(2026, 0, 15, 12)) {
    this.#nowMs = startMs;
    Date.now = () => this.#nowMs;
    globalThis.setTimeout = ((callback: () => void, delayMs = 0) => {
      const id = this.#ids++;
      this.timersSet++;
      this.#timers.set(id, { id, atMs: this.#nowMs + Math.max(0, delayMs), callback });
      return id;
    }) as typeof setTimeout;
    globalThis.clearTimeout = ((id?: number) => {
      if (id !== undefined && !this.#timers.delete(id)) this.#real.clearTimeout(id);
    }) as typeof clearTimeout;
  }

  /** Timers that wait to fire. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Moves the time, and lets the program react to each timer that fires. */
  async tick(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await this.settle();
      const next = [...this.#timers.values()].sort((a, b) => a.atMs - b.atMs)[0];
      if (!next || next.atMs > endMs) break;
      this.#timers.delete(next.id);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }

  /** Lets the program do all that needs no time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((done) => this.#real.setTimeout(done as () => void, 0));
    }
  }

  [Symbol.dispose](): void {
    Date.now = this.#real.now;
    globalThis.setTimeout = this.#real.setTimeout;
    globalThis.clearTimeout = this.#real.clearTimeout;
  }
}
