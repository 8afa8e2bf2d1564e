import { type Clock, systemClock } from "@globus-deno/sdk";

/**
 * The time that Globus lives by. That of Globus itself is ours; that of a sandbox is asked for,
 * because whoever tries things out there can move it.
 */
export class GlobusClock {
  readonly #url: string | undefined;
  #offsetMs = 0;
  #askedAt = -Infinity;

  /** @param sandboxUrl Where the sandbox is; undefined for Globus itself. */
  constructor(sandboxUrl: string | undefined) {
    this.#url = sandboxUrl && `${sandboxUrl}/_sandbox/clock`;
  }

  /**
   * The clock.
   *
   * @param maxAgeMs Milliseconds after which a sandbox is asked for its time again.
   */
  async read(maxAgeMs = 1_000): Promise<Clock> {
    if (this.#url && performance.now() - this.#askedAt >= maxAgeMs) {
      this.#askedAt = performance.now();
      await this.#ask({ signal: AbortSignal.timeout(1_000) });
    }
    return { ...systemClock, now: () => Date.now() + this.#offsetMs };
  }

  /**
   * Moves a sandbox's clock forward.
   *
   * @throws {TypeError} If there is no sandbox that answers.
   */
  async advance(seconds: number): Promise<void> {
    const moved = this.#url && await this.#ask({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ advance_seconds: seconds }),
    });
    if (!moved) throw new TypeError("Cannot move the clock: there is no sandbox that answers");
  }

  /** Asks for the time; without an answer the last one known stays. */
  async #ask(init: RequestInit): Promise<boolean> {
    try {
      const response = await fetch(this.#url!, init);
      const { now_ms } = await response.json();
      if (!response.ok || !Number.isFinite(now_ms)) return false;
      this.#offsetMs = now_ms - Date.now();
      return true;
    } catch {
      return false;
    }
  }
}
