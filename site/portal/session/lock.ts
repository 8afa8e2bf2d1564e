import { type Clock, systemClock } from "@globus-deno/sdk/core";
import { type SessionStore, StoreUnavailableError } from "./store.ts";

/** Milliseconds after which a holder counts as gone: longer than any renewal takes. */
const holdMs = 15_000;
const pollMs = 50;

/**
 * Runs `work` while no other work of this name runs, in this process or another on the same store.
 *
 * @param clock Where time comes from; tests give their own.
 * @throws {StoreUnavailableError} If the others take longer than 20 seconds.
 */
export async function exclusively<T>(
  store: SessionStore,
  name: string,
  work: () => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const key = `lock/${name}`;
  const latest = clock.monotonicMs() + holdMs + 5_000;
  while (!await store.set(key, new Uint8Array([1]), { ttlMs: holdMs, ifVersion: null })) {
    if (clock.monotonicMs() > latest) throw new StoreUnavailableError("a lock is not given back");
    await new Promise<void>((resolve) => clock.setTimer(resolve, pollMs));
  }
  try {
    return await work();
  } finally {
    await store.delete(key);
  }
}
