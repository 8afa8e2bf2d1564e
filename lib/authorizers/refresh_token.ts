import type { RequestOptions } from "../core/client_options.ts";
import type { Clock } from "../core/clock.ts";
import { givenToken } from "../core/redacted.ts";
import { Secret } from "../core/secret.ts";
import { oauthErrorCode } from "../oauth/errors.ts";
import type { OAuthRefreshTokenResponse, TokenDetails } from "../oauth/token_response.ts";
import { RenewingAuthorizer, type RenewingAuthorizerOptions } from "./renewing.ts";

/** What {@link RefreshTokenAuthorizer} asks of a client that logs people in. */
export interface RefreshClient {
  /** Where time comes from. */
  readonly clock: Clock;
  /** Gets a new access token for a refresh token. */
  oauth2RefreshToken(
    refreshToken: string,
    params?: Record<never, never>,
    options?: RequestOptions,
  ): Promise<OAuthRefreshTokenResponse>;
}

/** How a {@link RefreshTokenAuthorizer} is made. */
export interface RefreshTokenAuthorizerOptions
  extends RenewingAuthorizerOptions<OAuthRefreshTokenResponse> {
  /**
   * Looks up the refresh token where it is stored, when the one in use is refused: another process
   * may have renewed it meanwhile.
   */
  reloadRefreshToken?: () => string | null | undefined | Promise<string | null | undefined>;
}

/**
 * Sends access tokens that it gets for a refresh token.
 *
 * A refresh token that is refused (`invalid_grant`) is dead: nothing more is sent until
 * {@link RefreshTokenAuthorizer.setRefreshToken} gives another. No other error kills it.
 *
 * @example Keeping what a renewal brings
 * ```ts ignore
 * const authorizer = new RefreshTokenAuthorizer(refreshToken, authClient, {
 *   onRefresh: (response) => store(response.byResourceServer["transfer.api.globus.org"]),
 * });
 * const tc = new TransferClient({ authorizer });
 * ```
 */
export class RefreshTokenAuthorizer extends RenewingAuthorizer<OAuthRefreshTokenResponse> {
  readonly #client: RefreshClient;
  readonly #reload: RefreshTokenAuthorizerOptions["reloadRefreshToken"];
  #refreshToken: Secret;

  /**
   * Takes a refresh token; nothing is sent.
   *
   * @param authClient The client that the refresh token was issued to.
   * @throws {TypeError} If a token is not text, or is the text that stands in its place where it is
   * printed.
   */
  constructor(
    refreshToken: string,
    authClient: RefreshClient,
    options: RefreshTokenAuthorizerOptions = {},
  ) {
    super(options, authClient.clock);
    this.#client = authClient;
    this.#reload = options.reloadRefreshToken;
    this.#refreshToken = secret(refreshToken);
  }

  /** The refresh token in use. Secret. */
  get refreshToken(): string {
    return this.#refreshToken.reveal();
  }

  /**
   * Goes on with another refresh token, such as that of a new login.
   *
   * @throws {TypeError} If it is not text, or is the text that stands in its place where it is
   * printed.
   */
  setRefreshToken(refreshToken: string): void {
    this.#refreshToken = secret(refreshToken);
    this.startOver();
  }

  /** Asks for a new access token. */
  protected override getTokenResponse(): Promise<OAuthRefreshTokenResponse> {
    return this.#client.oauth2RefreshToken(this.refreshToken);
  }

  /** Only `invalid_grant` says that the refresh token is dead (RFC 6749 section 5.2). */
  protected override isFinal(error: unknown): boolean {
    return oauthErrorCode(error) === "invalid_grant";
  }

  /** Keeps a new refresh token; without one the old stays good (RFC 6749 section 6). */
  protected override tokensRenewed(token: TokenDetails): void {
    if (token.refresh_token !== null) this.#refreshToken = new Secret(token.refresh_token);
  }

  /** Reads the store again before a refusal counts. */
  protected override async reloadCredential(): Promise<boolean> {
    const stored = await this.#reload?.();
    if (!stored || stored === this.refreshToken) return false;
    this.#refreshToken = secret(stored);
    return true;
  }
}

function secret(refreshToken: string): Secret {
  return new Secret(givenToken("authorize with a refresh token", refreshToken));
}
