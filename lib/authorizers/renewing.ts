import type { Authorizer } from "../core/authorizer.ts";
import { type Clock, systemClock, within } from "../core/clock.ts";
import { InvalidTokenResponseError, oauthErrorCode, ReauthRequiredError } from "../oauth/errors.ts";
import type { OAuthTokenResponse, TokenDetails } from "../oauth/token_response.ts";

/** What a renewing authorizer begins with. */
export interface RenewingAuthorizerOptions<R extends OAuthTokenResponse = OAuthTokenResponse> {
  /** An access token that is at hand. @default none: the first call gets one */
  accessToken?: string | null;
  /** When it ends, in seconds since 1970. Given with `accessToken`, or not at all. */
  expiresAtSeconds?: number | null;
  /**
   * Called with each renewal, before its token is used: to store it. What it throws, the calls that
   * wait for the token throw too.
   */
  onRefresh?: ((response: R) => void | Promise<void>) | null;
  /** Where time comes from. @default the client's */
  clock?: Clock;
  /** A number from 0 to 1 that spreads early renewals. @default {Math.random} */
  random?: () => number;
}

/** Seconds before its end at which a token is renewed while it still serves. */
const earlySeconds = 300;
/** Seconds before its end at which a token is not given out any more without trying to renew it. */
const tightSeconds = 60;
/** Seconds between two attempts to renew a token that still serves. */
const pauseSeconds = 30;

/**
 * What authorizers share that renew their token: one renewal for any number of callers, early
 * enough that nobody waits for it.
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
  #renewal: Promise<void> | undefined;
  #dead: ReauthRequiredError | undefined;

  /**
   * Takes what is at hand; nothing is sent.
   *
   * @throws {TypeError} If one of `accessToken` and `expiresAtSeconds` is given without the other.
   */
  constructor(options: RenewingAuthorizerOptions<R> = {}, clock?: Clock) {
    this.clock = options.clock ?? clock ?? systemClock;
    this.#onRefresh = options.onRefresh;
    this.#random = options.random ?? Math.random;
    const { accessToken, expiresAtSeconds } = options;
    if ((accessToken == null) !== (expiresAtSeconds == null)) {
      throw new TypeError(
        "Cannot make an authorizer: it needs both accessToken and expiresAtSeconds, or neither",
      );
    }
    if (accessToken != null) this.#take(accessToken, expiresAtSeconds!);
  }

  /** The access token at hand, if any. Secret. */
  get accessToken(): string | undefined {
    return this.#token;
  }

  /** When it ends, in seconds since 1970; null where there is none, or a service refused it. */
  get expiresAtSeconds(): number | null {
    return this.#header === undefined ? null : this.#expiresAt;
  }

  /** Gets tokens. Called once for all callers that wait. */
  protected abstract getTokenResponse(): Promise<R>;

  /** Looks before a refusal counts whether the credential has changed meanwhile. */
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

  /** Notes what else a renewal brought, before anybody uses it. */
  protected tokensRenewed(_token: TokenDetails): void {}

  /** Begins anew with other credentials: what was dead may be alive. */
  protected revive(): void {
    this.#dead = undefined;
  }

  /** Forgets the token at hand, so that the next call gets another. */
  protected forgetToken(): void {
    this.#header = undefined;
  }

  /**
   * Renews the token if it has ended or is about to.
   *
   * @throws {ReauthRequiredError} If it cannot be renewed any more.
   */
  async ensureValidToken(options?: { signal?: AbortSignal }): Promise<void> {
    const header = this.getAuthorizationHeader(options);
    if (typeof header === "object") await header;
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
    if (header !== undefined && now < this.#tightAt) {
      this.#renew().catch(() => {});
      return header;
    }
    return this.#renewedHeader(options?.signal);
  }

  async #renewedHeader(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const before = this.#header;
    try {
      await within(this.clock, this.#renew(), signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (before === undefined || this.clock.now() / 1000 >= this.#expiresAt) throw error;
    }
    if (this.#header === undefined) throw this.#dead ?? new ReauthRequiredError(refused);
    return this.#header;
  }

  /**
   * Called when a service answered 401: the token is renewed, unless that has happened since it was
   * sent.
   *
   * @param options `header`: the value that was refused; without it the token at hand counts as
   * refused.
   * @returns True if another token can be had, so that the call should be repeated.
   */
  handleMissingAuthorization(options: { signal?: AbortSignal; header?: string } = {}): boolean {
    if (this.#dead) return false;
    if (options.header === undefined || options.header === this.#header) this.#header = undefined;
    return true;
  }

  /** One renewal for all who need it. */
  #renew(): Promise<void> {
    if (this.#dead) return Promise.reject(this.#dead);
    return this.#renewal ??= this.#run().finally(() => this.#renewal = undefined);
  }

  async #run(): Promise<void> {
    // Whoever fails while the token still serves should not try again with each call.
    this.#earlyAt = Math.min(this.#tightAt, this.clock.now() / 1000 + pauseSeconds);
    const response = await this.#getResponse();
    const token = this.extractTokenData(response);
    this.tokensRenewed(token);
    await this.#onRefresh?.(response);
    this.#take(token.access_token, token.expires_at_seconds, token.expires_in);
  }

  async #getResponse(): Promise<R> {
    try {
      return await this.getTokenResponse();
    } catch (error) {
      if (oauthErrorCode(error) !== "invalid_grant") throw error;
      if (await this.reloadCredential()) return await this.getTokenResponse();
      throw this.#dead = new ReauthRequiredError(refused, { cause: error });
    }
  }

  #take(token: string, expiresAt: number, lifeSeconds = Infinity): void {
    const early = Math.min(earlySeconds, lifeSeconds / 10);
    this.#token = token;
    this.#header = `Bearer ${token}`;
    this.#expiresAt = expiresAt;
    this.#tightAt = expiresAt - Math.min(tightSeconds, early);
    this.#earlyAt = expiresAt - early * (1 - 0.2 * this.#random());
  }
}

const refused = "Cannot renew the access token: its grant is no longer valid; log in again";
