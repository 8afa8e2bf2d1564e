import { type Clock, sleep, systemClock } from "../core/clock.ts";
import { parseStored } from "./data.ts";
import {
  type TokenDocuments,
  TokenStorage,
  TokenTransaction,
  type UpdateOptions,
} from "./token_storage.ts";
import { busyError, defaultLockTimeoutMs, Turns } from "./turns.ts";

/** An entry of Deno KV; both are null where there is none. */
export interface KvEntryLike {
  /** What is stored. */
  readonly value: unknown;
  /** Changes with each change of the value. */
  readonly versionstamp: string | null;
}

/** Changes of Deno KV that are made together or not at all. */
export interface KvAtomicLike {
  /** Makes the changes only if an entry is as it was. */
  check(entry: { key: readonly string[]; versionstamp: string | null }): KvAtomicLike;
  /** Puts a value under a key. */
  set(key: readonly string[], value: unknown, options?: { expireIn?: number }): KvAtomicLike;
  /** Removes what is under a key. */
  delete(key: readonly string[]): KvAtomicLike;
  /** Makes the changes; `ok` says whether all checks passed. */
  commit(): Promise<{ ok: boolean }>;
}

/** What is used of a `Deno.Kv`. */
export interface KvLike {
  /** The entry under a key. */
  get(key: readonly string[]): Promise<KvEntryLike>;
  /** The entries under all keys that begin with a prefix. */
  list(selector: { prefix: readonly string[] }): AsyncIterable<
    KvEntryLike & { readonly key: readonly unknown[] }
  >;
  /** Begins changes that are made together or not at all. */
  atomic(): KvAtomicLike;
}

/** How a {@link DenoKvTokenStorage} is made. */
export interface DenoKvTokenStorageOptions {
  /** Which part of the store it is. @default {"DEFAULT"} */
  readonly namespace?: string;
  /** What all keys begin with. @default {["globus-sdk", "tokens"]} */
  readonly prefix?: readonly string[];
  /** Where time comes from. */
  readonly clock?: Clock;
}

/**
 * Milliseconds after which a lease counts as left behind. The storage has no way to notice that a
 * process ended, so this is longer than any renewal takes; and whoever outlives its lease cannot
 * write any more.
 */
const leaseMs = 120_000;

/** Milliseconds that other processes may keep a store that is a file to themselves. */
const busyTimeoutMs = 10_000;

/**
 * Keeps tokens in Deno KV, so that the processes of a site share them, wherever they run.
 *
 * A change holds a lease on its namespace, and is written only if nobody changed the namespace
 * since: two processes never renew the same token.
 *
 * @example Usage
 * ```ts no-eval
 * import { DenoKvTokenStorage } from "@globus-deno/sdk";
 *
 * const kv = await Deno.openKv();
 * const storage = new DenoKvTokenStorage(kv, { namespace: "user-1" });
 * ```
 */
export class DenoKvTokenStorage extends TokenStorage {
  readonly #kv: KvLike;
  readonly #options: DenoKvTokenStorageOptions;
  readonly #clock: Clock;
  readonly #tokens: readonly string[];
  readonly #generation: readonly string[];
  readonly #lease: readonly string[];
  /** Turns within this process, shared by the storages with other namespaces made of this one. */
  #turns = new Turns();

  /** Takes an open `Deno.Kv`, which stays the caller's to close. */
  constructor(kv: KvLike, options: DenoKvTokenStorageOptions = {}) {
    super(options);
    this.#kv = kv;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const prefix = [...options.prefix ?? ["globus-sdk", "tokens"], this.namespace];
    this.#tokens = [...prefix, "token"];
    this.#generation = [...prefix, "generation"];
    this.#lease = [...prefix, "lease"];
  }

