import { type Clock, systemClock } from "@globus-deno/sdk/core";
import { type SessionStore, StoreUnavailableError } from "./store.ts";

/** Milliseconds without a heartbeat after which a lock is free again: its holder has crashed. */
const HOLD_MS = 15_000;
/** Milliseconds between two heartbeats: three of them may get lost. */
const HEARTBEAT_MS = 4_000;
/** Milliseconds that work waits for a lock: longer than the longest renewal of a token. */
const WAIT_MS = 90_000;
const POLL_MS = 50;

/** Work that holds a lock now. */
const underWay = new Set<Promise<unknown>>();

/**
 * Runs `work` while no other work with this name runs, in this or any other process on the store. The
 * lock lasts as long as the work: its holder sends heartbeats. Each holder has a token of its own, and
 * frees only its own lock.
 *
 * @param clock The source of time. Tests pass their own.
 * @throws {StoreUnavailableError} If the lock is not free within 90 seconds.
 */
export async function exclusively<T>(
  store: SessionStore,
  name: string,
  work: () => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const lock = new Lock(store, `lock/${name}`, clock);
  const latest = clock.monotonicMs() + WAIT_MS;
  while (!await lock.take()) {
    if (clock.monotonicMs() > latest) throw new StoreUnavailableError("the lock is not free");
    await new Promise<void>((resolve) => clock.setTimer(resolve, POLL_MS));
  }
  const run = lock.hold(work);
  underWay.add(run);
  try {
    return await run;
  } finally {
    underWay.delete(run);
  }
}

/** Waits for the work that holds locks now: a process that stops must not lose a renewed token. */
export async function locksReleased(): Promise<void> {
  await Promise.allSettled(underWay);
}

/** One attempt of this process to hold a lock. */
class Lock {
  readonly #store: SessionStore;
  readonly #key: string;
  readonly #clock: Clock;
  readonly #owner = crypto.getRandomValues(new Uint8Array(16));

  constructor(store: SessionStore, key: string, clock: Clock) {
    this.#store = store;
    this.#key = key;
    this.#clock = clock;
  }

  /** Takes the lock if it is free. */
  take(): Promise<boolean> {
    return this.#store.set(this.#key, this.#owner, { ttlMs: HOLD_MS, ifVersion: null });
  }

  /** Runs work, keeps the lock meanwhile, and frees it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const beating = this.#beat(stop.signal);
    try {
      return await work();
    } finally {
      stop.abort();
      await beating;
      // If the store does not answer, the lock ends for lack of heartbeats.
      await this.#ifOurs((version) => this.#store.delete(this.#key, version)).catch(() => {});
    }
  }

  async #beat(stop: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(this.#clock, HEARTBEAT_MS, stop);
      if (stop.aborted) return;
      // Ignore a failure: the next heartbeat may succeed in time.
      await this.#ifOurs((ifVersion) =>
        this.#store.set(this.#key, this.#owner, { ttlMs: HOLD_MS, ifVersion })
      ).catch(() => {});
    }
  }

  /** Changes the lock on condition that it still is this holder's. */
  async #ifOurs(change: (version: string) => Promise<unknown>): Promise<void> {
    const found = await this.#store.get(this.#key);
    const isOurs = found?.bytes.length === this.#owner.length &&
      found.bytes.every((byte, at) => byte === this.#owner[at]);
    if (isOurs) await change(found!.version);
  }
}

/** Waits until the time is over or the signal is aborted. */
function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(end, ms);
    signal.addEventListener("abort", end);
    function end(): void {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}
