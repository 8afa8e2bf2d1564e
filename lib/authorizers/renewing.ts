import type { Authorizer } from "../core/authorizer.ts";
import { type Clock, systemClock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { showAs } from "../core/inspection.ts";
import { givenToken } from "../core/redacted.ts";
import { SharedResult } from "../core/reentry.ts";
import { InvalidTokenResponseError, ReauthRequiredError } from "../oauth/errors.ts";
import type { TokenDetails } from "../oauth/token_details.ts";
import type { OAuthTokenResponse } from "../oauth/token_response.ts";

/** Options of authorizers that renew their token. */
export interface RenewingAuthorizerOptions<R extends OAuthTokenResponse = OAuthTokenResponse> {
  /** The access token to start with. @default none: the first call requests one */
  accessToken?: string | null | undefined;
  /** When `accessToken` expires, in seconds since 1970. Required with it. */
  expiresAtSeconds?: number | null | undefined;
  /**
   * Called with the response of each renewal, to store it, before waiting calls get the token. If it
   * throws, these calls throw the same error. Calls that begin while it runs, also its own, are sent
   * with the new token.
   */
  onRefresh?: ((response: R) => void | Promise<void>) | null | undefined;
  /** The clock that tells when tokens expire. @default the client's */
  clock?: Clock | undefined;
  /** A number from 0 to 1 that spreads early renewals. @default {Math.random} */
  random?: (() => number) | undefined;
}

/** Seconds before expiry at which a token is renewed in the background. */
const EARLY_SECONDS = 300;
/** Seconds before expiry at which calls wait for the renewal. */
const URGENT_SECONDS = 60;
/** Seconds between two attempts to renew a token in the background. */
const RETRY_SECONDS = 30;

/**
 * Base of authorizers that renew their token: one renewal for any number of calls, early enough that
 * calls need not wait for it.
 *
 * A token is renewed in the background in the last 5 minutes before it expires, or in the last tenth
 * of its lifetime if that is shorter. If the renewal fails, the token is used until it expires. A
 * token that a service refuses (401) is renewed once.
 */
export abstract class RenewingAuthorizer<R extends OAuthTokenResponse = OAuthTokenResponse>
  implements Authorizer {
  /** The clock that tells when tokens expire. */
  protected readonly clock: Clock;
  readonly #onRefresh: RenewingAuthorizerOptions<R>["onRefresh"];
  readonly #random: () => number;
  #token: string | undefined;
  #header: string | undefined;
  #expiresAt = 0;
  #earlyAt = 0;
  #urgentAt = 0;
  #renewal: SharedResult<string> | undefined;
  /** The header of a renewed token that `onRefresh` is storing. */
  #unstored: string | undefined;
  #generation = 0;
  #refusal: ReauthRequiredError | undefined;

  /**
   * Takes a token, if there is one. Sends nothing.
   *
   * @throws {GlobusSDKUsageError} If `accessToken` or `expiresAtSeconds` is given without the other.
   * @throws {TypeError} If the token is not text, or is the text `[redacted]` that is printed in place
   * of tokens.
   */
  constructor(options: RenewingAuthorizerOptions<R> = {}, clock?: Clock) {
    this.clock = options.clock ?? clock ?? systemClock;
    this.#onRefresh = options.onRefresh;
    this.#random = options.random ?? Math.random;
    const { name } = this.constructor;
    showAs(this, () => `${name} ${JSON.stringify({ expiresAtSeconds: this.expiresAtSeconds })}`);
    const { accessToken, expiresAtSeconds } = options;
    if ((accessToken == null) !== (expiresAtSeconds == null)) {
      throw new GlobusSDKUsageError(
        "Cannot make an authorizer: give both accessToken and expiresAtSeconds, or neither",
      );
    }
    if (accessToken != null) {
      this.#take(givenToken("authorize with an access token", accessToken), expiresAtSeconds!);
    }
  }

  /** The access token in use; undefined before the first one. Secret. */
  get accessToken(): string | undefined {
    return this.#token;
  }

  /** When it expires, in seconds since 1970; null without a token, or if a service refused it. */
  get expiresAtSeconds(): number | null {
    return this.#header === undefined ? null : this.#expiresAt;
  }

  /** Requests tokens. Called once for all calls that wait. */
  protected abstract getTokenResponse(): Promise<R>;

  /** Whether an error means that the credential never gives a token again. */
  protected isFinal(_error: unknown): boolean {
    return false;
  }

  /** Looks whether there is a new credential, before a final error counts. Returns true if so. */
  protected reloadCredential(): boolean | Promise<boolean> {
    return false;
  }

  /**
   * The token of a response to use.
   *
   * @throws {InvalidTokenResponseError} If the response is not for exactly one resource server.
   */
  protected extractTokenData(response: R): TokenDetails {
    const [token, ...others] = Object.values(response.byResourceServer);
    if (!token || others.length > 0) {
      throw new InvalidTokenResponseError(
        "Cannot use the renewed tokens: they must be for exactly one resource server",
        200,
      );
    }
    return token;
  }

  /** Called with each renewed token before it is used. */
  protected tokensRenewed(_token: TokenDetails): void {}

  /**
   * Starts again, because the credential has changed: forgets the access token and an earlier refusal,
   * and ignores a renewal under way.
   */
  protected startOver(): void {
    this.#generation++;
    this.#header = undefined;
    this.#refusal = undefined;
    this.#renewal = undefined;
    this.#unstored = undefined;
  }

  /**
   * Renews the token if it has expired or is about to.
   *
   * @param options `minRemainingSeconds`: for how many seconds the token must still be valid, for work
   * that takes long. @default {60}
   * @throws {ReauthRequiredError} If the token can no longer be renewed.
   */
  async ensureValidToken(
    options: { signal?: AbortSignal | undefined; minRemainingSeconds?: number | undefined } = {},
  ): Promise<void> {
    const { signal, minRemainingSeconds = 0 } = options;
    const leftSeconds = this.#expiresAt - this.clock.now() / 1000;
    await (leftSeconds < minRemainingSeconds
      ? this.#wait(this.#renew(), signal)
      : this.getAuthorizationHeader({ signal }));
  }

  /**
   * `Bearer`, and a token that is valid now.
   *
   * @throws {ReauthRequiredError} If the token has expired and can no longer be renewed.
   * @throws {AuthAPIError} If Globus Auth refuses the renewal.
   * @throws {NetworkError} If the renewal gets no response.
   */
  getAuthorizationHeader(options?: { signal?: AbortSignal | undefined }): string | Promise<string> {
    const now = this.clock.now() / 1000;
    const header = this.#header;
    if (header !== undefined && now < this.#earlyAt) return header;
    if (header !== undefined && now <= this.#urgentAt && now < this.#expiresAt) {
      this.#renew().catch(() => {});
      return header;
    }
    return this.#renewedHeader(options?.signal);
  }

  async #renewedHeader(signal?: AbortSignal): Promise<string> {
    const old = this.#header;
    try {
      return await this.#wait(this.#renew(), signal);
    } catch (error) {
      if (signal?.aborted || old === undefined) throw error;
      if (this.clock.now() / 1000 >= this.#expiresAt) throw error;
      return old;
    }
  }

  /** An abort ends this wait, not the renewal that other calls wait for. */
  async #wait<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return await (signal ? within(this.clock, promise, signal) : promise);
  }

  /**
   * Called when a service responded with 401. The next call renews the token, unless it was renewed
   * after the refused call was sent.
   *
   * @param options `header`: the value that was refused. Without it the token in use counts as refused.
   * @returns True if another token can be requested, so that the call should be repeated.
   */
  handleMissingAuthorization(
    options: { signal?: AbortSignal | undefined; header?: string | undefined } = {},
  ): boolean {
    if (this.#refusal) return false;
    if (options.header === undefined || options.header === this.#header) this.#header = undefined;
    return true;
  }

  /** Renews the token, or joins the renewal under way. */
  #renew(): Promise<string> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    if (this.#unstored !== undefined) return Promise.resolve(this.#unstored);
    if (this.#renewal) return this.#renewal.wait();
    const renewal = this.#renewal = new SharedResult<string>(WAITS_FOR_ITSELF);
    return renewal.start(() => this.#run(this.#generation), () => {
      if (this.#renewal === renewal) this.#renewal = undefined;
    });
  }

  async #run(generation: number): Promise<string> {
    // After a failure, calls must not all try again while the token is still valid.
    this.#earlyAt = Math.min(this.#urgentAt, this.clock.now() / 1000 + RETRY_SECONDS);
    let response: R;
    try {
      response = await this.#getResponse();
    } catch (error) {
      if (generation !== this.#generation) return await this.getAuthorizationHeader();
      if (this.isFinal(error)) {
        throw this.#refusal = new ReauthRequiredError(GRANT_REFUSED, { cause: error });
      }
      throw error;
    }
    if (generation !== this.#generation) return await this.getAuthorizationHeader();
    const token = this.extractTokenData(response);
    this.tokensRenewed(token);
    this.#unstored = `Bearer ${token.access_token}`;
    try {
      await this.#onRefresh?.(response);
    } finally {
      if (generation === this.#generation) this.#unstored = undefined;
    }
    if (generation !== this.#generation) return await this.getAuthorizationHeader();
    this.#take(token.access_token, token.expires_at_seconds, token.expires_in);
    return this.#header!;
  }

  async #getResponse(): Promise<R> {
    try {
      return await this.getTokenResponse();
    } catch (error) {
      if (this.isFinal(error) && await this.reloadCredential()) {
        return await this.getTokenResponse();
      }
      throw error;
    }
  }

  #take(token: string, expiresAt: number, lifeSeconds = Infinity): void {
    const early = Math.min(EARLY_SECONDS, lifeSeconds / 10);
    this.#token = token;
    this.#header = `Bearer ${token}`;
    this.#expiresAt = expiresAt;
    this.#urgentAt = expiresAt - Math.min(URGENT_SECONDS, early);
    this.#earlyAt = expiresAt - early * (1 - 0.2 * this.#random());
  }
}

const WAITS_FOR_ITSELF =
  "Cannot wait for a new access token: the renewal itself, such as its fetch or" +
  " reloadRefreshToken, makes this call";
const GRANT_REFUSED = "Cannot renew the access token: its grant is no longer valid; log in again";
