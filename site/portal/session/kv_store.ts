import { setImmediate } from "node:timers";
import {
  type SessionStore,
  type SetOptions,
  type StoredRecord,
  StoreUnavailableError,
} from "./store.ts";

/**
 * Sessions in Deno KV: a file that several processes on one machine may share, or the distributed
 * store of Deno Deploy. A record holds at most 64 KiB.
 */
export class KvSessionStore implements SessionStore {
  readonly #kv: Deno.Kv;
  /** The next batch of reads. It starts when the current one ends. */
  #nextBatch: { keys: Set<string>; found: Promise<Map<string, Found>> } | undefined;
  #currentBatch: Promise<unknown> = Promise.resolve();

  private constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Opens or creates the file. An empty path opens the platform's own database. */
  static async open(path: string): Promise<KvSessionStore> {
    try {
      return new KvSessionStore(await Deno.openKv(path || undefined));
    } catch (cause) {
      throw new StoreUnavailableError(cause);
    }
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    const { keys, found } = this.#nextBatch ??= this.#startBatch();
    keys.add(key);
    const { value, versionstamp } = (await found).get(key)!;
    // KV removes expired records late.
    if (value === null || value.expiresAt <= Date.now()) return undefined;
    return { bytes: value.bytes, version: versionstamp };
  }

  /**
   * Starts a batch: each key is read once, after every call that asked for it. A read blocks this
   * thread, so the batch first waits for the calls of other requests that have already arrived.
   */
  #startBatch() {
    const keys = new Set<string>();
    const found = this.#currentBatch.then(async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#nextBatch = undefined;
      const all = [...keys];
      const entries = await reached(() =>
        Promise.all(all.map((key) => this.#kv.get<Expiring>(keyOf(key))))
      );
      return new Map(entries.map((entry, i) => [all[i], entry]));
    });
    this.#currentBatch = found.catch(() => {});
    return { keys, found };
  }

  async set(key: string, bytes: Uint8Array, options: SetOptions): Promise<boolean> {
    const { ttlMs, ifVersion } = options;
    const operation = this.#kv.atomic();
    if (ifVersion !== undefined) {
      // An expired record that KV has not removed yet counts as absent.
      const versionstamp = ifVersion ?? await this.#expiredVersion(key);
      operation.check({ key: keyOf(key), versionstamp });
    }
    const value: Expiring = { bytes, expiresAt: Date.now() + ttlMs };
    const result = await reached(() =>
      operation.set(keyOf(key), value, { expireIn: ttlMs }).commit()
    );
    return result.ok;
  }

  async delete(key: string, ifVersion?: string): Promise<void> {
    const operation = this.#kv.atomic();
    if (ifVersion !== undefined) operation.check({ key: keyOf(key), versionstamp: ifVersion });
    await reached(() => operation.delete(keyOf(key)).commit());
  }

  close(): Promise<void> {
    this.#kv.close();
    return Promise.resolve();
  }

  async #expiredVersion(key: string): Promise<string | null> {
    const { value, versionstamp } = await reached(() => this.#kv.get<Expiring>(keyOf(key)));
    return value !== null && value.expiresAt <= Date.now() ? versionstamp : null;
  }
}

type Found = Deno.KvEntryMaybe<Expiring>;

interface Expiring {
  bytes: Uint8Array;
  expiresAt: number;
}

function keyOf(key: string): Deno.KvKey {
  return ["session", key];
}

/** Reports any failure of the store as one error. */
async function reached<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new StoreUnavailableError(cause);
  }
}
