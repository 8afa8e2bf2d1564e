import { checkNamed } from "../../core/arguments.ts";
import { isPlainObject } from "../../core/guards.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { type Clock, systemClock, within } from "../../core/clock.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { SharedResult } from "../../core/reentry.ts";
import type { IdentitiesParams } from "./client.ts";
import type { Identity } from "./documents/identity.ts";

/** What an {@link IdentityMap} asks of an {@link AuthClient}. */
export interface IdentityClient {
  /** Where time comes from. */
  readonly clock?: Clock;
  /** Looks up identities by id or name. */
  getIdentities(params: IdentitiesParams, options?: RequestOptions): Promise<Iterable<Identity>>;
}

/** How an {@link IdentityMap} is made. */
export interface IdentityMapOptions {
  /** Ids and user names that will be looked up: they are sent along with the first that is. */
  identityIds?: string | Iterable<string> | null | undefined;
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

function isIdentity(value: unknown): value is Identity {
  return typeof value === "object" && value !== null && "id" in value &&
    typeof value.id === "string" &&
    "username" in value && typeof value.username === "string";
}

/** How one lookup waits. */
export interface IdentityLookupOptions {
  /** Ends this wait, but not a call that others wait for too. */
  signal?: AbortSignal | undefined;
}

/** Whether a value is the options of a lookup, and not what to give where nothing is found. */
function isLookupOptions(value: unknown): value is IdentityLookupOptions {
  return isPlainObject(value) && Object.keys(value).join() === "signal" &&
    (value.signal === undefined || typeof (value.signal as AbortSignal)?.aborted === "boolean");
}

/**
 * Looks up identities by id or by user name, with as few calls as possible: keys that are known to
 * be needed, or are asked for at the same time, go together, and what was found is kept.
 *
 * @example Names of all who changed something
 * ```ts ignore
 * const names = new IdentityMap(authClient, changes.map(({ by }) => by));
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
  readonly #asked = new Map<string, SharedResult<void>>();
  #round: Promise<void> | undefined;

  /**
   * Takes a client, and what is known to be needed; nothing is sent.
   *
   * @param identityIds Ids and user names that will be looked up.
   */
  constructor(
    authClient: IdentityClient,
    identityIds: string | Iterable<string> | null | undefined,
    options?: Omit<IdentityMapOptions, "identityIds">,
  );
  /** Takes a client; nothing is sent. */
  constructor(authClient: IdentityClient, options?: IdentityMapOptions);
  constructor(
    authClient: IdentityClient,
    idsOrOptions?: string | Iterable<string> | null | IdentityMapOptions,
    lastOptions?: IdentityMapOptions,
  ) {
    const options = isPlainObject(idsOrOptions)
      ? idsOrOptions as IdentityMapOptions
      : { ...lastOptions, identityIds: idsOrOptions as Iterable<string> | null | undefined };
    checkNamed("new IdentityMap(authClient, identityIds, options)", lastOptions);
    this.#client = authClient;
    this.#batchSize = options.idBatchSize || 100;
    this.#cache = options.cache ?? new Map();
    const { identityIds = [] } = options;
    const ids: unknown = typeof identityIds === "string" ? [identityIds] : identityIds ?? [];
    if (typeof ids !== "object" || !(Symbol.iterator in ids!)) {
      throw new TypeError("Cannot look up identities: their ids and names are not a list");
    }
    for (const id of ids as Iterable<string>) this.add(id);
  }

  /**
   * Notes an id or user name that will be needed, or keeps an identity that is known already: it is
   * then found by its id and its name, and not asked for.
   *
   * @returns Whether it was new.
   * @throws {TypeError} If it is neither text nor a document with `id` and `username`.
   */
  add(identity: string | Identity): boolean {
    if (typeof identity !== "string") return this.#keep(identity);
    const { kind, text } = keyOf(identity);
    if (this.#cache.has(text) || this.#pending[kind].has(text)) return false;
    this.#pending[kind].set(text, identity);
    return true;
  }

  #keep(identity: Identity): boolean {
    if (!isIdentity(identity)) {
      throw new TypeError("Cannot add an identity: it has no id or no username");
    }
    const keys = [keyOf(identity.id).text, keyOf(identity.username).text];
    const isNew = !keys.every((key) => this.#cache.has(key));
    for (const key of keys) this.#cache.set(key, identity);
    return isNew;
  }

  /**
   * An identity, by its id or user name.
   *
   * @param options `signal` ends this wait, not a call that others wait for too.
   * @returns Undefined if there is no such identity. That is not kept: it is asked for again.
   * @throws {AuthAPIError} If Globus Auth refuses to look it up.
   */
  get(
    identity: string,
    options?: IdentityLookupOptions & { signal: AbortSignal | undefined },
  ): Promise<Identity | undefined>;
  /**
   * An identity, by its id or user name, or what to give where there is none.
   *
   * @param fallback Given if there is no such identity.
   */
  get<T>(identity: string, fallback: T, options?: IdentityLookupOptions): Promise<Identity | T>;
  async get(
    identity: string,
    fallback?: unknown,
    options?: IdentityLookupOptions,
  ): Promise<unknown> {
    checkNamed("get(identity, fallback, { signal })", options);
    if (options === undefined && isLookupOptions(fallback)) {
      return await this.#get(identity, fallback.signal);
    }
    return await this.#get(identity, options?.signal) ?? fallback;
  }

  async #get(identityId: string, signal?: AbortSignal): Promise<Identity | undefined> {
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
    if (call) {
      const { clock = systemClock } = this.#client;
      await (signal ? within(clock, call.wait(), signal) : call.wait());
    }
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
    const call = new SharedResult<void>(
      "Cannot look up an identity: the lookup under way, such as its fetch, makes this call itself",
    );
    for (const text of batch.keys()) this.#asked.set(text, call);
    call.start(async () => {
      await this.#fetch(kind, [...batch.values()]);
      for (const text of batch.keys()) pending.delete(text);
    }, () => {
      for (const text of batch.keys()) this.#asked.delete(text);
    }).catch(() => {
      // The error is thrown to those who wait for a key; there may be none.
    });
  }

  async #fetch(kind: Kind, keys: string[]): Promise<void> {
    for (const identity of await this.#client.getIdentities({ [kind]: keys })) {
      if (!isIdentity(identity)) {
        throw new InvalidResponseError("Cannot look up identities: one has no id or username", 200);
      }
      this.#keep(identity);
    }
  }
}
