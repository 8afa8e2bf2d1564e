import { isObject } from "../core/guards.ts";
import type { LoginAttempt, LoginStateStore } from "../oauth/login_states.ts";
import { checkWebStorage, type WebStorageLike, withTypedErrors } from "./web_storage_like.ts";

/** Options of a {@link WebStorageLoginStateStore}. */
export interface WebStorageLoginStateStoreOptions {
  /** Key of the one item that contains all logins. @default {"globus-sdk-logins"} */
  readonly key?: string | undefined;
}

/**
 * Stores logins in the browser, for pages without a server. In `sessionStorage` each tab has its own
 * logins, and they outlive the visit to the login page and a reload.
 *
 * A {@link RedirectLoginFlowManager} uses it by default.
 *
 * @example The logins of this tab
 * ```ts
 * import { LoginStates, WebStorageLoginStateStore } from "@globus-deno/sdk";
 *
 * const states = new LoginStates(new WebStorageLoginStateStore(sessionStorage));
 * console.log(states instanceof LoginStates); // true
 * ```
 *
 * @category Logins
 */
export class WebStorageLoginStateStore implements LoginStateStore {
  readonly #storage: WebStorageLike;
  readonly #key: string;

  /**
   * Takes `sessionStorage` or `localStorage`. Reads and writes nothing.
   *
   * @throws {GlobusSDKUsageError} If it is not a web storage.
   */
  constructor(storage: WebStorageLike, options: WebStorageLoginStateStoreOptions = {}) {
    checkWebStorage(storage, "logins");
    this.#storage = storage;
    this.#key = options.key ?? "globus-sdk-logins";
  }

  /**
   * Reads and writes in one synchronous step. An item that is malformed counts as missing.
   *
   * @throws {TokenStorageError} If the browser stores nothing for the page.
   */
  update<T>(
    browserKey: string,
    change: (
      attempts: readonly LoginAttempt[],
    ) => { attempts: readonly LoginAttempt[]; result: T },
  ): T {
    const all = this.#read();
    const { attempts, result } = change(all.get(browserKey) ?? []);
    all.delete(browserKey);
    if (attempts.length > 0) all.set(browserKey, attempts);
    const text = JSON.stringify([...all]);
    withTypedErrors("store a login", () => this.#storage.setItem(this.#key, text));
    return result;
  }

  #read(): Map<string, readonly LoginAttempt[]> {
    const text = withTypedErrors("read the logins", () => this.#storage.getItem(this.#key));
    try {
      const entries: [string, LoginAttempt[]][] = JSON.parse(text ?? "[]");
      return new Map(entries.filter(([, attempts]) => attempts.every(isAttempt)));
    } catch { // Another script has written it.
      return new Map();
    }
  }
}

/** Whether a stored value is a login: other scripts of the page can write to the storage too. */
function isAttempt(value: unknown): boolean {
  return isObject(value) &&
    ["state", "issuer", "redirectUri", "requestedScopes", "verifier"]
      .every((name) => typeof value[name] === "string") &&
    typeof value.startedAtMs === "number";
}
