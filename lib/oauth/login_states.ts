import { type Clock, systemClock } from "../core/clock.ts";
import { showAs } from "../core/inspection.ts";
import type { GlobusOAuthFlowManager } from "./flow.ts";

/** A login that has begun and not ended. It contains secrets: keep it on the server. */
export interface LoginAttempt {
  /** Identifies the login: it comes back with the callback. */
  readonly state: string;
  /** The server that the browser was sent to. */
  readonly issuer: string;
  /** Whether that server must name itself in the callback. @default {false} */
  readonly issuerRequired?: boolean;
  /** Where Globus sends the browser back to. */
  readonly redirectUri: string;
  /** The requested scopes, separated by spaces. */
  readonly requestedScopes: string;
  /** Whether the login requests refresh tokens. */
  readonly refreshTokens: boolean;
  /** PKCE verifier. Secret. */
  readonly verifier: string;
  /** The ID token must repeat it; undefined if `openid` was not requested. */
  readonly nonce?: string;
  /** Path of the site to go to after the login. */
  readonly returnTo?: string;
  /** When the login began, in milliseconds since 1970. */
  readonly startedAtMs: number;
}

/**
 * Stores the logins that browsers have begun. The values are plain documents that survive JSON.
 *
 * Two updates for the same browser must not overlap: otherwise a callback could be accepted twice.
 */
export interface LoginStateStore {
  /**
   * Reads the logins of a browser, and writes the list that `change` returns; an empty list removes the
   * entry. `change` may be called again if another writer was faster.
   *
   * @returns The `result` of the last call of `change`.
   */
  update<T>(
    browserKey: string,
    change: (
      attempts: readonly LoginAttempt[],
    ) => { attempts: readonly LoginAttempt[]; result: T },
  ): T | Promise<T>;
}

/** Options of a {@link MemoryLoginStateStore}. */
export interface MemoryLoginStateStoreOptions {
  /** Most browsers whose logins are kept; beyond that the oldest are dropped. @default {10_000} */
  readonly maxBrowsers?: number | undefined;
}

/**
 * Stores logins in memory, for a single process and for tests. Logins that never end do not fill it:
 * each new login removes those that are too old, and the number of browsers is limited.
 *
 * @example A site of one process
 * ```ts
 * import { LoginStates, MemoryLoginStateStore } from "@globus-deno/sdk";
 *
 * const states = new LoginStates(new MemoryLoginStateStore({ maxBrowsers: 1_000 }));
 * console.log(await states.take("browser", "unknown")); // undefined
 * ```
 *
 * @category Logins
 */
export class MemoryLoginStateStore implements LoginStateStore {
  /** By browser, in the order in which each last began a login. */
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

  /** Reads and writes in one synchronous step. */
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

  /** Removes the logins that are too old, and the oldest beyond the limit. */
  #sweep(nowMs: number): void {
    for (const [browserKey, attempts] of this.#attempts) {
      const isOver = nowMs - attempts.at(-1)!.startedAtMs >= LOGIN_LIFETIME_MS;
      if (!isOver && this.#attempts.size <= this.#maxBrowsers) return;
      this.#attempts.delete(browserKey);
    }
  }
}

/** Milliseconds after which a login can no longer be completed. */
export const LOGIN_LIFETIME_MS = 600_000;
/** Most logins of one browser at the same time; a further one drops the oldest. */
export const MAX_PENDING_LOGINS = 5;
/** Milliseconds by which the clocks of a site's machines may differ. */
const CLOCK_LEEWAY_MS = 60_000;

/**
 * The logins that browsers have begun. Each is bound to its browser, valid for 10 minutes, and can be
 * taken once, whatever the outcome.
 *
 * @example A login that begins in one request and ends in another
 * ```ts
 * import {
 *   ConfidentialAppAuthClient,
 *   LoginStates,
 *   MemoryLoginStateStore,
 *   parseCallback,
 * } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const redirectUri = "https://portal.example/callback";
 * const { id, secret } = sandbox.world.registerClient({ redirect_uris: [redirectUri] });
 * const client = new ConfidentialAppAuthClient(id, secret!, sandbox.clientOptions);
 * const logins = new LoginStates(new MemoryLoginStateStore());
 *
 * // POST /login
 * const flow = client.oauth2StartFlow(redirectUri, ["openid"]);
 * await logins.begin("a-browser", flow, { returnTo: "/tasks" });
 * const address = await sandbox.approve(await flow.getAuthorizeUrl()); // the user's browser
 *
 * // GET /callback
 * const callback = parseCallback(address);
 * const attempt = await logins.take("a-browser", callback.state);
 * const code = callback.codeFor(attempt); // throws if this browser began no such login
 * const { requestedScopes, returnTo } = attempt!;
 * const tokens = await client.oauth2StartFlow(redirectUri, requestedScopes, attempt)
 *   .exchangeCodeForTokens(code);
 * console.log(returnTo, (await tokens.decodeIdToken()).sub);
 * ```
 *
 * @category Logins
 */
export class LoginStates {
  readonly #store: LoginStateStore;
  readonly #clock: Clock;

  /**
   * Takes a store. Reads and writes nothing.
   *
   * @param clock The clock that tells how old logins are.
   */
  constructor(store: LoginStateStore, clock: Clock = systemClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Stores a login that begins.
   *
   * @param browserKey Identifies the browser, such as the id of its session.
   * @param flow The flow of the login.
   * @param options `returnTo`: where to go after the login; check it first with {@link safeReturnTo}.
   * `issuerRequired`: whether the callback must name its server, because the OpenID configuration has
   * `authorization_response_iss_parameter_supported`. Globus does not at present. @default {false}
   */
  async begin(
    browserKey: string,
    flow: GlobusOAuthFlowManager,
    options: { returnTo?: string | undefined; issuerRequired?: boolean | undefined } = {},
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
   * Returns the login that a callback belongs to, and removes it. Only one of several simultaneous
   * calls gets it.
   *
   * The clock of the machine that began the login may be up to a minute ahead.
   *
   * @returns Undefined if this browser began no login with this state, or began it too long ago.
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

  /**
   * Returns the newest login of a browser, and removes it: for a code that the user pastes, which
   * comes without a state. A code of another login does not work, because PKCE binds it to that.
   *
   * @returns Undefined if this browser began no login, or began it too long ago.
   */
  async takeNewest(browserKey: string): Promise<LoginAttempt | undefined> {
    const latestMs = this.#clock.now() + CLOCK_LEEWAY_MS;
    const taken = await this.#store.update(browserKey, (attempts) => {
      const left = this.#withoutEnded(attempts);
      const newest = left.findLast(({ startedAtMs }) => startedAtMs <= latestMs);
      return { attempts: left.filter((attempt) => attempt !== newest), result: newest };
    });
    return taken && masked({ ...taken });
  }

  /** A start in the future does not count as too old: the clock of another machine can be ahead. */
  #withoutEnded(attempts: readonly LoginAttempt[]): LoginAttempt[] {
    const now = this.#clock.now();
    return attempts.filter(({ startedAtMs }) => now - startedAtMs < LOGIN_LIFETIME_MS);
  }
}

/** Hides the secrets of a login when it is printed. Its JSON contains them, for stores. */
function masked(attempt: LoginAttempt): LoginAttempt {
  const hide = (name: string, value: unknown) =>
    ["state", "nonce", "verifier"].includes(name) && value ? "[redacted]" : value;
  showAs(attempt, () => `LoginAttempt ${JSON.stringify(attempt, hide)}`);
  return attempt;
}
