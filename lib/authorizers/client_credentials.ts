import type { RequestOptions } from "../core/client_options.ts";
import type { Clock } from "../core/clock.ts";
import { scopeText } from "../oauth/scope_text.ts";
import type { OAuthClientCredentialsResponse } from "../oauth/token_response.ts";
import type { Scopes } from "../scopes/scope.ts";
import { RenewingAuthorizer, type RenewingAuthorizerOptions } from "./renewing.ts";

/** What {@link ClientCredentialsAuthorizer} asks of a client that has a secret. */
export interface CredentialsClient {
  /** Where time comes from. */
  readonly clock: Clock;
  /** Gets tokens of the client itself. */
  oauth2ClientCredentialsTokens(
    requestedScopes: Scopes,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentialsResponse>;
}

/**
 * Sends access tokens of a client itself, which it gets by the client's secret.
 *
 * @example A service account that lists what it may see
 * ```ts ignore
 * const authorizer = new ClientCredentialsAuthorizer(
 *   new ConfidentialAppAuthClient(CLIENT_ID, CLIENT_SECRET),
 *   "urn:globus:auth:scope:transfer.api.globus.org:all",
 * );
 * const tc = new TransferClient({ authorizer });
 * ```
 */
export class ClientCredentialsAuthorizer
  extends RenewingAuthorizer<OAuthClientCredentialsResponse> {
  /** The scopes asked for, as text. */
  readonly scopes: string;
  readonly #client: CredentialsClient;

  /**
   * Takes a client; nothing is sent.
   *
   * @param confidentialClient The client that the tokens are for.
   * @param scopes Scopes of one resource server.
   * @throws {GlobusSDKUsageError} If no scope is given.
   */
  constructor(
    confidentialClient: CredentialsClient,
    scopes: Scopes,
    options: RenewingAuthorizerOptions<OAuthClientCredentialsResponse> = {},
  ) {
    super(options, confidentialClient.clock);
    this.#client = confidentialClient;
    this.scopes = scopeText(scopes);
  }

  /** Asks for an access token. */
  protected override getTokenResponse(): Promise<OAuthClientCredentialsResponse> {
    return this.#client.oauth2ClientCredentialsTokens(this.scopes);
  }
}
