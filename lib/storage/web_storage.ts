import { isProgram } from "../core/runtime.ts";
import {
  documentsOf,
  emptyTokenFile,
  parseTokenFile,
  printTokenFile,
  type TokenFile,
} from "./json_format.ts";
import {
  type TokenDocuments,
  TokenStorage,
  TokenTransaction,
  type UpdateOptions,
} from "./token_storage.ts";
import { busyError, DEFAULT_LOCK_TIMEOUT_MS, Turns } from "./turns.ts";
import { checkWebStorage, type WebStorageLike, withTypedErrors } from "./web_storage_like.ts";

/** The methods of `navigator.locks` that the SDK uses. */
export interface LocksLike {
  /** Runs a function with a lock that no other tab can hold at the same time, unless it is shared. */
  request<T>(
    name: string,
    options: { signal?: AbortSignal | undefined; mode?: "shared" | undefined },
    work: () => Promise<T>,
  ): Promise<T>;
  /** The locks that all tabs hold. */
  query?(): Promise<{ held?: readonly { name?: string }[] }>;
}

/** Options of a {@link WebTokenStorage}. */
export interface WebTokenStorageOptions {
  /** The part of the store to use. @default {"DEFAULT"} */
  readonly namespace?: string | undefined;
  /** Key of the one item that contains all tokens. @default {"globus-sdk-tokens"} */
  readonly key?: string | undefined;
  /** Locks with which tabs take turns. @default {navigator.locks} */
  readonly locks?: LocksLike | undefined;
}

const turns = /* @__PURE__ */ new Turns();

/** By key: the number of this tab's last change, and what releases the lock named for it. */
const announced = /* @__PURE__ */ new Map<string, { number: number; release: () => void }>();

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

/**
 * Keeps tokens in the browser: in `sessionStorage` until the tab is closed, in `localStorage` until
 * they are removed. Tabs that share a storage take turns, if the browser has locks.
 *
 * Every script that runs on the page can read the tokens. A site with a server should keep tokens
 * there.
 *
 * @example Usage
 * ```ts ignore
 * const app = new UserApp("my-page", {
 *   clientId,
 *   config: { tokenStorage: new WebTokenStorage(sessionStorage) },
 * });
 * ```
 *
 * @category Token storage
 */
export class WebTokenStorage extends TokenStorage {
  readonly #storage: WebStorageLike;
  readonly #options: WebTokenStorageOptions;
  readonly #key: string;

  /**
   * Takes the browser's storage. Reads and writes nothing.
   *
   * @throws {GlobusSDKUsageError} If it is not `localStorage`, `sessionStorage` or the like.
   */
  constructor(storage: WebStorageLike, options: WebTokenStorageOptions = {}) {
    super(options);
    checkWebStorage(storage, "tokens");
    this.#storage = storage;
    this.#options = options;
    this.#key = options.key ?? "globus-sdk-tokens";
  }

  #file() {
    const text = this.#try("read", () => this.#storage.getItem(this.#key));
    return text === null ? emptyTokenFile() : parseTokenFile(text, this.#name);
  }

  /** Calls the browser's storage, and turns its errors into typed ones. */
  #try<T>(action: string, call: () => T): T {
    return withTypedErrors(`${action} ${this.#name}`, call);
  }

  get #name(): string {
    return `item ${JSON.stringify(this.#key)} of the browser's storage`;
  }

  /** False: scripts of a page must not have refresh tokens, which last for months. */
  override get isLongLived(): boolean {
    return false;
  }

  /** The stored documents of the namespace. */
  // deno-lint-ignore require-await -- a malformed item is a rejection
  protected override async read(): Promise<TokenDocuments> {
    return documentsOf(this.#file(), this.namespace, this.#name);
  }

  /** Changes the item: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options: UpdateOptions = {},
  ): Promise<T> {
    const locks = isOfOneTab(this.#storage)
      ? undefined
      : this.#options.locks ?? (globalThis.navigator as { locks?: LocksLike })?.locks;
    const work = async () => {
      await this.#catchUp(locks);
      const tokens = new TokenTransaction(await this.read());
      const result = await change(tokens);
      if (tokens.changed) {
        // Another namespace of the same item can change at the same time.
        const write = () => this.#write(tokens, locks);
        await (locks ? locks.request(this.#key, {}, write) : write());
      }
      return result;
    };
    const key = `${this.#key} ${this.namespace}`;
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
    if (!locks?.query || isProgram()) return 0;
    const { held = [] } = await locks.query();
    const prefix = this.#announcement("");
    const newest = held.reduce((most, { name = "" }) => {
      const number = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0;
      return Math.max(most, number || 0);
    }, 0);
    // This tab made the newest change, and sees it already.
    if (newest === announced.get(this.#key)?.number) return newest;
    const until = performance.now() + MAX_LAG_MS;
    while (numberOf(this.#file()) < newest && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return newest;
  }

  async #write(tokens: TokenTransaction, locks: LocksLike | undefined): Promise<void> {
    const newest = await this.#catchUp(locks);
    const file = this.#file();
    const number = 1 + Math.max(newest, numberOf(file));
    const head = new Map(file.head).set("change", number);
    const text = printTokenFile({ ...file, head }, this.namespace, tokens);
    this.#try("change", () => this.#storage.setItem(this.#key, text));
    if (!locks?.query || isProgram()) return;
    await new Promise<void>((taken) => {
      locks.request(this.#announcement(number), { mode: "shared" }, () => {
        taken();
        return new Promise<void>((release) => {
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
    { signal, lockTimeoutMs = DEFAULT_LOCK_TIMEOUT_MS }: UpdateOptions,
  ): Promise<T> {
    // The signal ends the wait for the lock; it has no effect once the lock is held.
    const wait = new AbortController();
    const timer = setTimeout(() => wait.abort(busyError(this.#name)), lockTimeoutMs);
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

  /** A storage in the same item, with another namespace. */
  override withNamespace(namespace: string): WebTokenStorage {
    return new WebTokenStorage(this.#storage, { ...this.#options, namespace });
  }
}

/** The number of the change that wrote a file; 0 if it has none. */
function numberOf({ head }: TokenFile): number {
  return Number(head.get("change")) || 0;
}
