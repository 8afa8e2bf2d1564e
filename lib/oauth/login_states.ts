import { type Clock, systemClock } from "../core/clock.ts";
import { showAs } from "../core/inspection.ts";
import type { GlobusOAuthFlowManager } from "./flow.ts";

/** A login that was begun and not finished. It holds secrets: keep it on the server. */
export interface LoginAttempt {
  /** Identifies the login: it comes back with the callback. */
  readonly state: string;
  /** The server that was asked. */
  readonly issuer: string;
  /** Whether that server must name itself in the callback. @default {false} */
  readonly issuerRequired?: boolean;
  /** Where the browser is sent back to. */
  readonly redirectUri: string;
  /** The scopes asked for, as text. */
  readonly requestedScopes: string;
  /** Whether refresh tokens are asked for. */
  readonly refreshTokens: boolean;
  /** PKCE verifier. Secret. */
  readonly verifier: string;
  /** What the ID token must repeat; undefined if none is asked for. */
  readonly nonce?: string;
  /** Where to go afterwards. */
  readonly returnTo?: string;
  /** When it was begun, in milliseconds since 1970. */
  readonly startedAtMs: number;
}

/**
 * Keeps the logins that browsers have begun. Values are plain documents that survive JSON.
 *
 * Its one operation must not be interrupted by another one for the same browser: otherwise a
 * callback could be accepted twice.
 */
export interface LoginStateStore {
  /**
   * Reads the logins of a browser, and writes back what `change` makes of them; an empty list
   * removes them. `change` may be called again if another writer came first.
   *
   * @returns What the last `change` gave as `result`.
   */
  update<T>(
    browserKey: string,
    change: (
      attempts: readonly LoginAttempt[],
    ) => { attempts: readonly LoginAttempt[]; result: T },
  ): T | Promise<T>;
}

/** How a {@link MemoryLoginStateStore} is made. */
export interface MemoryLoginStateStoreOptions {
  /** Browsers whose logins are kept; beyond that the oldest are dropped. @default {10_000} */
  readonly maxBrowsers?: number | undefined;
}

/**
 * Keeps logins in memory: for one process, and tests. Logins that never end do not fill it: each
 * login that begins removes those that are over, and the number of browsers is limited.
 */
export class MemoryLoginStateStore implements LoginStateStore {
  /** In the order in which each browser last began a login. */
  readonly #attempts = new Map<string, readonly LoginAttempt[]>();
  readonly #maxBrowsers: number;

  /**
   * Makes an empty store.
   *
   * @throws {RangeError} If `maxBrowsers` is not a positive integer.
   */
  constructor(options: MemoryLoginStateStoreOptions = {}) {
    const { maxBrowsers = 10_000 } = options;
    if (!Number.isInteger(maxBrowsers) || maxBrowsers < 1) {
      throw new RangeError("Cannot keep logins: maxBrowsers must be a positive integer");
    }
    this.#maxBrowsers = maxBrowsers;
  }

  /** Reads and writes without interruption. */
  update<T>(
    browserKey: string,
    change: (
      attempts: readonly LoginAttempt[],
    ) => { attempts: readonly LoginAttempt[]; result: T },
  ): T {
    const before = this.#attempts.get(browserKey) ?? [];
    const { attempts, result } = change(before);
    const newest = attempts.at(-1);
    const begun = newest && !before.includes(newest) ? newest : undefined;
    if (begun || !newest) this.#attempts.delete(browserKey);
    if (newest) this.#attempts.set(browserKey, attempts);
    if (begun) this.#sweep(begun.startedAtMs);
    return result;
  }

  /** Removes the logins that are over, and the oldest beyond the limit. */
  #sweep(nowMs: number): void {
    for (const [browserKey, attempts] of this.#attempts) {
      const isOver = nowMs - attempts.at(-1)!.startedAtMs >= LOGIN_LIFETIME_MS;
      if (!isOver && this.#attempts.size <= this.#maxBrowsers) return;
      this.#attempts.delete(browserKey);
    }
  }
}

