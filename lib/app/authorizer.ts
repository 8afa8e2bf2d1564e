import { RenewingAuthorizer } from "../authorizers/renewing.ts";
import type { Authorizer } from "../core/authorizer.ts";
import { type Clock, within } from "../core/clock.ts";
import { SharedResult } from "../core/reentry.ts";
import { InvalidTokenResponseError, oauthErrorCode, ReauthRequiredError } from "../oauth/errors.ts";
import { OAuthTokenResponse, type TokenDetails } from "../oauth/token_response.ts";
import type { TokenStorageData } from "../storage/data.ts";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  MissingTokenError,
  TokenValidationError,
} from "../storage/errors.ts";
import { dataOf, type TokenStorage } from "../storage/token_storage.ts";

/** What an app's authorizers ask of the app. */
export interface AuthorizerHost {
  /** Whether the app may ask a person to log in. */
  readonly interactive: boolean;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Counts the logins and logouts of the app. */
  readonly generation: number;
  /** Makes what yields headers from the stored tokens; throws if these cannot be used. */
  open(resourceServer: string): Promise<StoredAuthorizer>;
  /**
   * Replaces tokens that cannot be used, by a login for example, or throws.
   *
   * @param signal Ends the wait for it.
   * @returns False if another caller had begun that already, and it has ended.
   */
  recover(error: Error, signal?: AbortSignal): Promise<boolean>;
}

/** What yields headers from stored tokens. */
export interface StoredAuthorizer extends Authorizer {
  /** The refresh token that renews it, if any. */
  readonly refreshToken?: string | null;
  /** Renews the token if it is good for less time. Only what can be renewed has it. */
  ensureValidToken?(
    options: { readonly signal?: AbortSignal; readonly minRemainingSeconds?: number },
  ): Promise<void>;
}

type EnsureOptions = Parameters<NonNullable<StoredAuthorizer["ensureValidToken"]>>[0];

/** Whether an error goes away with a login. Tokens of several identities do not: see logout(). */
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

/** How often the logins of others are waited for before giving up. */
const maxWaits = 5;

/**
 * Yields the tokens of an app for one resource server: from its storage, renewed if they can be,
 * after a login if they cannot.
 */
export class AppAuthorizer implements Authorizer {
  readonly #host: AuthorizerHost;
  readonly #resourceServer: string;
  #inner: StoredAuthorizer | undefined;
  #generation = 0;
  #opening: SharedResult<StoredAuthorizer> | undefined;
  #dead: { refreshToken: string; error: Error } | undefined;

  /** Used by apps. */
  constructor(host: AuthorizerHost, resourceServer: string) {
    this.#host = host;
    this.#resourceServer = resourceServer;
  }

  /** Whether waiting for it can mean waiting for a person who logs in. */
  get interactive(): boolean {
    return this.#host.interactive;
  }

  /**
   * `Bearer`, and a token that is good now.
   *
   * @throws {TokenValidationError} If there is none, and nothing can be done about it.
   * @throws {LoginRequiredError} If a person must log in, and the app cannot ask.
   */
  getAuthorizationHeader(
    options: { signal?: AbortSignal } = {},
  ): string | undefined | Promise<string | undefined> {
    const inner = this.#current();
    let header: string | undefined | Promise<string | undefined>;
    try {
      header = inner?.getAuthorizationHeader(options);
      if (typeof header === "string") return header;
    } catch { /* `#obtain()` repeats the call and handles the error. */ }
    const obtained = this.#obtain(options, inner, header);
    return options.signal ? within(this.#host.clock, obtained, options.signal) : obtained;
  }

  /**
   * Makes sure that the token is good for a while, by renewing it where that is possible.
   *
   * @returns Whether it is possible.
   * @throws As {@link AppAuthorizer.getAuthorizationHeader}.
   */
  async ensureValidToken(options: EnsureOptions): Promise<boolean> {
    // Another process may have renewed it.
    this.forget();
    await this.#obtain(options, undefined, undefined);
    return this.#inner?.ensureValidToken !== undefined;
  }

  /** Looks at the store again before the next header, since what is required has changed. */
  forget(): void {
    this.#inner = undefined;
  }

  /** What yields headers, if the app has neither logged in nor out since it was made. */
  #current(): StoredAuthorizer | undefined {
    return this.#generation === this.#host.generation ? this.#inner : undefined;
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
        this.#bury(error, inner);
        inner = first = undefined;
        if (own || waits >= maxWaits) throw error;
        own = await this.#host.recover(error, options.signal);
        if (!own) waits++;
      }
    }
  }

  /** A refresh token that is refused once is not sent again. */
  #bury(error: Error, inner: StoredAuthorizer | undefined): void {
    const refreshToken = inner?.refreshToken;
    if (error instanceof ReauthRequiredError && refreshToken) this.#dead = { refreshToken, error };
    if (this.#inner === inner) this.#inner = undefined;
  }

  /** Whether a refresh token was refused, so that it is of no use any more. */
  isRefused(refreshToken: string | null): boolean {
    return this.#dead?.refreshToken === refreshToken;
  }

  #open(): Promise<StoredAuthorizer> {
    if (this.#opening) return this.#opening.wait();
    this.#opening = new SharedResult(
      `Cannot get a token for ${this.#resourceServer}: the storage, which is being read for one,` +
        " makes this call itself",
    );
    return this.#opening.start(() => this.#read(), () => this.#opening = undefined);
  }

  async #read(): Promise<StoredAuthorizer> {
    const { generation } = this.#host;
    const inner = await this.#host.open(this.#resourceServer);
    if (this.#dead && this.isRefused(inner.refreshToken ?? null)) throw this.#dead.error;
    this.#dead = undefined;
    this.#generation = generation;
    return this.#inner = inner;
  }

  /**
   * Called when a service answered 401.
   *
   * @returns True if another token can be had: one that was stored meanwhile, or a renewed one.
   */
  async handleMissingAuthorization(
    options: { signal?: AbortSignal; header?: string } = {},
  ): Promise<boolean> {
    const inner = this.#current();
    if (!inner) return true;
    const header = options.header ?? await inner.getAuthorizationHeader(options);
    if (inner.handleMissingAuthorization) {
      return await inner.handleMissingAuthorization({ ...options, header });
    }
    try {
      const fresh = await this.#open();
      // Another process may have stored another one.
      return !(fresh instanceof StoredToken) || fresh.header !== header;
    } catch (error) {
      if (!needsLogin(error)) throw error;
      this.#inner = undefined;
      return true;
    }
  }
}

