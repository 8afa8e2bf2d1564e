import { checkNamed } from "../../core/arguments.ts";
import { isPlainObject } from "../../core/guards.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { type Clock, systemClock, within } from "../../core/clock.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { SharedResult } from "../../core/reentry.ts";
import type { IdentitiesParams } from "./client.ts";
import type { Identity } from "./documents/identity.ts";

/** The part of an {@link AuthClient} that an {@link IdentityMap} uses. */
export interface IdentityClient {
  /** Source of the time. @default {systemClock} */
  readonly clock?: Clock;
  /** Looks up identities by id or username: see {@link AuthClient.getIdentities}. */
  getIdentities(params: IdentitiesParams, options?: RequestOptions): Promise<Iterable<Identity>>;
}

/** How an {@link IdentityMap} is made. */
export interface IdentityMapOptions {
  /** Ids and usernames that will be needed: they are looked up together with the first one. */
  identityIds?: string | Iterable<string> | null | undefined;
  /** Most ids or usernames in one call. @default {100} */
  idBatchSize?: number | null | undefined;
  /** Stores identities by id and by username. Several maps can share it. @default a new Map */
  cache?: Map<string, Identity> | undefined;
}

type Kind = "ids" | "usernames";

/** An id or a username in its normalized spelling. */
interface Key {
  readonly kind: Kind;
  readonly text: string;
}

/**
 * Normalizes an id or username. Like Globus Auth, it accepts ids in either case, with or without dashes,
 * and usernames in either case.
 */
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
  /** Ends this lookup's wait, but not a call that other lookups wait for. */
  signal?: AbortSignal | undefined;
}

/** Whether a value is the options of a lookup, and not a fallback. */
function isLookupOptions(value: unknown): value is IdentityLookupOptions {
  return isPlainObject(value) && Object.keys(value).join() === "signal" &&
    (value.signal === undefined || typeof (value.signal as AbortSignal)?.aborted === "boolean");
}

/**
 * Looks up identities by id or username, with as few calls as possible. It looks up ids that will be
 * needed, or are needed at the same time, in one call, and it caches the results.
 *
 * @example Show usernames of ids
 * ```ts
 * import { AuthClient, IdentityMap, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const auth = new AuthClient({ app });
 * const changes = [{ by: "ada@fjord.example" }, { by: "kofi@harbor.example" }];
 * const names = new IdentityMap(auth, changes.map(({ by }) => by));
 * for (const { by } of changes) console.log((await names.get(by))?.name); // one request for both
 * ```
 *
 * @category Documents
 */
export class IdentityMap {
  readonly #client: IdentityClient;
  readonly #batchSize: number;
  readonly #cache: Map<string, Identity>;
  /** Ids and usernames that will be needed, by their normalized spelling. */
  readonly #pending: Record<Kind, Map<string, string>> = { ids: new Map(), usernames: new Map() };
  /** Ids and usernames that a lookup waits for and that are not requested yet. */
  readonly #wanted: Record<Kind, Map<string, string>> = { ids: new Map(), usernames: new Map() };
  readonly #asked = new Map<string, SharedResult<void>>();
  #round: Promise<void> | undefined;

  /**
   * Makes a map. It sends nothing.
   *
   * @param identityIds Ids and usernames that will be needed.
   */
  constructor(
    authClient: IdentityClient,
    identityIds: string | Iterable<string> | null | undefined,
    options?: Omit<IdentityMapOptions, "identityIds">,
  );
  /** Makes a map, with the ids as a field of `options`. It sends nothing. */
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
      throw new TypeError("Cannot look up identities: identityIds is not a list");
    }
    for (const id of ids as Iterable<string>) this.add(id);
  }

  /**
   * Adds an id or a username that will be needed; or an identity that you already have, which is then
   * found by its id and its username without a call.
   *
   * @returns Whether it was new.
   * @throws {TypeError} If it is neither a string nor a document with `id` and `username`.
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
      throw new TypeError("Cannot add an identity: it needs an id and a username");
    }
    const keys = [keyOf(identity.id).text, keyOf(identity.username).text];
    const isNew = !keys.every((key) => this.#cache.has(key));
    for (const key of keys) this.#cache.set(key, identity);
    return isNew;
  }

  /**
   * Looks up an identity by its id or username.
   *
   * @param options `signal` ends this wait, but not a call that other lookups wait for.
   * @returns Undefined if there is no such identity. This is not cached: the next lookup calls again.
   * @throws {AuthAPIError} If Globus Auth responds with an error.
   */
  get(
    identity: string,
    options?: IdentityLookupOptions & { signal: AbortSignal | undefined },
  ): Promise<Identity | undefined>;
  /**
   * Looks up an identity by its id or username.
   *
   * @param fallback Returned if there is no such identity.
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
      // All lookups in this turn of the event loop share their calls.
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
   * Removes an id or a username from the cache, so that the next lookup calls again.
   *
   * @returns Whether the cache had it.
   */
  delete(identityId: string): boolean {
    return this.#cache.delete(keyOf(identityId).text);
  }

  /** Requests all ids and usernames that lookups wait for. */
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

  /** Requests a batch, and adds as many pending ids or usernames as fit. */
  #call(kind: Kind, batch: Map<string, string>): void {
    const pending = this.#pending[kind];
    for (const [text, given] of pending) {
      if (this.#cache.has(text)) pending.delete(text);
      else if (batch.size < this.#batchSize && !this.#asked.has(text)) batch.set(text, given);
    }
    const call = new SharedResult<void>(
      "Cannot look up an identity: the current lookup, such as its fetch, makes this call itself",
    );
    for (const text of batch.keys()) this.#asked.set(text, call);
    call.start(async () => {
      await this.#fetch(kind, [...batch.values()]);
      for (const text of batch.keys()) pending.delete(text);
    }, () => {
      for (const text of batch.keys()) this.#asked.delete(text);
    }).catch(() => {
      // Each lookup that waits throws the error. There may be none left.
    });
  }

  async #fetch(kind: Kind, keys: string[]): Promise<void> {
    for (const identity of await this.#client.getIdentities({ [kind]: keys })) {
      if (!isIdentity(identity)) {
        throw new InvalidResponseError(
          "Cannot look up identities: one lacks its id or username",
          200,
        );
      }
      this.#keep(identity);
    }
  }
}
