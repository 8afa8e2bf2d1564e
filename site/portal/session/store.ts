/** A record as a {@link SessionStore} keeps it. */
export interface StoredRecord {
  /** The bytes that were written. */
  readonly bytes: Uint8Array;
  /** Changes with each write: see {@link SessionStore.set}. */
  readonly version: string;
}

/** How {@link SessionStore.set} writes. */
export interface SetOptions {
  /** Milliseconds after which the record is gone by itself. */
  readonly ttlMs: number;
  /** Write only if the record still has this version; null: only if there is none. */
  readonly ifVersion?: string | null;
}

/**
 * Where the site keeps sessions: bytes under a key, for a time. Any number of processes may share
 * one store; a condition on the version keeps them from overwriting each other.
 */
export interface SessionStore {
  /** The record under a key, or undefined. */
  get(key: string): Promise<StoredRecord | undefined>;
  /** Writes a record; false if the condition on its version did not hold. */
  set(key: string, bytes: Uint8Array, options: SetOptions): Promise<boolean>;
  /** Removes a record, if there is one. */
  delete(key: string): Promise<void>;
  /** Gives the store's resources back. */
  close(): Promise<void>;
}

/** Thrown when the store cannot be reached. What it holds is not lost by that. */
export class StoreUnavailableError extends Error {
  override name = "StoreUnavailableError";
  /** Keeps the store's own error as the cause. */
  constructor(cause: unknown) {
    super("Cannot reach the session store: it does not answer", { cause });
  }
}

/**
 * Opens the store that the configuration names: Redis or Valkey by `redis://` or `rediss://`, else
 * Deno KV in a file (or in memory, for `:memory:`).
 */
export async function openSessionStore(url: string): Promise<SessionStore> {
  if (/^rediss?:/.test(url)) {
    const { RedisSessionStore } = await import("./redis_store.ts");
    return new RedisSessionStore(url);
  }
  const { KvSessionStore } = await import("./kv_store.ts");
  return await KvSessionStore.open(url);
}
