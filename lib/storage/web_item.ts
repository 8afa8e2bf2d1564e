import type { isObject } from "../core/guards.ts";
import type { isProgram } from "../core/runtime.ts";
import type { TokenStorageError } from "./errors.ts";
import {
  documentsOf,
  emptyTokenFile,
  parseTokenFile,
  printTokenFile,
  type TokenFile,
} from "./json_format.ts";
import type { TokenDocuments, TokenTransaction, UpdateOptions } from "./token_storage.ts";
import type { busyError, Turns } from "./turns.ts";
import type { LocksLike, WebStorageLike, withTypedErrors } from "./web_storage_like.ts";

/** What a {@link WebItem} needs of the rest of the SDK. It is passed in: this file loads later. */
interface WebItemTools {
  readonly DEFAULT_LOCK_TIMEOUT_MS: number;
  readonly TokenStorageError: typeof TokenStorageError;
  readonly TokenTransaction: typeof TokenTransaction;
  readonly busyError: typeof busyError;
  readonly isObject: typeof isObject;
  readonly isProgram: typeof isProgram;
  /** Turns of this tab: the browser's locks work between tabs, not within one. */
  readonly turns: Turns;
  /** The changes of this tab. */
  readonly announced: Announced;
  readonly withTypedErrors: typeof withTypedErrors;
}

/** By key: the number of a tab's last change, and what releases the lock named for it. */
export type Announced = Map<string, { number: number; release: () => void }>;

/** Milliseconds for which a tab waits to see what another tab has stored, before it gives up. */
const MAX_LAG_MS = 1_000;

/** Whether each tab has a storage of its own, so that no turns are needed. */
function isOfOneTab(storage: WebStorageLike): boolean {
  try {
    return storage === globalThis.sessionStorage;
  } catch { // The browser does not allow the page to use it.
    return false;
  }
}

/** The item of a browser's storage that contains all tokens: does the work of `WebTokenStorage`. */
export class WebItem {
  readonly #storage: WebStorageLike;
  readonly #options: { readonly locks: LocksLike | undefined };
  readonly #key: string;
  readonly #tools: WebItemTools;

  /** Takes the storage and the key of the item. Reads and writes nothing. */
  constructor(
    storage: WebStorageLike,
    options: { readonly key: string; readonly locks: LocksLike | undefined },
    tools: WebItemTools,
  ) {
    this.#storage = storage;
    this.#options = options;
    this.#key = options.key;
    this.#tools = tools;
  }

  #file() {
    const text = this.#try("read", () => this.#storage.getItem(this.#key));
    return text === null ? emptyTokenFile() : parseTokenFile(text, this.#name, this.#tools);
  }

  /** Calls the browser's storage, and turns its errors into typed ones. */
  #try<T>(action: string, call: () => T): T {
    return this.#tools.withTypedErrors(`${action} ${this.#name}`, call);
  }

  get #name(): string {
    return `item ${JSON.stringify(this.#key)} of the browser's storage`;
  }

  /** The stored documents of a namespace. */
  read(namespace: string): TokenDocuments {
    return documentsOf(this.#file(), namespace, this.#name, this.#tools);
  }

  /** Changes a namespace: see `TokenStorage.update`. */
  update<T>(
    namespace: string,
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options: UpdateOptions,
  ): Promise<T> {
    const { TokenTransaction, turns } = this.#tools;
    const locks = isOfOneTab(this.#storage)
      ? undefined
      : this.#options.locks ?? (globalThis.navigator as { locks?: LocksLike })?.locks;
    const work = async () => {
      await this.#catchUp(locks);
      const tokens = new TokenTransaction(this.read(namespace));
      const result = await change(tokens);
      if (tokens.changed) {
        // Another namespace of the same item can change at the same time.
        const write = () => this.#write(namespace, tokens, locks);
        await (locks ? locks.request(this.#key, {}, write) : write());
      }
      return result;
    };
    const key = `${this.#key} ${namespace}`;
    return turns.take(
      key,
      this.#name,
      () => locks ? this.#lock(locks, key, work, options) : work(),
      options,
    );
  }

  /**
   * Waits until this tab sees what other tabs have stored. A browser can release a lock before it
   * shows the change, so each tab holds a lock that is named for the number of its last change.
   *
   * @returns The highest number of a change that a lock is named for.
   */
  async #catchUp(locks: LocksLike | undefined): Promise<number> {
    // A program sees all changes at once, and a lock that is held would keep it from ending.
    if (!locks?.query || this.#tools.isProgram()) return 0;
    const { held = [] } = await locks.query();
    const prefix = this.#announcement("");
    const newest = held.reduce((most, { name = "" }) => {
      const number = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0;
      return Math.max(most, number || 0);
    }, 0);
    // This tab made the newest change, and sees it already.
    if (newest === this.#tools.announced.get(this.#key)?.number) return newest;
    const until = performance.now() + MAX_LAG_MS;
    while (numberOf(this.#file()) < newest && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return newest;
  }

  async #write(
    namespace: string,
    tokens: TokenTransaction,
    locks: LocksLike | undefined,
  ): Promise<void> {
    const newest = await this.#catchUp(locks);
    const file = this.#file();
    const number = 1 + Math.max(newest, numberOf(file));
    const head = new Map(file.head).set("change", number);
    const text = printTokenFile({ ...file, head }, namespace, tokens);
    this.#try("change", () => this.#storage.setItem(this.#key, text));
    if (!locks?.query || this.#tools.isProgram()) return;
    await new Promise<void>((taken) => {
      locks.request(this.#announcement(number), { mode: "shared" }, () => {
        taken();
        return new Promise<void>((release) => {
          const { announced } = this.#tools;
          announced.get(this.#key)?.release();
          announced.set(this.#key, { number, release });
        });
      }).catch(() => taken());
    });
  }

  #announcement(number: number | ""): string {
    return `${this.#key}#${number}`;
  }

  async #lock<T>(
    locks: LocksLike,
    key: string,
    work: () => Promise<T>,
    { signal, lockTimeoutMs }: UpdateOptions,
  ): Promise<T> {
    const { DEFAULT_LOCK_TIMEOUT_MS, busyError } = this.#tools;
    // The signal ends the wait for the lock; it has no effect once the lock is held.
    const wait = new AbortController();
    const timer = setTimeout(
      () => wait.abort(busyError(this.#name)),
      lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
    );
    const onAbort = () => wait.abort(signal!.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    try {
      return await locks.request(key, { signal: wait.signal }, () => {
        end();
        return work();
      });
    } finally {
      end();
    }
  }
}

/** The number of the change that wrote a file; 0 if it has none. */
function numberOf({ head }: TokenFile): number {
  return Number(head.get("change")) || 0;
}
