import { sleep } from "../core/clock.ts";
import { TokenStorageError } from "./errors.ts";
import type { KvAccess } from "./kv_access.ts";
import type { KvAtomicLike, KvLike } from "./kv_like.ts";
import type { UpdateOptions } from "./token_storage.ts";
import { busyError, DEFAULT_LOCK_TIMEOUT_MS } from "./turns.ts";

/** Milliseconds without a heartbeat after which a lease counts as abandoned. */
const LEASE_MS = 12_000;
/** Milliseconds between two heartbeats: three of them may get lost. */
const HEARTBEAT_MS = 3_000;
/**
 * Milliseconds after which the store removes a lease that no process takes over. A day, because this
 * only tidies up: it depends on the clocks of two machines.
 */
const REMOVE_AFTER_MS = 86_400_000;
/** Longest pause in milliseconds between two attempts to get a lease. */
const MAX_PAUSE_MS = 250;
/** Longest time in milliseconds that one look at a lease adds to the time it was watched. */
const MAX_STEP_MS = 1_000;

/**
 * Lets processes take turns with a part of Deno KV. A process cannot notice that another one has
 * ended, so the holder of a lease sends heartbeats: it writes the lease again every 3 seconds. A
 * waiter that sees no heartbeat for 12 seconds, by its own monotonic clock, takes the lease over. It
 * never compares times that other machines wrote.
 */
export class KvLeases {
  readonly #access: KvAccess;
  readonly #key: readonly string[];
  #watched: { versionstamp: string; forMs: number; lastMs: number } | undefined;

  /** Takes the key of the lease. Reads and writes nothing. */
  constructor(access: KvAccess, key: readonly string[]) {
    this.#access = access;
    this.#key = key;
  }

  /**
   * Waits for the lease.
   *
   * @throws {TokenStorageError} `busy`, if other processes hold it for too long.
   */
  async take(options: UpdateOptions): Promise<KvLease> {
    const { clock, name } = this.#access;
    const { signal, lockTimeoutMs = DEFAULT_LOCK_TIMEOUT_MS } = options;
    const deadline = clock.monotonicMs() + lockTimeoutMs;
    for (let pauseMs = 5;; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      const { versionstamp } = await this.#access.run((kv) => kv.get(this.#key), signal);
      if (versionstamp === null || this.#isAbandoned(versionstamp)) {
        const lease = new KvLease(this.#access, this.#key);
        if (await lease.begin(versionstamp)) return lease;
      }
      if (clock.monotonicMs() >= deadline) throw busyError(name);
      await sleep(clock, pauseMs * (0.5 + Math.random()), signal);
    }
  }

  #isAbandoned(versionstamp: string): boolean {
    const lastMs = this.#access.clock.monotonicMs();
    const before = this.#watched?.versionstamp === versionstamp ? this.#watched : undefined;
    // Only time spent watching counts: while this machine was asleep, the holder may have been too.
    const forMs = before ? before.forMs + Math.min(lastMs - before.lastMs, MAX_STEP_MS) : 0;
    this.#watched = { versionstamp, forMs, lastMs };
    return forMs >= LEASE_MS;
  }
}

/** A lease that this process holds or tries to get. */
class KvLease {
  readonly #access: KvAccess;
  readonly #key: readonly string[];
  readonly #owner: string = crypto.randomUUID();
  readonly #end: AbortController = new AbortController();
  /** The versionstamp of our last heartbeat; undefined if the lease is not ours. */
  #versionstamp: string | undefined;
  #beating: Promise<void> | undefined;

  /** Used by {@link KvLeases}. */
  constructor(access: KvAccess, key: readonly string[]) {
    this.#access = access;
    this.#key = key;
  }

  /**
   * Tries to replace an abandoned lease, or none, by this one.
   *
   * @param seen The versionstamp of the abandoned lease; null for none.
   * @returns Whether the lease is ours.
   */
  async begin(seen: string | null): Promise<boolean> {
    await this.#write(seen);
    this.#beating = this.#beat();
    return this.#versionstamp !== undefined;
  }

  async #write(before: string | null): Promise<void> {
    const key = this.#key;
    const result = await this.#access.run((kv) =>
      kv.atomic().check({ key, versionstamp: before })
        .set(key, { owner: this.#owner }, { expireIn: REMOVE_AFTER_MS }).commit()
    );
    if (result.ok) {
      this.#versionstamp = result.versionstamp;
      return;
    }
    // It may still be ours: a write can succeed although its response was lost.
    const { value, versionstamp } = await this.#access.run((kv) => kv.get(key));
    const isOurs = (value as { owner?: unknown } | null)?.owner === this.#owner;
    this.#versionstamp = isOurs ? versionstamp! : undefined;
  }

  async #beat(): Promise<void> {
    const { signal } = this.#end;
    while (this.#versionstamp !== undefined && !signal.aborted) {
      await sleep(this.#access.clock, HEARTBEAT_MS, signal).catch(() => {});
      // Ignore a failure: the next heartbeat may succeed in time.
      if (!signal.aborted) await this.#write(this.#versionstamp).catch(() => {});
    }
  }

  /**
   * Stops the heartbeat.
   *
   * @returns The versionstamp of the lease; undefined if it is no longer ours.
   */
  async #stop(): Promise<string | undefined> {
    this.#end.abort();
    await this.#beating;
    return this.#versionstamp;
  }

  /**
   * Writes changes and ends the lease, in one step.
   *
   * @param add Adds the changes to the write.
   * @throws {TokenStorageError} `busy`, if the lease is no longer ours. Then nothing is written.
   */
  async commit(add: (write: KvAtomicLike) => void): Promise<void> {
    const { name } = this.#access;
    const versionstamp = await this.#stop();
    if (versionstamp !== undefined) {
      const { ok } = await this.#access.run((kv) => {
        const write = this.#ending(kv, versionstamp);
        add(write);
        return write.commit();
      });
      this.#versionstamp = undefined;
      if (ok) return;
    }
    throw new TokenStorageError(
      `Cannot change ${name}: another process has taken its lease over, because this one did not` +
        ` renew it for ${LEASE_MS / 1_000} seconds. Nothing was written; try again`,
      "busy",
    );
  }

  #ending(kv: KvLike, versionstamp: string): KvAtomicLike {
    return kv.atomic().check({ key: this.#key, versionstamp }).delete(this.#key);
  }

  /** Ends the lease, if it is still ours. If that fails, the lease ends for lack of heartbeats. */
  async release(): Promise<void> {
    const versionstamp = await this.#stop();
    if (versionstamp === undefined) return;
    await this.#access.run((kv) => this.#ending(kv, versionstamp).commit()).catch(() => {});
  }
}
