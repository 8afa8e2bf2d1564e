/** How often something may be done. */
export interface RateLimit {
  /** Times in a row. */
  readonly burst: number;
  /** Times a minute, in the long run. */
  readonly perMinute: number;
}

/** Keys that are remembered; of more than these, the ones that were longest idle are forgotten. */
const MAX_KEYS = 20_000;

/** Counts by key, such as the name of a session, in memory: each process of the site by itself. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  /** By key: how many are left, and when that was so. The longest idle comes first. */
  readonly #buckets = new Map<string, { left: number; at: number }>();

  /** @param now A clock that never goes back, in milliseconds. */
  constructor(limit: RateLimit, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /**
   * Takes one.
   *
   * @returns 0, or the seconds to wait until there is one.
   */
  take(key: string): number {
    const { burst, perMinute } = this.#limit;
    const at = this.#now();
    const before = this.#buckets.get(key) ?? { left: burst, at };
    const left = Math.min(burst, before.left + (at - before.at) * perMinute / 60_000);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: left >= 1 ? left - 1 : left, at });
    if (this.#buckets.size > MAX_KEYS) {
      this.#buckets.delete(this.#buckets.keys().next().value!);
    }
    return left >= 1 ? 0 : Math.ceil((1 - left) * 60 / perMinute);
  }
}
