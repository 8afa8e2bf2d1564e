import { GlobusSDKUsageError } from "../core/errors.ts";
import { isError } from "../core/guards.ts";
import { TokenStorageError } from "./errors.ts";

/** The methods of `localStorage` or `sessionStorage` that the SDK uses. */
export interface WebStorageLike {
  /** The text under a key; null if there is none. */
  getItem(key: string): string | null;
  /** Stores a text under a key. */
  setItem(key: string, value: string): void;
}

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

/**
 * Refuses what is not a browser's storage, such as the undefined `localStorage` of a worker.
 *
 * @throws {GlobusSDKUsageError} If it is not a web storage.
 */
export function checkWebStorage(storage: WebStorageLike, content: "logins" | "tokens"): void {
  if (typeof storage?.getItem === "function") return;
  throw new GlobusSDKUsageError(
    `Cannot keep ${content} there: it is not a web storage; pass localStorage or sessionStorage`,
  );
}

/** What the errors of a browser's storage mean, by name of the error. */
const BROWSER_FAILURES: Record<string, string> = {
  QuotaExceededError: "the quota of the site is used up, or the browser stores nothing for it",
  SecurityError: "the browser does not allow the page to store anything",
};

/**
 * Calls a browser's storage.
 *
 * @param action What the call does, for the message of its error.
 * @throws {TokenStorageError} With the state `unavailable` and the browser's error as its cause.
 */
export function withTypedErrors<T>(action: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const name = isError(error) ? error.name : "an unknown error";
    const state = BROWSER_FAILURES[name] ?? `the browser failed with ${name}`;
    throw new TokenStorageError(`Cannot ${action}: ${state}`, "unavailable", { cause: error });
  }
}
