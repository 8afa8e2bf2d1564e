import type { Clock } from "../core/clock.ts";
import type { SharedResult } from "../core/reentry.ts";

/** How long a {@link Cached} value is used. */
export interface CacheTimes {
  /** Milliseconds for which it is used as it is. */
  freshMs: number;
  /** Milliseconds for which it is used if a new one cannot be loaded. */
  staleMs: number;
  /** Milliseconds between two loads of a value that turned out to be outdated. */
  againMs: number;
}

/** A value that is loaded once for all callers, and kept for a time. */
export class Cached<T> {
  readonly #load: () => Promise<T>;
  readonly #clock: Clock;
  readonly #times: CacheTimes;
  #value: { readonly loaded: T; readonly atMs: number } | undefined;
  #loads = 0;
  #askedMs = -Infinity;
  #askedAgainMs = -Infinity;
  readonly #Shared: typeof SharedResult;
  #loading: SharedResult<T> | undefined;

  /**
   * @param load Gets the value; one that must not replace a good one is refused by throwing.
   * @param Shared The class of a result that several callers wait for.
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
   * Loads the value again, because the current one is outdated.
   *
   * @param used The outdated value: if another call has replaced it since, that one is returned.
   * @param loadsBefore What {@link Cached.loads} was when the value was first needed: a value that
   * was loaded since then is not loaded again.
   * @returns Undefined if the last load was too short a time ago, or this one failed.
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
    if (this.#loading) return this.#loading.wait();
    this.#loading = new this.#Shared(
      "Cannot wait for what is being loaded: the load, such as its fetch, makes this call itself",
    );
    return this.#loading.start(() => this.#run(), () => this.#loading = undefined);
  }

  async #run(): Promise<T> {
    this.#askedMs = this.#clock.monotonicMs();
    const loaded = await this.#load();
    this.#loads++;
    this.#value = { loaded, atMs: this.#clock.monotonicMs() };
    return loaded;
  }
}
