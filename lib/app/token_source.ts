import type { Clock, within } from "../core/clock.ts";
import type { SharedResult } from "../core/reentry.ts";
import type { ReauthRequiredError } from "../oauth/errors.ts";
import type { ExpiredTokenError, MissingTokenError } from "../storage/errors.ts";
import type { StoredAuthorizer, StoredToken } from "./stored_token.ts";

/** How a call waits for a token: `signal` ends the wait; `minRemainingSeconds` is for work that takes long. */
export type EnsureOptions = Parameters<NonNullable<StoredAuthorizer["ensureValidToken"]>>[0];

/** What a {@link TokenSource} needs of its app. */
export interface AuthorizingApp {
  /** Whether the app may ask a person to log in. */
  readonly isInteractive: boolean;
  /** The clock of the app. */
  readonly clock: Clock;
  /** Counts the logins and logouts of the app: each makes what was read before out of date. */
  readonly generation: number;
  /**
   * Reads the stored tokens for a resource server.
   *
   * @throws {TokenValidationError} If they are missing or cannot be used.
   */
  open(resourceServer: string): Promise<StoredAuthorizer>;
  /**
   * Replaces tokens that cannot be used, such as by a login, or throws.
   *
   * @param error Why they cannot be used.
   * @param signal Ends this wait for the new tokens.
   * @returns False if another call had already begun to replace them, and that has ended.
   */
  recover(error: Error, signal?: AbortSignal): Promise<boolean>;
}

/** What a {@link TokenSource} needs of the rest of the SDK. It is passed in: this file loads later. */
interface TokenSourceTools {
  readonly ExpiredTokenError: typeof ExpiredTokenError;
  readonly MissingTokenError: typeof MissingTokenError;
  readonly ReauthRequiredError: typeof ReauthRequiredError;
  readonly SharedResult: typeof SharedResult;
  readonly StoredToken: typeof StoredToken;
  /** Whether a login resolves an error. */
  needsLogin(error: unknown): error is Error;
  readonly within: typeof within;
}

/** How often a call waits for logins that other calls have begun before it fails. */
const MAX_WAITS = 5;

/** The token of an app for one resource server: does the work of {@link AppAuthorizer}. */
export class TokenSource {
  readonly #app: AuthorizingApp;
  readonly #tools: TokenSourceTools;
  readonly #resourceServer: string;
  #inner: StoredAuthorizer | undefined;
  #generation = 0;
  #opening: SharedResult<StoredAuthorizer> | undefined;
  #refused: { refreshToken: string; error: Error } | undefined;

  /** Takes the app and the service. Reads nothing. */
  constructor(app: AuthorizingApp, resourceServer: string, tools: TokenSourceTools) {
    this.#app = app;
    this.#tools = tools;
    this.#resourceServer = resourceServer;
  }

  /** See {@link AppAuthorizer.getAuthorizationHeader}. */
  getAuthorizationHeader(
    options: { signal?: AbortSignal | undefined } = {},
  ): string | undefined | Promise<string | undefined> {
    const inner = this.#current();
    let header: string | undefined | Promise<string | undefined>;
    try {
      header = inner?.getAuthorizationHeader(options);
      if (typeof header === "string") return header;
    } catch { /* `#obtain()` repeats the call and handles the error. */ }
    const obtained = this.#obtain(options, inner, header);
    return options.signal
      ? this.#tools.within(this.#app.clock, obtained, options.signal)
      : obtained;
  }

  /** See {@link AppAuthorizer.ensureValidToken}. */
  async ensureValidToken(options: EnsureOptions): Promise<boolean> {
    // Another process may have renewed the token.
    this.forget();
    await this.#obtain(options, undefined, undefined);
    return this.#inner?.ensureValidToken !== undefined;
  }

  /** Makes the next call read the storage again, because the required scopes have changed. */
  forget(): void {
    this.#inner = undefined;
  }

  /** What was read from the storage, unless the app has logged in or out since. */
  #current(): StoredAuthorizer | undefined {
    return this.#generation === this.#app.generation ? this.#inner : undefined;
  }

  async #obtain(
    options: EnsureOptions,
    inner: StoredAuthorizer | undefined,
    first: string | undefined | Promise<string | undefined>,
  ): Promise<string | undefined> {
    const { needsLogin } = this.#tools;
    let own = false;
    for (let waits = 0;;) {
      let isOpen = inner !== undefined;
      try {
        inner ??= this.#current() ?? await this.#open();
        isOpen = true;
        if (options.minRemainingSeconds) await inner.ensureValidToken?.(options);
        return await (first ?? inner.getAuthorizationHeader(options));
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!needsLogin(error) || (isOpen && !this.#hasEnded(error))) throw error;
        this.#noteRefusal(error, inner);
        inner = first = undefined;
        if (own || waits >= MAX_WAITS) throw error;
        own = await this.#app.recover(error, options.signal);
        if (!own) waits++;
      }
    }
  }

  /**
   * Whether the stored token stopped working (expired, revoked, removed), rather than a renewal
   * returning an unusable one.
   */
  #hasEnded(error: unknown): boolean {
    const { ExpiredTokenError, MissingTokenError, ReauthRequiredError } = this.#tools;
    return error instanceof ReauthRequiredError || error instanceof MissingTokenError ||
      error instanceof ExpiredTokenError;
  }

  /** A refresh token that was refused once is not sent again. */
  #noteRefusal(error: Error, inner: StoredAuthorizer | undefined): void {
    const refreshToken = inner?.refreshToken;
    if (error instanceof this.#tools.ReauthRequiredError && refreshToken) {
      this.#refused = { refreshToken, error };
    }
    if (this.#inner === inner) this.#inner = undefined;
  }

  /** Whether Globus Auth has refused this refresh token, so that it can no longer be used. */
  isRefused(refreshToken: string | null): boolean {
    return this.#refused?.refreshToken === refreshToken;
  }

  #open(): Promise<StoredAuthorizer> {
    if (this.#opening) return this.#opening.wait();
    this.#opening = new this.#tools.SharedResult(
      `Cannot get a token for ${this.#resourceServer}: the storage makes this call itself while it` +
        " reads that token",
    );
    return this.#opening.start(() => this.#read(), () => this.#opening = undefined);
  }

  async #read(): Promise<StoredAuthorizer> {
    const { generation } = this.#app;
    const inner = await this.#app.open(this.#resourceServer);
    if (this.#refused && this.isRefused(inner.refreshToken ?? null)) throw this.#refused.error;
    this.#refused = undefined;
    this.#generation = generation;
    return this.#inner = inner;
  }

  /** See {@link AppAuthorizer.handleMissingAuthorization}. */
  async handleMissingAuthorization(
    options: { signal?: AbortSignal | undefined; header?: string | undefined } = {},
  ): Promise<boolean> {
    const inner = this.#current();
    if (!inner) return true;
    const header = options.header ?? await inner.getAuthorizationHeader(options);
    if (inner.handleMissingAuthorization) {
      return await inner.handleMissingAuthorization({ ...options, header });
    }
    try {
      const stored = await this.#open();
      // Another process may have stored another token.
      return !(stored instanceof this.#tools.StoredToken) || stored.header !== header;
    } catch (error) {
      if (!this.#tools.needsLogin(error)) throw error;
      this.#inner = undefined;
      return true;
    }
  }
}
