import type { Clock } from "../core/clock.ts";

/** How long a {@link Cached} value is used. */
export interface CacheTimes {
  /** Milliseconds for which it is used without a question. */
  freshMs: number;
  /** Milliseconds for which it is used if it cannot be had anew. */
  staleMs: number;
  /** Milliseconds that must pass before it is asked for again because it did not serve. */
  againMs: number;
}

/** Something loaded once for all who need it, and kept for a time. */
export class Cached<T> {
  readonly #load: () => Promise<T>;
  readonly #clock: Clock;
  readonly #times: CacheTimes;
  #value: { readonly loaded: T; readonly atMs: number } | undefined;
  #loads = 0;
  #askedMs = -Infinity;
  #askedAgainMs = -Infinity;
  #loading: Promise<T> | undefined;

  /** @param load Gets the value; one that must not replace a good one is refused by throwing. */
  constructor(load: () => Promise<T>, clock: Clock, times: CacheTimes) {
    this.#load = load;
    this.#clock = clock;
    this.#times = times;
  }

  /** How often it was loaded. */
  get loads(): number {
    return this.#loads;
  }

  /** The value, loaded if it must be. */
  async get(): Promise<T> {
    const value = this.#value;
    const { freshMs, staleMs, againMs } = this.#times;
    const now = this.#clock.monotonicMs();
    const ageMs = value ? now - value.atMs : Infinity;
    if (ageMs < freshMs) return value!.loaded;
    const stale = ageMs < staleMs ? value : undefined;
    if (stale && now - this.#askedMs < againMs) return stale.loaded;
    try {
      return await this.#reload();
    } catch (error) {
      if (stale) return stale.loaded;
      throw error;
    }
  }

  /**
   * The value loaded anew, because the one at hand did not serve.
   *
   * @param used The one that did not serve: whoever comes late gets what others have loaded since.
   * @param loadsBefore What {@link Cached.loads} was when it was first needed: one that was loaded
   * since then is as new as can be.
   * @returns Undefined if that was tried too short a time ago, or failed.
   */
  async getAgain(used: T, loadsBefore: number): Promise<T | undefined> {
    if (this.#value && this.#value.loaded !== used) return this.#value.loaded;
    if (this.#loads > loadsBefore) return undefined;
    const now = this.#clock.monotonicMs();
    if (!this.#loading) {
      if (now - this.#askedAgainMs < this.#times.againMs) return undefined;
      this.#askedAgainMs = now;
    }
    return await this.#reload().catch(() => undefined);
  }

  #reload(): Promise<T> {
    return this.#loading ??= this.#run().finally(() => this.#loading = undefined);
  }

  async #run(): Promise<T> {
    this.#askedMs = this.#clock.monotonicMs();
    const loaded = await this.#load();
    this.#loads++;
    this.#value = { loaded, atMs: this.#clock.monotonicMs() };
    return loaded;
  }
}
