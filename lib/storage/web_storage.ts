import { isObject } from "../core/guards.ts";
import { loadPart } from "../core/load_part.ts";
import { isProgram } from "../core/runtime.ts";
import { TokenStorageError } from "./errors.ts";
import {
  type TokenDocuments,
  TokenStorage,
  TokenTransaction,
  type UpdateOptions,
} from "./token_storage.ts";
import { busyError, DEFAULT_LOCK_TIMEOUT_MS, Turns } from "./turns.ts";
import type { Announced, WebItem } from "./web_item.ts";
import {
  checkWebStorage,
  type LocksLike,
  type WebStorageLike,
  withTypedErrors,
} from "./web_storage_like.ts";

export type { LocksLike };

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
const announced: Announced = /* @__PURE__ */ new Map();

/**
 * Keeps tokens in the browser: in `sessionStorage` until the tab is closed, in `localStorage` until
 * they are removed. Tabs that share a storage take turns, if the browser has locks.
 *
 * Every script that runs on the page can read the tokens. A site with a server should keep tokens
 * there.
 *
 * @example Usage
 * ```ts
 * import { UserApp, WebTokenStorage } from "@globus-deno/sdk";
 *
 * const app = new UserApp("my-page", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { tokenStorage: new WebTokenStorage(sessionStorage) },
 * });
 * console.log(await app.loginRequired()); // true
 * ```
 *
 * @category Token storage
 */
export class WebTokenStorage extends TokenStorage {
  readonly #storage: WebStorageLike;
  readonly #options: WebTokenStorageOptions;
  readonly #key: string;
  #made: WebItem | undefined;

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

  /** False: scripts of a page must not have refresh tokens, which last for months. */
  override get isLongLived(): boolean {
    return false;
  }

  /** The stored documents of the namespace. */
  protected override async read(): Promise<TokenDocuments> {
    return (await this.#item()).read(this.namespace);
  }

  /** Changes the item: see {@link TokenStorage.update}. */
  override async update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options: UpdateOptions = {},
  ): Promise<T> {
    return await (await this.#item()).update(this.namespace, change, options);
  }

  /** What reads and writes the item. Its code loads with the first use. */
  async #item(): Promise<WebItem> {
    if (this.#made) return this.#made;
    const { WebItem } = await loadPart("use the browser's storage", import("./web_item.ts"));
    const { locks } = this.#options;
    return this.#made ??= new WebItem(this.#storage, { key: this.#key, locks }, {
      DEFAULT_LOCK_TIMEOUT_MS,
      TokenStorageError,
      TokenTransaction,
      announced,
      busyError,
      isObject,
      isProgram,
      turns,
      withTypedErrors,
    });
  }

  /** A storage in the same item, with another namespace. */
  override withNamespace(namespace: string): WebTokenStorage {
    return new WebTokenStorage(this.#storage, { ...this.#options, namespace });
  }
}
