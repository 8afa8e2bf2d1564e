import type { Authorizer } from "../core/authorizer.ts";
import { type Clock, systemClock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { showAs } from "../core/inspection.ts";
import { givenToken } from "../core/redacted.ts";
import { SharedResult } from "../core/reentry.ts";
import { InvalidTokenResponseError, ReauthRequiredError } from "../oauth/errors.ts";
import type { OAuthTokenResponse, TokenDetails } from "../oauth/token_response.ts";

/** What a renewing authorizer begins with. */
export interface RenewingAuthorizerOptions<R extends OAuthTokenResponse = OAuthTokenResponse> {
  /** The access token to begin with. @default none: the first call gets one */
  accessToken?: string | null;
  /** When it ends, in seconds since 1970. Given with `accessToken`, or not at all. */
  expiresAtSeconds?: number | null;
  /**
   * Called with each renewal, before those that wait for it get the token: to store it. What it
   * throws, they throw too. Calls that begin meanwhile, also its own, are sent with the new token.
   */
  onRefresh?: ((response: R) => void | Promise<void>) | null;
  /** Where time comes from. @default the client's */
  clock?: Clock;
  /** A number from 0 to 1 that spreads early renewals. @default {Math.random} */
  random?: () => number;
}

/** Seconds before its end at which a token is renewed while it still serves. */
const EARLY_SECONDS = 300;
/** Seconds before its end at which a token is not given out any more without trying to renew it. */
const URGENT_SECONDS = 60;
/** Seconds between two attempts to renew a token that still serves. */
const RETRY_SECONDS = 30;

/**
 * What authorizers share that renew their token: one renewal for any number of callers, early
 * enough that no caller waits for it.
 *
 * A token is renewed in the background in the last 5 minutes of its life, or the last tenth of a
 * short life. If that fails, it goes on serving until it ends. A token that a service refuses
 * (401) is renewed once.
 */
export abstract class RenewingAuthorizer<R extends OAuthTokenResponse = OAuthTokenResponse>
  implements Authorizer {
  /** Where time comes from. */
  protected readonly clock: Clock;
  readonly #onRefresh: RenewingAuthorizerOptions<R>["onRefresh"];
  readonly #random: () => number;
  #token: string | undefined;
  #header: string | undefined;
  #expiresAt = 0;
  #earlyAt = 0;
  #tightAt = 0;
  #renewal: SharedResult<string> | undefined;
  /** The header of a renewal that `onRefresh` is about to store. */
  #fresh: string | undefined;
  #generation = 0;
  #dead: ReauthRequiredError | undefined;

  /**
   * Takes a token; nothing is sent.
   *
   * @throws {GlobusSDKUsageError} If one of `accessToken` and `expiresAtSeconds` is given without
   * the other.
   * @throws {TypeError} If the token is not text, or is the text that stands in its place where it
   * is printed.
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
        "Cannot make an authorizer: it needs both accessToken and expiresAtSeconds, or neither",
      );
    }
    if (accessToken != null) {
      this.#take(givenToken("authorize with an access token", accessToken), expiresAtSeconds!);
    }
  }

  /** The access token in use, if any. Secret. */
  get accessToken(): string | undefined {
    return this.#token;
  }

  /** When it ends, in seconds since 1970; null where there is none, or a service refused it. */
  get expiresAtSeconds(): number | null {
    return this.#header === undefined ? null : this.#expiresAt;
  }

  /** Gets tokens. Called once for all callers that wait. */
  protected abstract getTokenResponse(): Promise<R>;

  /** Whether an error means that the same credential never gives a token again. */
  protected isFinal(_error: unknown): boolean {
    return false;
  }

  /** Looks whether the credential has changed meanwhile, before a final error counts. */
  protected reloadCredential(): boolean | Promise<boolean> {
    return false;
  }

  /**
   * The tokens to use, of a response.
   *
   * @throws {InvalidTokenResponseError} If it is not for exactly one resource server.
   */
  protected extractTokenData(response: R): TokenDetails {
    const [token, ...others] = Object.values(response.byResourceServer);
    if (!token || others.length > 0) {
      throw new InvalidTokenResponseError(
        "Cannot use the renewed tokens: they are not for exactly one resource server",
        200,
      );
    }
    return token;
  }

  /** Notes what else a renewal brought, before its token is used. */
  protected tokensRenewed(_token: TokenDetails): void {}

  /**
   * Begins anew, because the credential has changed: the access token is forgotten, a renewal under
   * way does not count, and what was dead may be alive.
   */
  protected startOver(): void {
    this.#generation++;
    this.#header = undefined;
    this.#dead = undefined;
    this.#renewal = undefined;
    this.#fresh = undefined;
  }

  /**
   * Renews the token if it has ended or is about to.
   *
   * @param options `minRemainingSeconds`: how long the token must still be good, for work that takes
   * long. @default {60}
   * @throws {ReauthRequiredError} If it cannot be renewed any more.
   */
  async ensureValidToken(
    options: { signal?: AbortSignal; minRemainingSeconds?: number } = {},
  ): Promise<void> {
    const { signal, minRemainingSeconds = 0 } = options;
    const leftSeconds = this.#expiresAt - this.clock.now() / 1000;
    await (leftSeconds < minRemainingSeconds
      ? this.#wait(this.#renew(), signal)
      : this.getAuthorizationHeader({ signal }));
  }

  /**
   * `Bearer`, and a token that is good now.
   *
   * @throws {ReauthRequiredError} If the token has ended and cannot be renewed any more.
   * @throws {AuthAPIError} If a renewal is refused.
   * @throws {NetworkError} If it gets no answer.
   */
  getAuthorizationHeader(options?: { signal?: AbortSignal }): string | Promise<string> {
    const now = this.clock.now() / 1000;
    const header = this.#header;
    if (header !== undefined && now < this.#earlyAt) return header;
    if (header !== undefined && now <= this.#tightAt && now < this.#expiresAt) {
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

  /** An abort ends one wait, not the renewal that others wait for too. */
  async #wait<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return await (signal ? within(this.clock, promise, signal) : promise);
  }

  /**
   * Called when a service answered 401: the token is renewed, unless that has happened since it was
   * sent.
   *
   * @param options `header`: the value that was refused; without it the token in use counts as
   * refused.
   * @returns True if another token can be had, so that the call should be repeated.
   */
  handleMissingAuthorization(options: { signal?: AbortSignal; header?: string } = {}): boolean {
    if (this.#dead) return false;
    if (options.header === undefined || options.header === this.#header) this.#header = undefined;
    return true;
  }

  /** One renewal for all who need it. */
  #renew(): Promise<string> {
    if (this.#dead) return Promise.reject(this.#dead);
    if (this.#fresh !== undefined) return Promise.resolve(this.#fresh);
    if (this.#renewal) return this.#renewal.wait();
    const renewal = this.#renewal = new SharedResult<string>(WAITS_FOR_ITSELF);
    return renewal.start(() => this.#run(this.#generation), () => {
      if (this.#renewal === renewal) this.#renewal = undefined;
    });
  }

  async #run(generation: number): Promise<string> {
    // After a failure, calls must not each try again while the token still serves.
    this.#earlyAt = Math.min(this.#tightAt, this.clock.now() / 1000 + RETRY_SECONDS);
    let response: R;
    try {
      response = await this.#getResponse();
    } catch (error) {
      if (generation !== this.#generation) return await this.getAuthorizationHeader();
      if (this.isFinal(error)) {
        throw this.#dead = new ReauthRequiredError(GRANT_REFUSED, { cause: error });
      }
      throw error;
    }
    if (generation !== this.#generation) return await this.getAuthorizationHeader();
    const token = this.extractTokenData(response);
    this.tokensRenewed(token);
    this.#fresh = `Bearer ${token.access_token}`;
    try {
      await this.#onRefresh?.(response);
    } finally {
      if (generation === this.#generation) this.#fresh = undefined;
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
    this.#tightAt = expiresAt - Math.min(URGENT_SECONDS, early);
    this.#earlyAt = expiresAt - early * (1 - 0.2 * this.#random());
  }
}

const WAITS_FOR_ITSELF =
  "Cannot wait for a new access token: the renewal itself, such as its fetch or" +
  " reloadRefreshToken, makes this call";
const GRANT_REFUSED = "Cannot renew the access token: its grant is no longer valid; log in again";
