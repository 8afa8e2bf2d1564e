import type { Cipher } from "./cipher.ts";
import type { SessionStore, StoredRecord } from "./store.ts";

/** How long sessions live. */
export interface SessionLimits {
  /** Milliseconds without a visit. */
  readonly idleMs: number;
  /** Milliseconds since the login. */
  readonly absoluteMs: number;
}

/** The limits of the site: eight hours without a visit, two days in all. */
export const SESSION_LIMITS: SessionLimits = {
  idleMs: 8 * 3_600_000,
  absoluteMs: 48 * 3_600_000,
};

/** A visit within this time of the last one noted is not noted: reading should not mean writing. */
const noteVisitMs = 5 * 60_000;
/** Sessions whose record is remembered as it was opened. */
const maxOpened = 1_000;
const idForm = /^[A-Za-z0-9_-]{43}$/;

interface SessionRecord<Data> {
  data: Data;
  startedAt: number;
  seenAt: number;
  /** When the session ends whatever happens: it never outlives what it can do. */
  endsAt: number;
}

/** A record that was opened, and what is made from the id of its session. */
interface Opened<Data> {
  name: string;
  formToken: string;
  version: string;
  record: SessionRecord<Data>;
}

/**
 * The sessions of the site. A browser holds a random id in its cookie; the store holds, under the
 * hash of the id, an encrypted record. Tokens are in that record and nowhere else.
 *
 * Each request asks the store, so that a logout or a change in any process counts at once; but what
 * the store gives is decrypted only when its version is another than the last time.
 */
export class Sessions<Data extends object> {
  readonly #store: SessionStore;
  readonly #cipher: Cipher;
  readonly #empty: () => Data;
  readonly #limits: SessionLimits;
  readonly #now: () => number;
  /** By id; the one opened the longest ago comes first. */
  readonly #opened = new Map<string, Opened<Data>>();

  /**
   * @param empty Makes the data of a session that nothing is known of yet.
   * @param options `limits` and the clock, for tests.
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
   * The session of a cookie, or a new one. A new one costs no record until something is put in it.
   *
   * @throws {StoreUnavailableError} If the store does not answer.
   */
  async load(cookie: string | undefined): Promise<Session<Data>> {
    const id = cookie && idForm.test(cookie) ? cookie : randomId();
    const session = await this.#session(id, id !== cookie);
    const record = id === cookie ? await session.reload() : undefined;
    if (record && this.#now() - record.seenAt > noteVisitMs) await session.update(() => {});
    return session;
  }

  async #session(id: string, isNew: boolean): Promise<Session<Data>> {
    const known = this.#opened.get(id);
    const name = known?.name ?? await hash(id);
    const context: SessionContext<Data> = {
      store: this.#store,
      cipher: this.#cipher,
      empty: this.#empty,
      limits: this.#limits,
      now: this.#now,
      opened: this.#opened,
      another: () => this.#session(randomId(), true),
    };
    const formToken = known?.formToken ?? await this.#cipher.sign(`form:${name}`);
    return new Session(context, id, name, isNew, formToken);
  }
}

interface SessionContext<Data> {
  store: SessionStore;
  cipher: Cipher;
  empty: () => Data;
  limits: SessionLimits;
  now: () => number;
  opened: Map<string, Opened<Data>>;
  another: () => Promise<Session<Data & object>>;
}

/** Thrown when a session is changed that has ended meanwhile: nothing may bring it back. */
export class SessionEndedError extends Error {
  override name = "SessionEndedError";
  /** Says that the session is over. */
  constructor() {
    super("Cannot change the session: it has ended");
  }
}

/** One browser's session. */
export class Session<Data extends object> {
  /** What the browser's cookie holds. */
  readonly id: string;
  /** Names the session's records in the store: a hash, from which the id cannot be found. */
  readonly name: string;
  /** Whether the browser does not have this id yet. */
  readonly isNew: boolean;
  /** What each form of this session must carry (the synchronizer token pattern). */
  readonly formToken: string;
  readonly #context: SessionContext<Data>;
  #record: SessionRecord<Data> | undefined;
  #version: string | null = null;

