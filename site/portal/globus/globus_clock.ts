import { type Clock, systemClock } from "@globus-deno/sdk";

/**
 * Reads Globus's current time: the system clock when live, the sandbox's clock (which users can move)
 * otherwise.
 */
export class GlobusClock {
  readonly #url: string | undefined;
  #offsetMs = 0;
  #askedAt = -Infinity;

  /** @param sandboxUrl The sandbox's address; undefined for Globus itself. */
  constructor(sandboxUrl: string | undefined) {
    this.#url = sandboxUrl && `${sandboxUrl}/_sandbox/clock`;
  }

  /**
   * Returns a clock that shows Globus's time.
   *
   * @param maxAgeMs For how many milliseconds an answer of the sandbox is used again.
   */
  async read(maxAgeMs = 1_000): Promise<Clock> {
    if (this.#url && performance.now() - this.#askedAt >= maxAgeMs) {
      this.#askedAt = performance.now();
      await this.#ask();
    }
    return { ...systemClock, now: () => Date.now() + this.#offsetMs };
  }

  /** Asks the sandbox for its time. If it does not answer, the last known difference stays. */
  async #ask(): Promise<void> {
    try {
      const response = await fetch(this.#url!, { signal: AbortSignal.timeout(1_000) });
      const { now_ms } = await response.json();
      if (response.ok && Number.isFinite(now_ms)) this.#offsetMs = now_ms - Date.now();
    } catch {
      // The page itself reports a sandbox that does not answer.
    }
  }
}
