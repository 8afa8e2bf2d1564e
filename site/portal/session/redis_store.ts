import { createClient } from "redis";
import {
  type SessionStore,
  type SetOptions,
  type StoredRecord,
  StoreUnavailableError,
} from "./store.ts";

type Client = ReturnType<typeof createClient>;

/** Lua: compares the version and writes, in one atomic step. */
const SET_SCRIPT = `
local version = redis.call('HGET', KEYS[1], 'v') or ''
if ARGV[1] ~= '*' and ARGV[1] ~= version then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[2], 'b', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

/** Lua: compares the version and deletes, in one atomic step. */
const DELETE_SCRIPT = `
if redis.call('HGET', KEYS[1], 'v') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Milliseconds that a request waits for Redis. */
const TIMEOUT_MS = 3_000;

/**
 * Sessions in Redis or Valkey, for a site that runs on several machines. A lost connection is opened
 * again in the background; until then calls fail at once.
 */
export class RedisSessionStore implements SessionStore {
  readonly #client: Client;
  #connecting: Promise<unknown> | undefined;

  /** Does not connect yet: the first call does. */
  constructor(url: string) {
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      commandOptions: { timeout: TIMEOUT_MS },
      socket: {
        connectTimeout: TIMEOUT_MS,
        reconnectStrategy: (retries: number) => Math.min(100 * 2 ** retries, 2_000),
      },
    });
    // Without a listener a lost connection would end the process. Each call reports it instead.
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
      client.eval(SET_SCRIPT, {
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

  async delete(key: string, ifVersion?: string): Promise<void> {
    await this.#call<unknown>((client) =>
      ifVersion === undefined
        ? client.del(keyOf(key))
        : client.eval(DELETE_SCRIPT, { keys: [keyOf(key)], arguments: [ifVersion] })
    );
  }

  async close(): Promise<void> {
    // Do this first: while Redis is down, connecting never ends.
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
      const onError = done(() => reject(new Error("Cannot connect to Redis")));
      const timer = setTimeout(onError, TIMEOUT_MS);
      this.#client.on("ready", onReady);
      this.#client.on("error", onError);
    });
  }
}

function keyOf(key: string): string {
  return `globus-site:${key}`;
}
