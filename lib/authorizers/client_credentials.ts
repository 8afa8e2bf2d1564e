import type { RequestOptions } from "../core/client_options.ts";
import type { Clock } from "../core/clock.ts";
import { scopeText } from "../oauth/scope_text.ts";
import type { OAuthClientCredentialsResponse } from "../oauth/token_response.ts";
import type { Scopes } from "../scopes/scope.ts";
import { RenewingAuthorizer, type RenewingAuthorizerOptions } from "./renewing.ts";

/** The parts of a client with a secret that {@link ClientCredentialsAuthorizer} uses. */
export interface CredentialsClient {
  /** The clock that tells when tokens expire. */
  readonly clock: Clock;
  /** Requests tokens of the client itself. */
  oauth2ClientCredentialsTokens(
    requestedScopes: Scopes,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentialsResponse>;
}

/**
 * Sends access tokens of a client itself, which it requests with the client's secret.
 *
 * @example A service account
 * ```ts
 * import {
 *   ClientCredentialsAuthorizer,
 *   ConfidentialAppAuthClient,
 *   TransferClient,
 *   TransferScopes,
 * } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const { id, secret } = sandbox.world.demoClient;
 * const authorizer = new ClientCredentialsAuthorizer(
 *   new ConfidentialAppAuthClient(id, secret, sandbox.clientOptions),
 *   TransferScopes.all,
 * );
 * const tc = new TransferClient({ ...sandbox.clientOptions, authorizer });
 * console.log((await tc.getSubmissionId()).value);
 * ```
 *
 * @category Authorizers
 */
export class ClientCredentialsAuthorizer
  extends RenewingAuthorizer<OAuthClientCredentialsResponse> {
  /** The requested scopes, separated by spaces. */
  readonly scopes: string;
  readonly #client: CredentialsClient;

  /**
   * Takes a client. Sends nothing.
   *
   * @param confidentialClient The client that requests the tokens and owns them.
   * @param scopes Scopes to request, all of one resource server.
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

  /** Requests an access token. */
  protected override getTokenResponse(): Promise<OAuthClientCredentialsResponse> {
    return this.#client.oauth2ClientCredentialsTokens(this.scopes);
  }
}
