import { type Clock, systemClock } from "@globus-deno/sdk/core";
import { type SessionStore, StoreUnavailableError } from "./store.ts";

/** Milliseconds after which a lock is free again, even if its holder crashed. */
const HOLD_MS = 15_000;
const POLL_MS = 50;

/**
 * Runs `work` while no other work with this name runs, in this or any other process on the store.
 *
 * @param clock The source of time. Tests pass their own.
 * @throws {StoreUnavailableError} If the lock is not free within 20 seconds.
 */
export async function exclusively<T>(
  store: SessionStore,
  name: string,
  work: () => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const key = `lock/${name}`;
  const latest = clock.monotonicMs() + HOLD_MS + 5_000;
  while (!await store.set(key, new Uint8Array([1]), { ttlMs: HOLD_MS, ifVersion: null })) {
    if (clock.monotonicMs() > latest) throw new StoreUnavailableError("the lock is not free");
    await new Promise<void>((resolve) => clock.setTimer(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    await store.delete(key);
  }
}
