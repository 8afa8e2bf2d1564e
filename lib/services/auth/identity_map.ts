import type { RequestOptions } from "../../core/client.ts";
import { type Clock, systemClock, within } from "../../core/clock.ts";
import type { IdentitiesParams } from "./client.ts";
import type { Identity } from "./identity.ts";

/** What an {@link IdentityMap} asks of an {@link AuthClient}. */
export interface IdentityClient {
  /** Where time comes from. */
  readonly clock?: Clock;
  /** Looks up identities by id or name. */
  getIdentities(params: IdentitiesParams, options?: RequestOptions): Promise<Iterable<Identity>>;
}

/** How an {@link IdentityMap} is made. */
export interface IdentityMapOptions {
  /** Ids and user names that will be looked up: they ride along with the first that is. */
  identityIds?: Iterable<string> | null;
  /** Ids or names to ask for in one call. @default {100} */
  idBatchSize?: number | null;
  /** Where identities are kept by id and by user name; several maps can share it. */
  cache?: Map<string, Identity>;
}

type Kind = "ids" | "usernames";

/** A key in the one spelling under which it is kept. */
interface Key {
  readonly kind: Kind;
  readonly text: string;
}

/** Ids count in any case, with or without dashes, as with Globus Auth; names in any case. */
function keyOf(given: string): Key {
  const digits = given.replace(/^urn:uuid:|[{}-]/g, "");
  if (!/^[0-9a-f]{32}$/i.test(digits)) return { kind: "usernames", text: given.toLowerCase() };
  const text = digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return { kind: "ids", text };
}

/**
 * Looks up identities by id or by user name, as few calls as possible: keys that are known to be
 * needed, or are asked for at the same time, go together, and what was found is kept.
 *
 * @example Names of all who changed something
 * ```ts ignore
 * const names = new IdentityMap(authClient, { identityIds: changes.map(({ by }) => by) });
 * for (const { by } of changes) console.log((await names.get(by))?.username);
 * ```
 */
export class IdentityMap {
  readonly #client: IdentityClient;
  readonly #batchSize: number;
  readonly #cache: Map<string, Identity>;
  /** Keys that will be needed, as given, by their one spelling. */
  readonly #pending: Record<Kind, Map<string, string>> = { ids: new Map(), usernames: new Map() };
  /** Keys that are waited for and not asked for yet. */
  readonly #wanted: Record<Kind, Map<string, string>> = { ids: new Map(), usernames: new Map() };
  readonly #asked = new Map<string, Promise<void>>();
  #round: Promise<void> | undefined;

  /** Takes a client; nothing is sent. */
  constructor(authClient: IdentityClient, options: IdentityMapOptions = {}) {
    this.#client = authClient;
    this.#batchSize = options.idBatchSize || 100;
    this.#cache = options.cache ?? new Map();
    for (const id of options.identityIds ?? []) this.add(id);
  }

  /**
   * Notes an id or user name that will be needed.
   *
   * @returns Whether it was new.
   */
  add(identityId: string): boolean {
    const { kind, text } = keyOf(identityId);
    if (this.#cache.has(text) || this.#pending[kind].has(text)) return false;
    this.#pending[kind].set(text, identityId);
    return true;
  }

  /**
   * An identity, by its id or user name.
   *
   * @param options `signal` ends this wait, not a call that others wait for too.
   * @returns Undefined if there is no such identity. That is not kept: it is asked for again.
   * @throws {AuthAPIError} If Globus Auth refuses to look it up.
   */
  async get(
    identityId: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<Identity | undefined> {
    const { signal } = options;
    signal?.throwIfAborted();
    const key = keyOf(identityId);
    const cached = this.#cache.get(key.text);
    if (cached) return cached;
    let call = this.#asked.get(key.text);
    if (!call) {
      this.#wanted[key.kind].set(key.text, identityId);
      // All who ask in this turn of the event loop share the calls.
      this.#round ??= Promise.resolve().then(() => this.#ask());
      await this.#round;
      call = this.#asked.get(key.text);
    }
    if (call) await (signal ? within(this.#client.clock ?? systemClock, call, signal) : call);
    return this.#cache.get(key.text);
  }

  /**
   * Forgets what was found under an id or user name.
   *
   * @returns Whether anything was.
   */
  delete(identityId: string): boolean {
    return this.#cache.delete(keyOf(identityId).text);
  }

  /** Asks for all keys that are waited for. */
  #ask(): void {
    this.#round = undefined;
    for (const kind of ["ids", "usernames"] as const) {
      const wanted = [...this.#wanted[kind]];
      this.#wanted[kind].clear();
      for (let at = 0; at < wanted.length; at += this.#batchSize) {
        this.#call(kind, new Map(wanted.slice(at, at + this.#batchSize)));
      }
    }
  }

  /** Asks for some keys, and for as many pending ones as fit beside them. */
  #call(kind: Kind, batch: Map<string, string>): void {
    const pending = this.#pending[kind];
    for (const [text, given] of pending) {
      if (this.#cache.has(text)) pending.delete(text);
      else if (batch.size < this.#batchSize && !this.#asked.has(text)) batch.set(text, given);
    }
    const call = this.#fetch(kind, [...batch.values()]).then(() => {
      for (const text of batch.keys()) pending.delete(text);
    }).finally(() => {
      for (const text of batch.keys()) this.#asked.delete(text);
    });
    // Whoever waits for one of the keys sees the error; nobody may.
    call.catch(() => {});
    for (const text of batch.keys()) this.#asked.set(text, call);
  }

  async #fetch(kind: Kind, keys: string[]): Promise<void> {
    for (const identity of await this.#client.getIdentities({ [kind]: keys })) {
      this.#cache.set(keyOf(identity.id).text, identity);
      this.#cache.set(keyOf(identity.username).text, identity);
    }
  }
}
