import { GlobusError } from "@globus-deno/sdk";
import type { Cipher } from "./cipher.ts";
import { isMaskOf, maskFormToken } from "./form_token.ts";
import type { SessionStore, StoredRecord } from "./store.ts";

/** How long sessions live. */
interface SessionLimits {
  /** Milliseconds without a visit. */
  readonly idleMs: number;
  /** Milliseconds since the login. */
  readonly absoluteMs: number;
}

/** The limits of the site: 8 hours without a visit, 48 hours in all. */
export const SESSION_LIMITS: SessionLimits = {
  idleMs: 8 * 3_600_000,
  absoluteMs: 48 * 3_600_000,
};

/** A visit is written down at most once in this time, so that reading a page rarely writes. */
const VISIT_INTERVAL_MS = 5 * 60_000;
/** Sessions whose decrypted record stays in memory. */
const MAX_CACHED = 1_000;
/** Milliseconds until the mark of an ended session disappears, if it cannot be removed. */
const ENDED_MS = 60_000;
/** 32 bytes as base64url. */
const ID_FORM = /^[A-Za-z0-9_-]{43}$/;

/** What the store holds of a session, encrypted. Times are milliseconds since 1970. */
interface SessionRecord<Data> {
  data: Data;
  startedAt: number;
  seenAt: number;
  /** The session ends at this time at the latest. */
  endsAt: number;
}

/** A decrypted record, and what is computed from the id of its session. */
interface CachedRecord<Data> {
  name: string;
  formToken: string;
  version: string;
  record: SessionRecord<Data>;
}

/**
 * The sessions of the site. The browser keeps a random id in a cookie. The store keeps an encrypted
 * record under the hash of that id. Tokens are in that record and nowhere else.
 *
 * Each request reads the store, so that a logout or a change in any process takes effect at once. A
 * record is decrypted only if its version has changed since the last time.
 */
export class Sessions<Data extends object> {
  readonly #store: SessionStore;
  readonly #cipher: Cipher;
  readonly #empty: () => Data;
  readonly #limits: SessionLimits;
  readonly #now: () => number;
  /** By id. The first one was decrypted the longest ago. */
  readonly #cache = new Map<string, CachedRecord<Data>>();

  /**
   * @param empty Makes the data of a new session.
   * @param options Tests pass `limits` and a clock.
   */
  constructor(
    store: SessionStore,
    cipher: Cipher,
    empty: () => Data,
    options: { limits?: SessionLimits; now?: () => number } = {},
  ) {
    this.#store = store;
    this.#cipher = cipher;
    this.#empty = empty;
    this.#limits = options.limits ?? SESSION_LIMITS;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Loads the session of a cookie, or makes a new one. A new session has no record until it changes.
   *
   * @throws {StoreUnavailableError} If the store does not answer.
   */
  async load(cookie: string | undefined): Promise<Session<Data>> {
    const id = cookie && ID_FORM.test(cookie) ? cookie : randomId();
    const session = await this.#session(id, id !== cookie);
    const record = id === cookie ? await session.reload() : undefined;
    if (record && this.#now() - record.seenAt > VISIT_INTERVAL_MS) await session.update(() => {});
    return session;
  }

  async #session(id: string, isNew: boolean): Promise<Session<Data>> {
    const known = this.#cache.get(id);
    const name = known?.name ?? await hash(id);
    const formToken = known?.formToken ?? await this.#cipher.sign(`form:${name}`);
    return new Session({ id, name, isNew, formToken }, {
      store: this.#store,
      cipher: this.#cipher,
      empty: this.#empty,
      limits: this.#limits,
      now: this.#now,
      cache: this.#cache,
      another: () => this.#session(randomId(), true),
    });
  }
}

/** What a session shares with the others. */
interface SessionContext<Data> {
  store: SessionStore;
  cipher: Cipher;
  empty: () => Data;
  limits: SessionLimits;
  now: () => number;
  cache: Map<string, CachedRecord<Data>>;
  another: () => Promise<Session<Data & object>>;
}

/**
 * Thrown by a change to a session that has ended. An ended session must not come back. It is a
 * `GlobusError`, so that apps of the SDK pass it on unchanged.
 */
export class SessionEndedError extends GlobusError {
  override name = "SessionEndedError";
  /** Takes no message of its own. */
  constructor() {
    super("Cannot change the session: it has ended");
  }
}

/** One browser's session. */
export class Session<Data extends object> {
  /** The value of the browser's cookie. Secret. */
  readonly id: string;
  /** A hash of the id, which does not reveal it. Names the session in the store. */
  readonly name: string;
  /** Whether the browser does not have the id yet. */
  readonly isNew: boolean;
  readonly #formToken: string;
  #maskedToken: string | undefined;
  readonly #context: SessionContext<Data>;
  #record: SessionRecord<Data> | undefined;
  #version: string | null = null;
  /** Whether a record of the session was found or written. */
  #hadRecord = false;

  /** Used by {@link Sessions}. */
  constructor(
    identity: Pick<Session<Data>, "id" | "name" | "isNew"> & { formToken: string },
    context: SessionContext<Data>,
  ) {
    this.id = identity.id;
    this.name = identity.name;
    this.isNew = identity.isNew;
    this.#formToken = identity.formToken;
    this.#context = context;
  }

