import type { Authorizer } from "../core/authorizer.ts";
import { within } from "../core/clock.ts";
import { loadPart } from "../core/load_part.ts";
import { SharedResult } from "../core/reentry.ts";
import { ReauthRequiredError } from "../oauth/errors.ts";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  MissingTokenError,
  TokenValidationError,
} from "../storage/errors.ts";
import { StoredToken } from "./stored_token.ts";
import type { AuthorizingApp, EnsureOptions, TokenSource } from "./token_source.ts";

/** Whether a login resolves an error. Tokens of several identities need a logout first. */
export function needsLogin(error: unknown): error is Error {
  return error instanceof TokenValidationError && !(error instanceof IdentityMismatchError) ||
    error instanceof ReauthRequiredError;
}

/**
 * Authorizes the calls of an app to one resource server. It takes the token from the app's storage,
 * renews it if that is possible, and asks the app to log in if it is not. The code for this loads with
 * the first call: {@link TokenSource}.
 */
export class AppAuthorizer implements Authorizer {
  readonly #app: AuthorizingApp;
  readonly #resourceServer: string;
  #made: TokenSource | undefined;

  /** Takes the app and the service. Reads nothing. */
  constructor(app: AuthorizingApp, resourceServer: string) {
    this.#app = app;
    this.#resourceServer = resourceServer;
  }

  async #source(signal: AbortSignal | undefined): Promise<TokenSource> {
    if (this.#made) return this.#made;
    const part = loadPart("authorize a call", import("./token_source.ts"));
    const { TokenSource } = await (signal ? within(this.#app.clock, part, signal) : part);
    return this.#made ??= new TokenSource(this.#app, this.#resourceServer, {
      ExpiredTokenError,
      MissingTokenError,
      ReauthRequiredError,
      SharedResult,
      StoredToken,
      needsLogin,
      within,
    });
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
    if (this.#made) return this.#made.getAuthorizationHeader(options);
    return this.#source(options.signal).then((source) => source.getAuthorizationHeader(options));
  }

  /**
   * Makes sure that the token is valid for a while. Renews it or asks for a login if it is not.
   *
   * @returns Whether the token can be renewed.
   * @throws As {@link AppAuthorizer.getAuthorizationHeader}.
   */
  async ensureValidToken(options: EnsureOptions): Promise<boolean> {
    return await (await this.#source(options.signal)).ensureValidToken(options);
  }

  /** Makes the next call read the storage again, because the required scopes have changed. */
  forget(): void {
    this.#made?.forget();
  }

  /** Whether Globus Auth has refused this refresh token, so that it can no longer be used. */
  isRefused(refreshToken: string | null): boolean {
    return this.#made?.isRefused(refreshToken) ?? false;
  }

  /**
   * Called when a service answered 401.
   *
   * @returns True if another token is available: one that another process stored, or a renewed one.
   */
  async handleMissingAuthorization(
    options: { signal?: AbortSignal | undefined; header?: string | undefined } = {},
  ): Promise<boolean> {
    return await (await this.#source(options.signal)).handleMissingAuthorization(options);
  }
}
