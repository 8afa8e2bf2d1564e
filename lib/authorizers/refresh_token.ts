import type { RequestOptions } from "../core/client_options.ts";
import type { Clock } from "../core/clock.ts";
import { givenToken } from "../core/redacted.ts";
import { Secret } from "../core/secret.ts";
import { oauthErrorCode } from "../oauth/errors.ts";
import type { TokenDetails } from "../oauth/token_details.ts";
import type { OAuthRefreshTokenResponse } from "../oauth/token_response.ts";
import { RenewingAuthorizer, type RenewingAuthorizerOptions } from "./renewing.ts";

/** The parts of a login client that {@link RefreshTokenAuthorizer} uses. */
export interface RefreshClient {
  /** The clock that tells when tokens expire. */
  readonly clock: Clock;
  /** Requests a new access token with a refresh token. */
  oauth2RefreshToken(
    refreshToken: string,
    params?: Record<never, never>,
    options?: RequestOptions,
  ): Promise<OAuthRefreshTokenResponse>;
}

/** Options of a {@link RefreshTokenAuthorizer}. */
export interface RefreshTokenAuthorizerOptions
  extends RenewingAuthorizerOptions<OAuthRefreshTokenResponse> {
  /**
   * Reads the stored refresh token when Globus Auth refuses the one in use: another process may have
   * replaced it. Called before the refusal counts.
   */
  reloadRefreshToken?: () => string | null | undefined | Promise<string | null | undefined>;
}

/**
 * Sends access tokens that it requests with a refresh token.
 *
 * If Globus Auth refuses the refresh token (`invalid_grant`), it sends nothing more until
 * {@link RefreshTokenAuthorizer.setRefreshToken} sets another one. After any other error it tries the
 * same refresh token again.
 *
 * @example Storing renewed tokens
 * ```ts
 * import {
 *   NativeAppAuthClient,
 *   RefreshTokenAuthorizer,
 *   TransferClient,
 * } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const client = new NativeAppAuthClient(sandbox.world.tutorialClientId, sandbox.clientOptions);
 * client.oauth2StartFlow({ refreshTokens: true });
 * const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl()); // the user pastes it
 * const { byResourceServer } = await client.oauth2ExchangeCodeForTokens(code);
 * const tokens = byResourceServer["transfer.api.globus.org"];
 *
 * let saved = tokens.toDocument();
 * const authorizer = new RefreshTokenAuthorizer(tokens.refresh_token!, client, {
 *   accessToken: tokens.access_token,
 *   expiresAtSeconds: tokens.expires_at_seconds,
 *   onRefresh: ({ byResourceServer }) => {
 *     saved = byResourceServer["transfer.api.globus.org"].toDocument();
 *   },
 * });
 * const tc = new TransferClient({ ...sandbox.clientOptions, authorizer });
 * sandbox.clock.advance(3 * 86_400_000); // three days: the access token has expired
 * await tc.taskList().first();
 * console.log(saved.access_token === tokens.access_token); // false
 * ```
 *
 * @category Authorizers
 */
export class RefreshTokenAuthorizer extends RenewingAuthorizer<OAuthRefreshTokenResponse> {
  readonly #client: RefreshClient;
  readonly #reload: RefreshTokenAuthorizerOptions["reloadRefreshToken"];
  #refreshToken: Secret;

  /**
   * Takes a refresh token. Sends nothing.
   *
   * @param authClient The client that the refresh token was issued to.
   * @throws {TypeError} If a token is not text, or is the text `[redacted]` that is printed in place of
   * tokens.
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
   * Uses another refresh token from now on, such as that of a new login.
   *
   * @throws {TypeError} If it is not text, or is the text `[redacted]` that is printed in place of
   * tokens.
   */
  setRefreshToken(refreshToken: string): void {
    this.#refreshToken = secret(refreshToken);
    this.startOver();
  }

  /** Requests a new access token. */
  protected override getTokenResponse(): Promise<OAuthRefreshTokenResponse> {
    return this.#client.oauth2RefreshToken(this.refreshToken);
  }

  /** Only `invalid_grant` says that the refresh token is invalid (RFC 6749 section 5.2). */
  protected override isFinal(error: unknown): boolean {
    return oauthErrorCode(error) === "invalid_grant";
  }

  /** Keeps a new refresh token; without one the old one stays valid (RFC 6749 section 6). */
  protected override tokensRenewed(token: TokenDetails): void {
    if (token.refresh_token !== null) this.#refreshToken = new Secret(token.refresh_token);
  }

  /** Reads the stored refresh token before a refusal counts. */
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