/** Milliseconds after which a login can no longer be finished. */
export const LOGIN_LIFETIME_MS = 600_000;
/** Logins that one browser can have under way; the oldest is dropped first. */
export const MAX_PENDING_LOGINS = 5;
/** Milliseconds by which the clocks of a site's machines may differ. */
const CLOCK_LEEWAY_MS = 60_000;

/**
 * The logins that browsers have begun: each is bound to its browser, lives for 10 minutes, and is
 * taken once, whatever its outcome.
 *
 * @example A login that begins in one request and ends in another
 * ```ts ignore
 * const logins = new LoginStates(store);
 * // POST /login
 * const flow = client.oauth2StartFlow(redirectUri, scopes);
 * await logins.begin(browserKey, flow, { returnTo: "/tasks" });
 * return Response.redirect(await flow.getAuthorizeUrl(), 303);
 * // GET /callback
 * const callback = parseCallback(request.url);
 * const attempt = await logins.take(browserKey, callback.state);
 * const code = callback.codeFor(attempt);
 * const tokens = await client.oauth2StartFlow(redirectUri, attempt.requestedScopes, attempt)
 *   .exchangeCodeForTokens(code);
 * ```
 */
export class LoginStates {
  readonly #store: LoginStateStore;
  readonly #clock: Clock;

  /**
   * Takes a store.
   *
   * @param clock Where time comes from.
   */
  constructor(store: LoginStateStore, clock: Clock = systemClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Keeps a login that begins.
   *
   * @param browserKey Identifies the browser, such as its session's id.
   * @param flow The flow that was started for it.
   * @param options `returnTo`: where to go afterwards, already checked: {@link safeReturnTo}.
   * `issuerRequired`: whether an answer must name its server, because the OpenID configuration has
   * `authorization_response_iss_parameter_supported`. Globus does not at present. @default {false}
   */
  async begin(
    browserKey: string,
    flow: GlobusOAuthFlowManager,
    options: { returnTo?: string; issuerRequired?: boolean } = {},
  ): Promise<LoginAttempt> {
    const { state, issuer, redirectUri, requestedScopes, refreshTokens, verifier, nonce } = flow;
    const attempt = masked({
      state,
      issuer,
      issuerRequired: options.issuerRequired,
      redirectUri,
      requestedScopes,
      refreshTokens,
      verifier,
      nonce,
      returnTo: options.returnTo,
      startedAtMs: this.#clock.now(),
    });
    await this.#store.update(browserKey, (attempts) => ({
      attempts: [...this.#withoutEnded(attempts), attempt].slice(-MAX_PENDING_LOGINS),
      result: undefined,
    }));
    return attempt;
  }

  /**
   * Takes the login that a callback belongs to. It cannot be taken again: of many calls at the same
   * time, one gets it.
   *
   * Another machine may have begun the login: its clock may be up to a minute ahead of this one's.
   *
   * @returns Undefined if this browser began none with this state, or too long ago.
   */
  async take(browserKey: string, state: string): Promise<LoginAttempt | undefined> {
    const latestMs = this.#clock.now() + CLOCK_LEEWAY_MS;
    const taken = await this.#store.update(browserKey, (attempts) => {
      const left = this.#withoutEnded(attempts);
      const isAsked = (attempt: LoginAttempt) =>
        attempt.state === state && attempt.startedAtMs <= latestMs;
      return {
        attempts: left.filter((attempt) => !isAsked(attempt)),
        result: left.find(isAsked),
      };
    });
    return taken && masked({ ...taken });
  }

  /** A start in the future does not count as ended: another machine's clock may have written it. */
  #withoutEnded(attempts: readonly LoginAttempt[]): LoginAttempt[] {
    const now = this.#clock.now();
    return attempts.filter(({ startedAtMs }) => now - startedAtMs < LOGIN_LIFETIME_MS);
  }
}

/** Hides the secrets of a login when it is printed. As JSON, for stores, it has them. */
function masked(attempt: LoginAttempt): LoginAttempt {
  const hide = (name: string, value: unknown) =>
    ["state", "nonce", "verifier"].includes(name) && value ? "[redacted]" : value;
  showAs(attempt, () => `LoginAttempt ${JSON.stringify(attempt, hide)}`);
  return attempt;
}
