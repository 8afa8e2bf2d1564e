import { createClient } from "redis";
import type { SessionStore, SetOptions, StoredRecord } from "./store.ts";
import { StoreUnavailableError } from "./store.ts";

type Client = ReturnType<typeof createClient>;

/** Compares the version and writes, in one step of the server. */
const setScript = `
local version = redis.call('HGET', KEYS[1], 'v') or ''
if ARGV[1] ~= '*' and ARGV[1] ~= version then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[2], 'b', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

/** Milliseconds that a page waits for the store before it says that the store is down. */
const answerMs = 3_000;

/**
 * Sessions in Redis or Valkey: for sites that run on several machines. A lost connection is made
 * again by itself, and calls fail at once until it is.
 */
export class RedisSessionStore implements SessionStore {
  readonly #client: Client;
  #connecting: Promise<unknown> | undefined;

  /** Connects at the first call. */
  constructor(url: string) {
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      commandOptions: { timeout: answerMs },
      socket: {
        connectTimeout: answerMs,
        reconnectStrategy: (retries: number) => Math.min(100 * 2 ** retries, 2_000),
      },
    });
    // Without a listener a lost connection would end the process; each call reports it instead.
    this.#client.on("error", () => {});
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    const found = await this.#call((client) =>
      client.hGetAll(keyOf(key)) as Promise<Record<string, string>>
    );
    if (!found.v || !found.b) return undefined;
    return { bytes: Uint8Array.fromBase64(found.b), version: found.v };
  }

  async set(key: string, bytes: Uint8Array, options: SetOptions): Promise<boolean> {
    const { ttlMs, ifVersion } = options;
    const written = await this.#call((client) =>
      client.eval(setScript, {
        keys: [keyOf(key)],
        arguments: [
          ifVersion === undefined ? "*" : ifVersion ?? "",
          crypto.randomUUID(),
          bytes.toBase64(),
          String(Math.ceil(ttlMs)),
        ],
      })
    );
    return written === 1;
  }

  async delete(key: string): Promise<void> {
    await this.#call((client) => client.del(keyOf(key)));
  }

  async close(): Promise<void> {
    // First of all: while the store is away, connecting goes on for ever.
    if (this.#client.isOpen) this.#client.destroy();
    await this.#connecting;
  }

  async #call<T>(call: (client: Client) => Promise<T>): Promise<T> {
    try {
      if (!this.#client.isOpen) this.#connecting = this.#client.connect().catch(() => {});
      if (!this.#client.isReady) await this.#ready();
      return await call(this.#client);
    } catch (cause) {
      throw new StoreUnavailableError(cause);
    }
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (end: () => void) => () => {
        clearTimeout(timer);
        this.#client.off("ready", onReady);
        this.#client.off("error", onError);
        end();
      };
      const onReady = done(resolve);
      const onError = done(() => reject(new Error("no connection")));
      const timer = setTimeout(onError, answerMs);
      this.#client.on("ready", onReady);
      this.#client.on("error", onError);
    });
  }
}

const keyOf = (key: string) => `globus-site:${key}`;