  /**
   * Each form of this session must carry it (synchronizer token pattern). It is masked afresh for each
   * request.
   */
  get formToken(): string {
    return this.#maskedToken ??= maskFormToken(this.#formToken);
  }

  /** Whether a submitted token is of a form of this session. */
  hasFormToken(masked: string): boolean {
    return isMaskOf(masked, this.#formToken);
  }

  /** Whether the session had a record and, when last read, had none. */
  get hasEnded(): boolean {
    return this.#hadRecord && !this.#record;
  }

  /** The session's data, as last read. Change it only by {@link update}. */
  get data(): Readonly<Data> {
    return this.#record?.data ?? this.#context.empty();
  }

  /** Reads the record from the store again. Returns undefined if the session has ended. */
  async reload(): Promise<{ seenAt: number } | undefined> {
    const { store, now, limits } = this.#context;
    const stored = await store.get(this.name);
    const record = await this.#decrypt(stored);
    this.#version = stored?.version ?? null;
    const isLive = record && now() < Math.min(record.endsAt, record.seenAt + limits.idleMs);
    if (isLive) this.#hadRecord = true;
    return this.#record = isLive ? record : undefined;
  }

  async #decrypt(stored: StoredRecord | undefined): Promise<SessionRecord<Data> | undefined> {
    const { cipher, cache } = this.#context;
    const last = cache.get(this.id);
    if (stored && stored.version === last?.version) return last.record;
    cache.delete(this.id);
    const record = stored &&
      await cipher.open(this.name, stored.bytes) as SessionRecord<Data> | undefined;
    if (!stored || !record?.data) return undefined;
    const { name } = this;
    cache.set(this.id, { name, formToken: this.#formToken, version: stored.version, record });
    if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
    return record;
  }

  /**
   * Changes the session's data. If another request or process changes it at the same time, `change`
   * runs again on the newer data, so it must have no other effect.
   *
   * @param endsAt When the session ends at the latest, in milliseconds since 1970.
   * @throws {SessionEndedError} If a logout or a new login has ended the session.
   */
  async update(change: (data: Data) => void, endsAt?: number): Promise<void> {
    const { store, cipher, now, limits, empty } = this.#context;
    for (let attempt = 0; attempt < 20; attempt++) {
      if (this.hasEnded) throw new SessionEndedError();
      const seenAt = now();
      const old = this.#record;
      const data = structuredClone(old?.data ?? empty());
      change(data);
      // If fifty requests make the same change, one writes and the others find it done.
      const isNoted = old && this.#version !== null && endsAt === undefined &&
        seenAt - old.seenAt <= VISIT_INTERVAL_MS;
      if (isNoted && JSON.stringify(data) === JSON.stringify(old.data)) return;
      const startedAt = old?.startedAt ?? seenAt;
      const record: SessionRecord<Data> = {
        data,
        startedAt,
        seenAt,
        endsAt: Math.min(endsAt ?? old?.endsAt ?? Infinity, startedAt + limits.absoluteMs),
      };
      const ttlMs = Math.min(limits.idleMs, record.endsAt - seenAt);
      if (ttlMs <= 0) {
        await this.destroy();
        return;
      }
      const bytes = await cipher.seal(this.name, record);
      if (await store.set(this.name, bytes, { ttlMs, ifVersion: this.#version })) {
        await this.reload();
        return;
      }
      await this.reload();
    }
    throw new Error("Cannot change the session: other requests changed it 20 times meanwhile");
  }

  /**
   * Moves the session to a new id, at a login or another gain of rights. The old id stops working at
   * once, so that an attacker who planted or saw it gains nothing.
   *
   * @param change As for {@link update}. The session's time starts again.
   * @returns The new session. Its id goes into the browser's cookie.
   */
  async rotate(change: (data: Data) => void, endsAt?: number): Promise<Session<Data>> {
    const next = await this.#context.another() as Session<Data>;
    const startedAt = this.#context.now();
    const data = await this.destroy() as Data;
    next.#record = { data, startedAt, seenAt: startedAt, endsAt: Infinity };
    await next.update(change, endsAt);
    return next;
  }

  /**
   * Ends the session and removes its record.
   *
   * @returns The last data: also what another request or process has changed since this one read it.
   */
  async destroy(): Promise<Readonly<Data>> {
    const { store, cache, cipher } = this.#context;
    const over = await cipher.seal(this.name, { ended: true });
    // After this write no other change of the session succeeds.
    for (let isOver = this.#version === null; !isOver;) {
      const options = { ttlMs: ENDED_MS, ifVersion: this.#version };
      isOver = await store.set(this.name, over, options);
      if (!isOver) await this.reload();
      isOver ||= this.#version === null;
    }
    const { data } = this;
    await store.delete(this.name);
    cache.delete(this.id);
    this.#record = undefined;
    this.#version = null;
    return data;
  }
}

function randomId(): string {
  return crypto.getRandomValues(new Uint8Array(32))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

async function hash(id: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(id)))
    .toHex();
}
