import type { Authorizer } from "../core/authorizer.ts";
import { type Clock, within } from "../core/clock.ts";
import { SharedResult } from "../core/reentry.ts";
import { ReauthRequiredError } from "../oauth/errors.ts";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  MissingTokenError,
  TokenValidationError,
} from "../storage/errors.ts";
import { type StoredAuthorizer, StoredToken } from "./stored_token.ts";

type EnsureOptions = Parameters<NonNullable<StoredAuthorizer["ensureValidToken"]>>[0];

/** What an {@link AppAuthorizer} needs of its app. */
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

/** Whether a login resolves an error. Tokens of several identities need a logout first. */
export function needsLogin(error: unknown): error is Error {
  return error instanceof TokenValidationError && !(error instanceof IdentityMismatchError) ||
    error instanceof ReauthRequiredError;
}

/**
 * Whether the stored token stopped working (expired, revoked, removed), rather than a renewal
 * returning an unusable one.
 */
function hasEnded(error: unknown): boolean {
  return error instanceof ReauthRequiredError || error instanceof MissingTokenError ||
    error instanceof ExpiredTokenError;
}

/** How often a call waits for logins that other calls have begun before it fails. */
const MAX_WAITS = 5;

/**
 * Authorizes the calls of an app to one resource server. It takes the token from the app's storage,
 * renews it if that is possible, and asks the app to log in if it is not.
 */
export class AppAuthorizer implements Authorizer {
  readonly #app: AuthorizingApp;
  readonly #resourceServer: string;
  #inner: StoredAuthorizer | undefined;
  #generation = 0;
  #opening: SharedResult<StoredAuthorizer> | undefined;
  #refused: { refreshToken: string; error: Error } | undefined;

  /** Takes the app and the service. Reads nothing. */
  constructor(app: AuthorizingApp, resourceServer: string) {
    this.#app = app;
    this.#resourceServer = resourceServer;
  }

  /** Whether a wait for a token can be a wait for a person who logs in. */
  get interactive(): boolean {
    return this.#app.isInteractive;
  }

  /**
   * `Bearer`, and a token that is valid now.
   *
   * @throws {TokenValidationError} If there is no such token and the app cannot get one.
   * @throws {LoginRequiredError} If a person must log in, and the app cannot ask for it.
   */
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
    return options.signal ? within(this.#app.clock, obtained, options.signal) : obtained;
  }

  /**
   * Makes sure that the token is valid for a while. Renews it or asks for a login if it is not.
   *
   * @returns Whether the token can be renewed.
   * @throws As {@link AppAuthorizer.getAuthorizationHeader}.
   */
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
        if (!needsLogin(error) || (isOpen && !hasEnded(error))) throw error;
        this.#noteRefusal(error, inner);
        inner = first = undefined;
        if (own || waits >= MAX_WAITS) throw error;
        own = await this.#app.recover(error, options.signal);
        if (!own) waits++;
      }
    }
  }

  /** A refresh token that was refused once is not sent again. */
  #noteRefusal(error: Error, inner: StoredAuthorizer | undefined): void {
    const refreshToken = inner?.refreshToken;
    if (error instanceof ReauthRequiredError && refreshToken) {
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
    this.#opening = new SharedResult(
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

  /**
   * Called when a service answered 401.
   *
   * @returns True if another token is available: one that another process stored, or a renewed one.
   */
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
      return !(stored instanceof StoredToken) || stored.header !== header;
    } catch (error) {
      if (!needsLogin(error)) throw error;
      this.#inner = undefined;
      return true;
    }
  }
}
