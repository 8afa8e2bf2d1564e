/** Milliseconds of one count. */
const COUNTED_MS = 1000;

/** Counts the responses that do not ask to wait, to learn how many calls a second the service takes. */
export class Throughput {
  /** Responses of the current count. */
  now = 0;
  /** Responses of the count before. */
  before = 0;
  #countsFromMs = -Infinity;

  /**
   * Counts a response.
   *
   * @param isHeldBack Whether the client holds calls back. That time says nothing about the service.
   */
  note(nowMs: number, isHeldBack = false): void {
    const passedMs = nowMs - this.#countsFromMs;
    if (!isHeldBack && passedMs >= COUNTED_MS) {
      this.before = passedMs < 2 * COUNTED_MS ? this.now : 0;
      this.now = 0;
      this.#countsFromMs = nowMs;
    }
    this.now++;
  }
}
