import { GlobusError } from "@globus-deno/sdk";

/** A record of a {@link SessionStore}. */
export interface StoredRecord {
  /** The bytes of the last write. */
  readonly bytes: Uint8Array;
  /** Changes with each write: see {@link SessionStore.set}. */
  readonly version: string;
}

/** How {@link SessionStore.set} writes. */
export interface SetOptions {
  /** Milliseconds after which the store removes the record. */
  readonly ttlMs: number;
  /** Write only if the record still has this version; with null, only if there is no record. */
  readonly ifVersion?: string | null;
}

/**
 * Where the site keeps sessions: bytes under a key, with a lifetime. Several processes may share one
 * store. The condition on the version keeps them from overwriting each other's changes.
 */
export interface SessionStore {
  /** Reads the record under a key; undefined if there is none. */
  get(key: string): Promise<StoredRecord | undefined>;
  /** Writes a record. Returns false, and writes nothing, if the record has another version. */
  set(key: string, bytes: Uint8Array, options: SetOptions): Promise<boolean>;
  /**
   * Removes a record. Does nothing if there is none.
   *
   * @param ifVersion Remove it only if it still has this version. @default whatever its version
   */
  delete(key: string, ifVersion?: string): Promise<void>;
  /** Closes connections and files. */
  close(): Promise<void>;
}

/**
 * Thrown when the store does not answer. Its records are not lost. It is a `GlobusError`, so that apps
 * of the SDK pass it on unchanged.
 */
export class StoreUnavailableError extends GlobusError {
  override name = "StoreUnavailableError";
  /** Keeps the store's own error as the cause. */
  constructor(cause: unknown) {
    super("Cannot reach the session store: it does not answer", { cause });
  }
}
