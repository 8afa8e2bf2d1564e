/** The size and the refill rate of a token bucket. */
interface RateLimit {
  /** Calls at once. */
  readonly burst: number;
  /** Calls a minute over a long time. */
  readonly perMinute: number;
}

/** Keys that have a bucket. The key that was idle the longest is dropped first. */
const MAX_KEYS = 20_000;

/** A token bucket for each key, such as the name of a session. Each process counts for itself. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  /** By key: the calls that were left at a time. The key that was idle the longest comes first. */
  readonly #buckets = new Map<string, { left: number; at: number }>();

  /** @param now A monotonic clock in milliseconds. */
  constructor(limit: RateLimit, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /**
   * Counts a call.
   *
   * @returns 0 if the call is allowed, else the seconds until the next one is.
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
