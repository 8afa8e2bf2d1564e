/**
 * Opens a store that several processes share, by its kind.
 *
 * @module
 */

import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { type Clock, systemClock } from "../../lib/core/clock.ts";
import { DenoKvTokenStorage } from "../../lib/storage/kv.ts";
import type { TokenStorage } from "../../lib/storage/token_storage.ts";

/** The kinds of stores that processes can share. */
export const SHARED_KINDS = ["json", "sqlite", "kv"];

/**
 * A clock that runs faster than this machine's, so that an abandoned lease expires soon. Its dates are
 * correct.
 */
export function fastClock(factor: number): Clock {
  return {
    now: systemClock.now,
    monotonicMs: () => performance.now() * factor,
    setTimer: (callback, delayMs) => systemClock.setTimer(callback, delayMs / factor),
  };
}

/** An open store, and what closes it. */
export interface OpenStore {
  storage: TokenStorage;
  close(): void;
}

/**
 * Opens a token store of any kind at a path.
 *
 * @param path The file, also of Deno KV.
 */
export async function openStore(
  kind: string,
  path: string,
  options: { namespace?: string; clock?: Clock } = {},
): Promise<OpenStore> {
  if (kind === "kv") {
    const kv = await Deno.openKv(path);
    return { storage: new DenoKvTokenStorage(kv, options), close: () => kv.close() };
  }
  const type = kind === "json" ? JSONTokenStorage : SQLiteTokenStorage;
  return { storage: new type(path, options), close() {} };
}
