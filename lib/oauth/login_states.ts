import { type Clock, systemClock } from "../core/clock.ts";
import type { GlobusOAuthFlowManager } from "./flow.ts";

/** A login that was begun and not finished. It holds secrets: it stays on the server. */
export interface LoginAttempt {
  /** Tells it from others: comes back with the answer. */
  readonly state: string;
  /** The server that was asked. */
  readonly issuer: string;
  /** Whether that server names itself in every answer; undefined: it need not. */
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
 * One operation suffices, but it must not be interrupted by another on the same browser: else one
 * answer could be taken twice.
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

/** Keeps logins in memory: for one process, and tests. */
export class MemoryLoginStateStore implements LoginStateStore {
  readonly #attempts = new Map<string, readonly LoginAttempt[]>();

  /** Reads and writes in one go. */
  update<T>(
    browserKey: string,
    change: (
      attempts: readonly LoginAttempt[],
    ) => { attempts: readonly LoginAttempt[]; result: T },
  ): T {
    const { attempts, result } = change(this.#attempts.get(browserKey) ?? []);
    if (attempts.length > 0) this.#attempts.set(browserKey, attempts);
    else this.#attempts.delete(browserKey);
    return result;
  }
}

/** Milliseconds for which an answer is waited for. */
export const LOGIN_LIFETIME_MS = 600_000;
/** Logins that one browser can have under way; the oldest goes first. */
export const MAX_PENDING_LOGINS = 5;

/**
 * The logins that browsers have begun: each is bound to its browser, lives for 10 minutes, and is
 * taken once, whatever comes of it.
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
   * Notes a login that begins.
   *
   * @param browserKey What tells this browser from others, such as its session's id.
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
    const attempt: LoginAttempt = {
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
    };
    await this.#store.update(browserKey, (attempts) => ({
      attempts: [...this.#alive(attempts), attempt].slice(-MAX_PENDING_LOGINS),
      result: undefined,
    }));
    return attempt;
  }

  /**
   * Takes the login that an answer belongs to. It cannot be taken again: of many who try at the same
   * time, one gets it.
   *
   * @returns Undefined if this browser began none with this state, or too long ago.
   */
  async take(browserKey: string, state: string): Promise<LoginAttempt | undefined> {
    return await this.#store.update(browserKey, (attempts) => {
      const alive = this.#alive(attempts);
      return {
        attempts: alive.filter((attempt) => attempt.state !== state),
        result: alive.find((attempt) => attempt.state === state),
      };
    });
  }

  #alive(attempts: readonly LoginAttempt[]): LoginAttempt[] {
    const now = this.#clock.now();
    return attempts.filter(({ startedAtMs }) =>
      startedAtMs <= now && now - startedAtMs < LOGIN_LIFETIME_MS
    );
  }
}