/** Sends the stored access token until it ends. */
export class StoredToken implements StoredAuthorizer {
  readonly #data: TokenStorageData;
  readonly #clock: Clock;

  /** Used by apps. */
  constructor(data: TokenStorageData, clock: Clock) {
    this.#data = data;
    this.#clock = clock;
  }

  /** `Bearer`, and the token. */
  get header(): string {
    return `Bearer ${this.#data.access_token}`;
  }

  /** @throws {ExpiredTokenError} If the token has ended. */
  getAuthorizationHeader(): string {
    const { expires_at_seconds: end, resource_server: server } = this.#data;
    if (end < this.#clock.now() / 1000) {
      throw new ExpiredTokenError(`Cannot use the token for ${server}: it has expired`, end);
    }
    return this.header;
  }
}

/** What renews a stored token. */
export interface Renewal {
  /** Where the token is stored. It must refuse tokens that cannot be used. */
  readonly storage: TokenStorage;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Spreads early renewals. */
  readonly random?: () => number;
  /** Whether refresh tokens renew it; else the secret of the client does. */
  readonly refreshes: boolean;
  /** Gets a token, for the refresh token where one renews it. */
  renew(refreshToken: string | null): Promise<OAuthTokenResponse>;
}

/** Seconds that a token stored by another process must be good for to be used. */
const minLifeSeconds = 60;

/**
 * Sends the stored access token, and renews it in time. While it renews, it holds the store: of
 * many processes that share it, one renews, and all others find what it has stored.
 */
export class RenewingStoredToken extends RenewingAuthorizer<OAuthTokenResponse>
  implements StoredAuthorizer {
  readonly #renewal: Renewal;
  readonly #resourceServer: string;
  #refreshToken: string | null;

  /** Used by apps. */
  constructor(resourceServer: string, stored: TokenStorageData | undefined, renewal: Renewal) {
    super({
      accessToken: stored?.access_token,
      expiresAtSeconds: stored?.expires_at_seconds,
      random: renewal.random,
    }, renewal.clock);
    this.#renewal = renewal;
    this.#resourceServer = resourceServer;
    this.#refreshToken = renewal.refreshes ? stored?.refresh_token ?? null : null;
  }

  /** The refresh token in use. */
  get refreshToken(): string | null {
    return this.#refreshToken;
  }

  /** Whether the refresh token is dead. */
  protected override isFinal(error: unknown): boolean {
    return this.#refreshToken !== null && oauthErrorCode(error) === "invalid_grant";
  }

  /** Looks whether another refresh token was stored meanwhile. */
  protected override async reloadCredential(): Promise<boolean> {
    const stored = await this.#renewal.storage.update((tokens) => tokens.get(this.#resourceServer));
    return stored !== undefined && stored.refresh_token !== this.#refreshToken;
  }

  /** Renews the token, unless another process did so meanwhile. */
  protected override getTokenResponse(): Promise<OAuthTokenResponse> {
    const { storage, clock, refreshes, renew } = this.#renewal;
    return storage.update(async (tokens) => {
      const stored = tokens.get(this.#resourceServer);
      const refreshToken = refreshes ? stored?.refresh_token ?? null : null;
      // What was removed meanwhile, by a logout, must not come back.
      if (refreshes && refreshToken === null) {
        throw new MissingTokenError(
          `Cannot renew the token for ${this.#resourceServer}: its refresh token was removed`,
          this.#resourceServer,
        );
      }
      this.#refreshToken = refreshToken;
      const isNew = stored && stored.access_token !== this.accessToken;
      const leftSeconds = (stored?.expires_at_seconds ?? 0) - clock.now() / 1000;
      if (isNew && leftSeconds > minLifeSeconds) return responseOf(stored, clock.now());
      const response = await renew(refreshToken);
      const token = this.extractTokenData(response);
      const renewed = refreshes ? stored : undefined;
      const data = dataOf(token, renewed?.identity_id ?? null, renewed);
      tokens.set(this.#resourceServer, data);
      this.#refreshToken = refreshes ? data.refresh_token : null;
      return response;
    });
  }

  /** The token, which must be for the right service: it goes there and nowhere else. */
  protected override extractTokenData(response: OAuthTokenResponse): TokenDetails {
    const token = super.extractTokenData(response);
    if (token.resource_server === this.#resourceServer) return token;
    throw new InvalidTokenResponseError(
      `Cannot use the renewed token: it is not for ${this.#resourceServer}`,
      200,
    );
  }
}

/** A stored token in the form in which it was granted. */
function responseOf(stored: TokenStorageData, nowMs: number): OAuthTokenResponse {
  return new OAuthTokenResponse({
    access_token: stored.access_token,
    refresh_token: stored.refresh_token,
    scope: stored.scope,
    token_type: stored.token_type ?? "Bearer",
    resource_server: stored.resource_server,
    expires_in: Math.max(0, stored.expires_at_seconds - nowMs / 1000),
    other_tokens: [],
  }, { receivedAtMs: nowMs });
}