  /** Used by {@link Sessions}. */
  constructor(
    context: SessionContext<Data>,
    id: string,
    name: string,
    isNew: boolean,
    formToken: string,
  ) {
    this.#context = context;
    this.id = id;
    this.name = name;
    this.isNew = isNew;
    this.formToken = formToken;
  }

  /** Changes with each change of the session; null while it has no record. */
  get version(): string | null {
    return this.#version;
  }

  /** What is known of the session, as last read. Change it through {@link update} only. */
  get data(): Readonly<Data> {
    return this.#record?.data ?? this.#context.empty();
  }

  /** Reads the record again. */
  async reload(): Promise<{ seenAt: number } | undefined> {
    const { store, now, limits } = this.#context;
    const stored = await store.get(this.name);
    const record = await this.#open(stored);
    this.#version = stored?.version ?? null;
    const live = record && now() < Math.min(record.endsAt, record.seenAt + limits.idleMs);
    return this.#record = live ? record : undefined;
  }

  async #open(stored: StoredRecord | undefined): Promise<SessionRecord<Data> | undefined> {
    const { cipher, opened } = this.#context;
    const last = opened.get(this.id);
    if (stored && stored.version === last?.version) return last.record;
    opened.delete(this.id);
    const record = stored &&
      await cipher.open(this.name, stored.bytes) as SessionRecord<Data> | undefined;
    if (!record) return undefined;
    const { formToken, name } = this;
    opened.set(this.id, { name, formToken, version: stored.version, record });
    if (opened.size > maxOpened) opened.delete(opened.keys().next().value!);
    return record;
  }

  /**
   * Changes the session's data. When another request or process changed it meanwhile, `change` is
   * applied again, to what that one wrote: so it must not do anything else.
   *
   * @param endsAt Milliseconds since 1970 after which the session can do nothing any more.
   * @throws {SessionEndedError} If the session was ended by a logout or a new login meanwhile.
   */
  async update(change: (data: Data) => void, endsAt?: number): Promise<void> {
    const { store, cipher, now, limits, empty } = this.#context;
    for (let attempt = 0; attempt < 20; attempt++) {
      const seenAt = now();
      const old = this.#record;
      const data = structuredClone(old?.data ?? empty());
      change(data);
      // Of fifty requests that want the same thing, forty-nine find it done and need not write.
      const isNoted = old && seenAt - old.seenAt <= noteVisitMs && endsAt === undefined;
      if (isNoted && JSON.stringify(data) === JSON.stringify(old.data)) return;
      const startedAt = old?.startedAt ?? seenAt;
      const record: SessionRecord<Data> = {
        data,
        startedAt,
        seenAt,
        endsAt: Math.min(endsAt ?? old?.endsAt ?? Infinity, startedAt + limits.absoluteMs),
      };
      const ttlMs = Math.min(limits.idleMs, record.endsAt - seenAt);
      if (ttlMs <= 0) return await this.destroy();
      const bytes = await cipher.seal(this.name, record);
      if (await store.set(this.name, bytes, { ttlMs, ifVersion: this.#version })) {
        await this.reload();
        return;
      }
      await this.reload();
      if (old && !this.#record) throw new SessionEndedError();
    }
    throw new Error("Cannot change the session: others change it all the time");
  }

  /**
   * Moves the session to a new id, at a login or another gain of rights: the old id is dead at once,
   * so that whoever planted or saw it has nothing.
   *
   * @param change As for {@link update}; the time of the session starts anew.
   * @returns The session to go on with; its id goes into the browser's cookie.
   */
  async rotate(change: (data: Data) => void, endsAt?: number): Promise<Session<Data>> {
    const next = await this.#context.another() as Session<Data>;
    const startedAt = this.#context.now();
    const data = this.data as Data;
    await this.destroy();
    next.#record = { data, startedAt, seenAt: startedAt, endsAt: Infinity };
    await next.update(change, endsAt);
    return next;
  }

  /** Ends the session: its record is removed. */
  async destroy(): Promise<void> {
    await this.#context.store.delete(this.name);
    this.#context.opened.delete(this.id);
    this.#record = undefined;
    this.#version = null;
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
