import { setImmediate } from "node:timers";
import type { SessionStore, SetOptions, StoredRecord } from "./store.ts";
import { StoreUnavailableError } from "./store.ts";

/**
 * Sessions in Deno KV: a file that several processes of one machine may share, and on Deno Deploy
 * the distributed store of the same interface. A record holds 64 KiB at most.
 */
export class KvSessionStore implements SessionStore {
  readonly #kv: Deno.Kv;
  /** Reads that go together, as soon as those under way are back. */
  #waiting: { keys: Set<string>; found: Promise<Map<string, Found>> } | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  private constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Opens the file, or makes it; the platform's own database for an empty path. */
  static async open(path: string): Promise<KvSessionStore> {
    try {
      return new KvSessionStore(await Deno.openKv(path || undefined));
    } catch (cause) {
      throw new StoreUnavailableError(cause);
    }
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    const { keys, found } = this.#waiting ??= this.#readTogether();
    keys.add(key);
    const { value, versionstamp } = (await found).get(key)!;
    // KV removes expired records in its own time, which can be later.
    if (value === null || value.expiresAt <= Date.now()) return undefined;
    return { bytes: value.bytes, version: versionstamp };
  }

  /**
   * Each key is read once, and later than anybody asked for it. A read holds this thread, so it
   * waits for the other requests that have come by now.
   */
  #readTogether() {
    const keys = new Set<string>();
    const found = this.#reading.then(async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#waiting = undefined;
      const all = [...keys];
      const entries = await reached(() =>
        Promise.all(all.map((key) => this.#kv.get<Expiring>(keyOf(key))))
      );
      return new Map(entries.map((entry, i) => [all[i], entry]));
    });
    this.#reading = found.catch(() => {});
    return { keys, found };
  }

  async set(key: string, bytes: Uint8Array, options: SetOptions): Promise<boolean> {
    const { ttlMs, ifVersion } = options;
    const operation = this.#kv.atomic();
    if (ifVersion !== undefined) {
      // A record that has expired, but is still there, counts as none.
      const versionstamp = ifVersion ?? await this.#expiredVersion(key);
      operation.check({ key: keyOf(key), versionstamp });
    }
    const value: Expiring = { bytes, expiresAt: Date.now() + ttlMs };
    const result = await reached(() =>
      operation.set(keyOf(key), value, { expireIn: ttlMs }).commit()
    );
    return result.ok;
  }

  async delete(key: string): Promise<void> {
    await reached(() => this.#kv.delete(keyOf(key)));
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

const keyOf = (key: string): Deno.KvKey => ["session", key];

async function reached<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new StoreUnavailableError(cause);
  }
}
