import { type SessionStore, StoreUnavailableError } from "./store.ts";

/** After this a holder counts as gone: longer than any renewal takes. */
const holdMs = 15_000;
const pollMs = 50;

/**
 * Runs `work` while nobody else of this name does, in this process or another on the same store.
 *
 * @throws {StoreUnavailableError} If the others take longer than 20 seconds.
 */
export async function exclusively<T>(
  store: SessionStore,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const key = `lock/${name}`;
  const latest = performance.now() + holdMs + 5_000;
  while (!await store.set(key, new Uint8Array([1]), { ttlMs: holdMs, ifVersion: null })) {
    if (performance.now() > latest) throw new StoreUnavailableError("a lock is not given back");
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  try {
    return await work();
  } finally {
    await store.delete(key);
  }
}