  /** The documents in the namespace. */
  protected override read(): Promise<TokenDocuments> {
    return this.#whenFree(async () => {
      const documents: TokenDocuments = new Map();
      for await (const { key, value } of this.#kv.list({ prefix: this.#tokens })) {
        // As text: an object could not hold every key.
        documents.set(String(key.at(-1)), parseStored(value));
      }
      return documents;
    });
  }

  /** Works with the store as soon as no other process has its file, where it is one. */
  async #whenFree<T>(run: () => Promise<T>): Promise<T> {
    const deadline = this.#clock.monotonicMs() + busyTimeoutMs;
    for (let pauseMs = 5;; pauseMs = Math.min(2 * pauseMs, 250)) {
      try {
        return await run();
      } catch (error) {
        // Deno KV has no type for it. Nothing was written then.
        if (!(error instanceof Error) || !/\b(locked|busy)\b/.test(error.message)) throw error;
        if (this.#clock.monotonicMs() >= deadline) throw busyError(this.#name);
        await sleep(this.#clock, pauseMs * (0.5 + Math.random()));
      }
    }
  }

  get #name(): string {
    return `namespace ${JSON.stringify(this.namespace)} of the key-value store`;
  }

  /** Changes the namespace: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options: UpdateOptions = {},
  ): Promise<T> {
    return this.#turns.take(
      JSON.stringify(this.#lease),
      this.#name,
      () => this.#change(change, options),
      options,
      this.#clock,
    );
  }

  async #change<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options: UpdateOptions,
  ): Promise<T> {
    const lease = await this.#take(options);
    try {
      const generation = await this.#whenFree(() => this.#kv.get(this.#generation));
      const tokens = new TokenTransaction(await this.read());
      const result = await change(tokens);
      if (!tokens.changed) return result;
      const write = this.#kv.atomic()
        .check({ key: this.#lease, versionstamp: lease })
        .check({ key: this.#generation, versionstamp: generation.versionstamp });
      // Of sessions that are over nothing stays.
      if (tokens.documents.size > 0) write.set(this.#generation, crypto.randomUUID());
      else write.delete(this.#generation);
      for (const [server, data] of tokens.changes) {
        const key = [...this.#tokens, server];
        if (data) write.set(key, JSON.stringify(data.toDict()));
        else write.delete(key);
      }
      if (!(await this.#whenFree(() => write.commit())).ok) throw busyError(this.#name);
      return result;
    } finally {
      await this.#whenFree(() =>
        this.#kv.atomic().check({ key: this.#lease, versionstamp: lease })
          .delete(this.#lease).commit()
      );
    }
  }

  /** Takes the lease; its versionstamp shows later that it is still ours. */
  async #take(options: UpdateOptions): Promise<string> {
    const { signal, lockTimeoutMs = defaultLockTimeoutMs } = options;
    const owner = crypto.randomUUID();
    const deadline = this.#clock.monotonicMs() + lockTimeoutMs;
    for (let pauseMs = 5;; pauseMs = Math.min(2 * pauseMs, 250)) {
      signal?.throwIfAborted();
      const held = await this.#whenFree(() => this.#kv.get(this.#lease));
      if (isOver(held.value, this.#clock.now())) {
        const until = this.#clock.now() + leaseMs;
        const { ok } = await this.#whenFree(() =>
          this.#kv.atomic()
            .check({ key: this.#lease, versionstamp: held.versionstamp })
            .set(this.#lease, { owner, until }, { expireIn: 2 * leaseMs }).commit()
        );
        const mine = ok ? await this.#whenFree(() => this.#kv.get(this.#lease)) : undefined;
        if (ownerOf(mine?.value) === owner) return mine!.versionstamp!;
      }
      if (this.#clock.monotonicMs() >= deadline) throw busyError(this.#name);
      await sleep(this.#clock, pauseMs * (0.5 + Math.random()), signal);
    }
  }

  /** The same store with another namespace. */
  override withNamespace(namespace: string): DenoKvTokenStorage {
    const other = new DenoKvTokenStorage(this.#kv, { ...this.#options, namespace });
    other.#turns = this.#turns;
    return other;
  }
}

function field(lease: unknown, name: string): unknown {
  return typeof lease === "object" && lease !== null
    ? (lease as Record<string, unknown>)[name]
    : undefined;
}

function isOver(lease: unknown, nowMs: number): boolean {
  const until = field(lease, "until");
  return typeof until !== "number" || until < nowMs;
}

function ownerOf(lease: unknown): unknown {
  return field(lease, "owner");
}
