import { type Clock, systemClock } from "../core/clock.ts";
import { parseStored } from "./data.ts";
import { KvAccess } from "./kv_access.ts";
import { KvLeases } from "./kv_lease.ts";
import type { KvLike } from "./kv_like.ts";
import {
  type TokenDocuments,
  TokenStorage,
  TokenTransaction,
  type UpdateOptions,
} from "./token_storage.ts";
import { Turns } from "./turns.ts";

/** Options of a {@link DenoKvTokenStorage}. */
export interface DenoKvTokenStorageOptions {
  /** The part of the store to use. @default {"DEFAULT"} */
  readonly namespace?: string | undefined;
  /** First parts of all keys. @default {["globus-sdk", "tokens"]} */
  readonly prefix?: readonly string[] | undefined;
  /** The clock of leases and time limits. @default the clock of this machine */
  readonly clock?: Clock | undefined;
}

/**
 * Keeps tokens in Deno KV, so that all processes of a site share them, also on several machines.
 *
 * A change holds a lease on its namespace and writes only while it holds it, so that two processes
 * never renew the same token. If a process stops, another one takes its lease over after 12 seconds:
 * give changes a longer `lockTimeoutMs` than that.
 *
 * @example Usage
 * ```ts
 * import { DenoKvTokenStorage } from "@globus-deno/sdk";
 *
 * using kv = await Deno.openKv(":memory:"); // without an argument, the program's database
 * const storage = new DenoKvTokenStorage(kv, { namespace: "user-1" });
 * console.log(await storage.getTokenData("transfer.api.globus.org")); // undefined
 * ```
 *
 * @category Token storage
 */
export class DenoKvTokenStorage extends TokenStorage {
  readonly #kv: KvLike;
  readonly #options: DenoKvTokenStorageOptions;
  readonly #access: KvAccess;
  readonly #tokens: readonly string[];
  readonly #leases: KvLeases;
  /** Turns within this process, which storages made by {@link withNamespace} share. */
  #turns = new Turns();

  /** Takes an open `Deno.Kv`. The caller closes it. */
  constructor(kv: KvLike, options: DenoKvTokenStorageOptions = {}) {
    super(options);
    this.#kv = kv;
    this.#options = options;
    const name = `namespace ${JSON.stringify(this.namespace)} of the key-value store`;
    this.#access = new KvAccess(kv, options.clock ?? systemClock, name);
    const prefix = [...options.prefix ?? ["globus-sdk", "tokens"], this.namespace];
    this.#tokens = [...prefix, "token"];
    this.#leases = new KvLeases(this.#access, [...prefix, "lease"]);
  }

  /** The stored documents of the namespace. */
  protected override read(): Promise<TokenDocuments> {
    return this.#access.run(async (kv) => {
      const documents: TokenDocuments = new Map();
      for await (const { key, value } of kv.list({ prefix: this.#tokens })) {
        documents.set(String(key.at(-1)), parseStored(value));
      }
      return documents;
    });
  }

  /** Changes the namespace: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options: UpdateOptions = {},
  ): Promise<T> {
    return this.#turns.take(
      this.namespace,
      this.#access.name,
      () => this.#change(change, options),
      { ...options, clock: this.#access.clock },
    );
  }

  async #change<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options: UpdateOptions,
  ): Promise<T> {
    const lease = await this.#leases.take(options);
    try {
      const tokens = new TokenTransaction(await this.read());
      const result = await change(tokens);
      if (tokens.changed) {
        await lease.commit((write) => {
          for (const [server, data] of tokens.changes) {
            const key = [...this.#tokens, server];
            // As JSON text, as in the other kinds of stores.
            if (data) write.set(key, JSON.stringify(data.toDict()));
            else write.delete(key);
          }
        });
      }
      return result;
    } finally {
      await lease.release();
    }
  }

  /** A storage in the same Deno KV, with another namespace. */
  override withNamespace(namespace: string): DenoKvTokenStorage {
    const other = new DenoKvTokenStorage(this.#kv, { ...this.#options, namespace });
    other.#turns = this.#turns;
    return other;
  }
}
