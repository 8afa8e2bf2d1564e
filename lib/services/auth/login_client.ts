import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed } from "../../core/arguments.ts";
import type { Authorizer } from "../../core/authorizer.ts";
import { BaseClient } from "../../core/client.ts";
import type { CallOptions, ClientOptions, RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { withExtras } from "../../core/extras.ts";
import type { QueryParams } from "../../core/query.ts";
import { givenToken, REDACTED } from "../../core/redacted.ts";
import { loadPart } from "../../core/load_part.ts";
import { httpResponse } from "../../core/response.ts";
import type { AuthorizeParams } from "../../oauth/authorize_url.ts";
import { InvalidTokenResponseError } from "../../oauth/errors.ts";
import type { FlowClient, GlobusOAuthFlowManager } from "../../oauth/flow.ts";
import { ISSUER_TOOLS } from "../../oauth/id_token_tools.ts";
import { type WebLogoutParams, webLogoutUrl } from "../../oauth/logout_url.ts";
import { PUBLIC_DOCUMENT } from "../../oauth/metadata.ts";
import {
  type OAuthAuthorizationCodeResponse,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
  type TokenResponseContext,
} from "../../oauth/token_response.ts";
import type { JwkSet, OpenidConfiguration } from "./documents/openid.ts";
import { AuthAPIError } from "./errors.ts";
import type { JwkParams } from "./jwk.ts";
import type { FormParams, RevocationDocument, TokenParams } from "./documents/token_forms.ts";
import { getJwk } from "./key_set.ts";
import type { TokenRequests, TokenRequestTools } from "./token_requests.ts";

/** How a login client is made. It authorizes itself, so it takes neither an authorizer nor an app. */
export type AuthLoginClientOptions = Omit<ClientOptions, "app" | "appScopes" | "authorizer">;

/** What token requests need of the rest of the SDK. */
const TOKEN_REQUEST_TOOLS: TokenRequestTools = {
  InvalidTokenResponseError,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
  REDACTED,
  givenToken,
  httpResponse,
  issuerTools: ISSUER_TOOLS,
  withExtras,
};

/**
 * The base of login clients: the login flow, the token endpoint, revocation.
 *
 * @category Clients
 */
export class AuthLoginClient extends BaseClient implements FlowClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "auth";
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    AuthAPIError;
  /** The service's responses are JSON objects. */
  static override readonly responseType: ResponseType = "object";
  /** Id of the client that is registered with Globus. */
  readonly clientId: string;
  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  #flow: GlobusOAuthFlowManager | undefined;
  #tokenRequests: TokenRequests | undefined;

  /** Used by subclasses. It sends nothing. */
  constructor(
    clientId: string,
    options: AuthLoginClientOptions = {},
    authorizer?: Authorizer,
  ) {
    checkNamed("new Client(clientId, { environment })", options);
    super({ ...options, app: undefined, appScopes: undefined, authorizer });
    this.clientId = clientId;
  }

  /** The login flow that was started last; undefined before the first. */
  get currentOauth2FlowManager(): GlobusOAuthFlowManager | undefined {
    return this.#flow;
  }

  /** Makes a flow the one that the `oauth2…` methods use. */
  protected startFlow<T extends GlobusOAuthFlowManager>(flow: T): T {
    this.#flow = flow;
    return flow;
  }

  #currentFlow(action: string): GlobusOAuthFlowManager {
    if (!this.#flow) {
      throw new GlobusSDKUsageError(`Cannot ${action}: call oauth2StartFlow() first`);
    }
    return this.#flow;
  }

  /**
   * Gets the OpenID configuration of Globus Auth. It is public: no credentials are sent.
   *
   * `GET /.well-known/openid-configuration`
   */
  async getOpenidConfiguration(options?: RequestOptions): Promise<OpenidConfiguration> {
    checkNamed("getOpenidConfiguration({ timeoutMs })", options);
    return await this.get("/.well-known/openid-configuration", {
      ...options,
      ...PUBLIC_DOCUMENT,
      responseType: "object",
    });
  }

  /** Gets the first key that verifies ID tokens, in PEM (RFC 7468). */
  getJwk(params: JwkParams & { asPem: true }, options?: RequestOptions): Promise<string>;
  /**
   * Gets the public keys that verify ID tokens. No credentials are sent.
   *
   * `GET {jwks_uri}`
   *
   * @throws {InvalidMetadataError} If the configuration is not that of this Globus Auth.
   * @throws {GlobusSDKUsageError} If a given configuration names an address of the keys that does not
   * belong to Globus Auth.
   */
  getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet>;
  async getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet | string> {
    checkNamed("getJwk({ openidConfiguration, asPem })", params, options);
    return await getJwk(this, params, options);
  }

  /**
   * Makes the URL to open in the user's browser, for the login that was started last.
   *
   * @param params What the login must fulfill.
   * @param options `query`: extra parameters of the URL. They cannot replace those that the login sets.
   * @throws {GlobusSDKUsageError} If no login was started, or an extra parameter has the name of one
   * that the login sets.
   */
  async oauth2GetAuthorizeUrl(
    params?: AuthorizeParams,
    options?: RequestOptions,
  ): Promise<string> {
    checkNamed("oauth2GetAuthorizeUrl(params, { query })", params, options);
    return await this.#currentFlow("make a login URL").getAuthorizeUrl(params, options);
  }

  /**
   * Exchanges the authorization code of the login that was started last for tokens.
   *
   * `POST /v2/oauth2/token`
   *
   * @throws {AuthAPIError} If Globus Auth refuses the code.
   * @throws {LoginInterruptedError} If the code was sent, but no usable response arrived.
   * @throws {GlobusSDKUsageError} If no login was started, or this code was sent before.
   */
  async oauth2ExchangeCodeForTokens(
    authCode: string,
    options?: RequestOptions,
  ): Promise<OAuthAuthorizationCodeResponse> {
    checkNamed("oauth2ExchangeCodeForTokens(authCode, { timeoutMs })", options);
    return await this.#currentFlow("exchange a code").exchangeCodeForTokens(authCode, options);
  }

  /**
   * Gets a new access token with a refresh token.
   *
   * `POST /v2/oauth2/token`
   *
   * @throws {AuthAPIError} With `oauthError` `invalid_grant` if the refresh token is expired or revoked.
   */
  async oauth2RefreshToken(
    refreshToken: string,
    params: FormParams = {},
    options?: RequestOptions,
  ): Promise<OAuthRefreshTokenResponse> {
    checkNamed("oauth2RefreshToken(refreshToken, { bodyParams })", params, options);
    const requests = await this.#loadRequests("refresh a token");
    return await requests.refresh(refreshToken, params.bodyParams, options);
  }

  /**
   * Revokes a token. Revoking a refresh token also revokes the access tokens that it was used to get.
   *
   * `POST /v2/oauth2/token/revoke`
   *
   * @returns `{ active: false }`, also for a token that was not active.
   */
  async oauth2RevokeToken(
    token: string,
    params: FormParams = {},
    options?: RequestOptions,
  ): Promise<RevocationDocument> {
    checkNamed("oauth2RevokeToken(token, { bodyParams })", params, options);
    const requests = await this.#loadRequests("revoke a token");
    return await requests.revoke(token, params.bodyParams, options);
  }

  /**
   * Makes the address of the page that ends the browser's session at Globus Auth. It sends nothing. Your
   * site's own logout revokes tokens, but leaves that session: the next login in the same browser does
   * not ask for a password. Send the browser to this page after your logout if users share a computer
   * or change accounts.
   *
   * @example Log out of the site, then of Globus
   * ```ts ignore
   * const url = client.webLogoutUrl({ redirectUri: "https://portal.example/", redirectName: "Portal" });
   * return Response.redirect(url, 303);
   * ```
   *
   * @param params Address and name of a link from that page back to your site. @default no link
   * @throws {GlobusSDKUsageError} If the redirect URI is not https, or http on this machine.
   */
  webLogoutUrl(params: WebLogoutParams = {}): string {
    checkNamed("webLogoutUrl({ redirectUri, redirectName })", params);
    return webLogoutUrl(this, params);
  }

  /**
   * Sends a form to the token endpoint, for grants that this class does not have a method for.
   *
   * `POST /v2/oauth2/token`
   *
   * @param formData Fields of the form, such as `grant_type`.
   * @throws {InvalidTokenResponseError} If the response is not a token response.
   */
  async oauth2Token<T extends OAuthTokenResponse = OAuthTokenResponse>(
    formData: QueryParams,
    params: TokenParams<T> = {},
    options?: RequestOptions,
  ): Promise<T> {
    checkNamed("oauth2Token(formData, { bodyParams, responseClass })", formData, params, options);
    return await (await this.#loadRequests("ask for tokens")).grant(formData, params, options);
  }

  /** Fields that a form needs if the client does not have a secret. */
  protected clientParams(): QueryParams {
    return {};
  }

  /**
   * Sends a form to the token endpoint and checks the response. Flow managers call it; for a grant
   * of your own, {@link AuthLoginClient.oauth2Token} is simpler.
   *
   * `POST /v2/oauth2/token`
   *
   * @param type The class that the response is read into.
   * @param context What the response is checked against, such as the nonce of the login.
   * @throws {InvalidTokenResponseError} If the response is not a token response.
   */
  async requestTokens<T>(
    type: new (document: unknown, context?: TokenResponseContext) => T,
    form: QueryParams,
    context: TokenResponseContext,
    options?: CallOptions,
  ): Promise<T> {
    checkNamed("{ timeoutMs } as the last argument", options);
    const requests = await this.#loadRequests("ask for tokens");
    return await requests.send(type, form, context, options);
  }

  /** What sends token requests. The code for it loads with the first one. */
  async #loadRequests(action: string): Promise<TokenRequests> {
    const { TokenRequests } = await loadPart(action, import("./token_requests.ts"));
    return this.#tokenRequests ??= new TokenRequests(
      this,
      () => this.clientParams(),
      TOKEN_REQUEST_TOOLS,
    );
  }
}
