/** Milliseconds for which responses are counted, to learn how many calls the service takes. */
const countedMs = 1000;

/** Counts responses that do not ask to wait. */
export class Served {
  /** Those of the last second or so, and those of the second before. */
  now = 0;
  before = 0;
  #countsFromMs = -Infinity;

  /**
   * Notes a response.
   *
   * @param isHeldBack Whether the client holds calls back: that time says nothing of the service.
   */
  note(nowMs: number, isHeldBack = false): void {
    const passedMs = nowMs - this.#countsFromMs;
    if (!isHeldBack && passedMs >= countedMs) {
      this.before = passedMs < 2 * countedMs ? this.now : 0;
      this.now = 0;
      this.#countsFromMs = nowMs;
    }
    this.now++;
  }
}
