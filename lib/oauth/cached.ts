import type { Clock } from "../core/clock.ts";
import type { SharedResult } from "../core/reentry.ts";

/** How long a {@link Cached} value is used. */
interface CacheTimes {
  /** Milliseconds for which it is used without loading it again. */
  freshMs: number;
  /** Milliseconds for which it is used if loading it again fails. */
  staleMs: number;
  /** Milliseconds between two loads of a value that proved to be outdated. */
  againMs: number;
}

/** A value that is loaded once for all calls, and kept for a time. */
export class Cached<T> {
  readonly #load: () => Promise<T>;
  readonly #clock: Clock;
  readonly #times: CacheTimes;
  #value: { readonly loaded: T; readonly atMs: number } | undefined;
  #loads = 0;
  #lastLoadMs = -Infinity;
  #lastForcedLoadMs = -Infinity;
  readonly #Shared: typeof SharedResult;
  #loading: SharedResult<T> | undefined;

  /**
   * @param load Gets the value. It throws if the new value is unusable, so that the old one is kept.
   * @param Shared {@link SharedResult}, passed in because this file loads later than others that use it.
   */
  constructor(
    load: () => Promise<T>,
    clock: Clock,
    times: CacheTimes,
    Shared: typeof SharedResult,
  ) {
    this.#Shared = Shared;
    this.#load = load;
    this.#clock = clock;
    this.#times = times;
  }

  /** Number of loads that succeeded. */
  get loads(): number {
    return this.#loads;
  }

  /** The value. Loads it if it is missing or too old. */
  async get(): Promise<T> {
    const value = this.#value;
    const { freshMs, staleMs, againMs } = this.#times;
    const now = this.#clock.monotonicMs();
    const ageMs = value ? now - value.atMs : Infinity;
    if (ageMs < freshMs) return value!.loaded;
    const stale = ageMs < staleMs ? value : undefined;
    if (stale && now - this.#lastLoadMs < againMs) return stale.loaded;
    try {
      return await this.#reload();
    } catch (error) {
      if (stale) return stale.loaded;
      throw error;
    }
  }

  /**
   * Loads the value again, because the current one is outdated.
   *
   * @param used The outdated value. If another call has replaced it already, the new one is returned.
   * @param loadsBefore {@link Cached.loads} when the value was first needed: a value that was loaded
   * since then is not loaded again.
   * @returns Undefined if the last load was too recent, or this one failed.
   */
  async getAgain(used: T, loadsBefore: number): Promise<T | undefined> {
    if (this.#value && this.#value.loaded !== used) return this.#value.loaded;
    if (this.#loads > loadsBefore) return undefined;
    const now = this.#clock.monotonicMs();
    if (!this.#loading) {
      if (now - this.#lastForcedLoadMs < this.#times.againMs) return undefined;
      this.#lastForcedLoadMs = now;
    }
    return await this.#reload().catch(() => undefined);
  }

  #reload(): Promise<T> {
    if (this.#loading) return this.#loading.wait();
    this.#loading = new this.#Shared(
      "Cannot wait for a document that is being loaded: the load, such as its fetch, makes this call" +
        " itself",
    );
    return this.#loading.start(() => this.#run(), () => this.#loading = undefined);
  }

  async #run(): Promise<T> {
    this.#lastLoadMs = this.#clock.monotonicMs();
    const loaded = await this.#load();
    this.#loads++;
    this.#value = { loaded, atMs: this.#clock.monotonicMs() };
    return loaded;
  }
}
