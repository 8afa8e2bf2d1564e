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
import { httpResponse } from "../../core/response.ts";
import type { AuthorizeParams } from "../../oauth/authorize_url.ts";
import { InvalidTokenResponseError } from "../../oauth/errors.ts";
import type { FlowClient, GlobusOAuthFlowManager } from "../../oauth/flow.ts";
import type { IDTokenClaims } from "../../oauth/id_token_claims.ts";
import { IDTokenIssuer } from "../../oauth/id_token_issuer.ts";
import { type WebLogoutParams, webLogoutUrl } from "../../oauth/logout_url.ts";
import { PUBLIC_DOCUMENT } from "../../oauth/metadata.ts";
import {
  type IDTokenChecks,
  type OAuthAuthorizationCodeResponse,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
  type TokenResponseClass,
  type TokenResponseContext,
} from "../../oauth/token_response.ts";
import type { JwkSet, OpenidConfiguration } from "./documents/openid.ts";
import { AuthAPIError } from "./errors.ts";
import { getJwk, type JwkParams } from "./jwk.ts";

/** How a client that logs people in is made: it authorizes itself, so it takes no authorizer. */
export type AuthLoginClientOptions = Omit<ClientOptions, "app" | "appScopes" | "authorizer">;

/** Parameters of {@link AuthLoginClient.oauth2RefreshToken} and others that post a form. */
export interface FormParams {
  /** Further fields of the form, beside those that the operation sets itself. */
  bodyParams?: QueryParams | null | undefined;
}

/** Parameters of {@link AuthLoginClient.oauth2Token}. */
export interface TokenParams<T extends OAuthTokenResponse> extends FormParams {
  /** What the answer is read as. @default {OAuthTokenResponse} */
  responseClass?: TokenResponseClass<T>;
}

/** Responses of Globus Auth to a form fit in this many bytes. Their content is checked elsewhere. */
const ON_FORMS: CallOptions = {
  encoding: "form",
  responseType: "json",
  defaults: { maxBodyBytes: 1024 * 1024 },
};

/** What clients that log people in share: the flow, the token endpoint, revocation. */
export class AuthLoginClient extends BaseClient implements FlowClient {
  /** The service's name in the environment's table of addresses. */
  static override readonly serviceName: string = "auth";
  /** The class of the service's errors. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    AuthAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";
  /** Id of the client, as registered with Globus. */
  readonly clientId: string;
  /** Where the client takes its time from. */
  declare readonly clock: Clock;
  #flow: GlobusOAuthFlowManager | undefined;
  #idTokenIssuer: IDTokenIssuer | undefined;
  #rotates = false;

  /** Used by the kinds of login clients. */
  constructor(
    clientId: string,
    options: AuthLoginClientOptions = {},
    authorizer?: Authorizer,
  ) {
    checkNamed("new Client(clientId, { environment })", options);
    super({ ...options, app: undefined, appScopes: undefined, authorizer });
    this.clientId = clientId;
  }

  /** The flow that was started last, if any. */
  get currentOauth2FlowManager(): GlobusOAuthFlowManager | undefined {
    return this.#flow;
  }

  /** Makes a flow the current one. */
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

  /** As below, as PEM. */
  getJwk(params: JwkParams & { asPem: true }, options?: RequestOptions): Promise<string>;
  /**
   * The keys that ID tokens are signed with; with `asPem` the first of them in PEM.
   *
   * `GET {jwks_uri}`
   *
   * Both documents are public: no credentials go along.
   *
   * @throws {InvalidMetadataError} If the configuration is not that of this Globus Auth.
   * @throws {GlobusSDKUsageError} If a given configuration puts the keys at another address than
   * that of Globus Auth.
   */
  getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet>;
  async getJwk(params?: JwkParams, options?: RequestOptions): Promise<JwkSet | string> {
    checkNamed("getJwk({ openidConfiguration, asPem })", params, options);
    return await getJwk(this, params, options);
  }

  /**
   * The URL to open in the user's browser, of the flow that was started last.
   *
   * @param params What the login must fulfill.
   * @param options `query`: further parameters of the URL, beside those that the login sets itself.
   * @throws {GlobusSDKUsageError} If no flow was started, or a further parameter names one that the
   * login sets.
   */
  async oauth2GetAuthorizeUrl(
    params?: AuthorizeParams,
    options?: RequestOptions,
  ): Promise<string> {
    checkNamed("oauth2GetAuthorizeUrl(params, { query })", params, options);
    return await this.#currentFlow("make a login URL").getAuthorizeUrl(params, options);
  }

  /**
   * Gets the tokens for the code of a login, of the flow that was started last.
   *
   * `POST /v2/oauth2/token`
   *
   * @throws {AuthAPIError} If the code is refused.
   * @throws {LoginInterruptedError} If it was sent and no usable answer came.
   * @throws {GlobusSDKUsageError} If no flow was started, or this code was sent before.
   */
  async oauth2ExchangeCodeForTokens(
    authCode: string,
    options?: RequestOptions,
  ): Promise<OAuthAuthorizationCodeResponse> {
    checkNamed("oauth2ExchangeCodeForTokens(authCode, { timeoutMs })", options);
    return await this.#currentFlow("exchange a code").exchangeCodeForTokens(authCode, options);
  }

  /**
   * Gets a new access token for a refresh token.
   *
   * `POST /v2/oauth2/token`
   *
   * @throws {AuthAPIError} With `oauthError` `invalid_grant` if the refresh token is dead.
   */
  async oauth2RefreshToken(
    refreshToken: string,
    params: FormParams = {},
    options?: RequestOptions,
  ): Promise<OAuthRefreshTokenResponse> {
    checkNamed("oauth2RefreshToken(refreshToken, { bodyParams })", params, options);
    const form = withExtras("bodyParams", {
      refresh_token: givenToken("refresh a token", refreshToken),
      grant_type: "refresh_token",
      ...this.clientParams(),
    }, params.bodyParams);
    const tokens = await this.requestTokens(OAuthRefreshTokenResponse, form, {}, {
      retryClass: "conditional",
      // A server that rotates takes a second use for theft (RFC 9700 section 4.14.2).
      maxUnanswered: this.#rotates ? 0 : 1,
      ...options,
    });
    const [token] = Object.values(tokens.byResourceServer);
    if (token?.refresh_token && token.refresh_token !== refreshToken) this.#rotates = true;
    return tokens;
  }

  /**
   * Ends a token: an access token alone, a refresh token with all access tokens that came of it.
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
    const form = withExtras("bodyParams", {
      token: givenToken("revoke a token", token),
      ...this.clientParams(),
    }, params.bodyParams);
    return await this.post("/v2/oauth2/token/revoke", form, {
      ...ON_FORMS,
      retryClass: "conditional",
      ...options,
    });
  }

  /**
   * The address of the page that ends the browser's session at Globus Auth; nothing is sent. Your
   * own logout ends tokens and leaves that session: the next login in the same browser asks no
   * question. Send the browser to this page after it, where people share a machine or change
   * accounts.
   *
   * @example After a logout of your site
   * ```ts ignore
   * const url = client.webLogoutUrl({ redirectUri: "https://portal.example/", redirectName: "Portal" });
   * return Response.redirect(url, 303);
   * ```
   *
   * @param params Where a link of that page leads back to. @default no link
   * @throws {GlobusSDKUsageError} If the redirect URI is not https, or http on this machine.
   */
  webLogoutUrl(params: WebLogoutParams = {}): string {
    checkNamed("webLogoutUrl({ redirectUri, redirectName })", params);
    return webLogoutUrl(this, params);
  }

  /**
   * Sends a form to the token endpoint: for grants that have no method of their own.
   *
   * `POST /v2/oauth2/token`
   *
   * @param formData The fields of the grant.
   * @throws {InvalidTokenResponseError} If the response is not a token response.
   */
  async oauth2Token<T extends OAuthTokenResponse = OAuthTokenResponse>(
    formData: QueryParams,
    params: TokenParams<T> = {},
    options?: RequestOptions,
  ): Promise<T> {
    checkNamed("oauth2Token(formData, { bodyParams, responseClass })", formData, params, options);
    // deno-lint-ignore no-explicit-any -- the default of T is the default of the parameter
    const type: TokenResponseClass<T> = params.responseClass ?? OAuthTokenResponse as any;
    const form = withExtras("bodyParams", formData, params.bodyParams);
    return await this.requestTokens(type, form, {}, options);
  }

  /** The fields of a form that name a client without a secret. */
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
    for (const value of Object.values(form)) {
      if (value === REDACTED) givenToken("ask for tokens", value);
    }
    checkNamed("{ timeoutMs } as the last argument", options);
    const document = await this.post("/v2/oauth2/token", form, {
      ...ON_FORMS,
      // The grant may be a code: it is sent once.
      retryClass: "once",
      ...options,
    });
    const http = typeof document === "object" && document ? httpResponse(document) : undefined;
    const contentType = http?.headers.get("content-type") ?? "";
    if (http && (http.status !== 200 || !/^application\/json\s*(;|$)/i.test(contentType))) {
      throw new InvalidTokenResponseError(
        "Cannot use the token response: it is not declared as JSON with status 200",
        http.status,
      );
    }
    return new type(document, {
      receivedAtMs: this.clock.now(),
      decodeIdToken: (idToken, params, options) => this.#decodeIdToken(idToken, params, options),
      ...context,
    });
  }

  /** Checks an ID token, with the same keys for all unless the caller wants it done another way. */
  async #decodeIdToken(
    idToken: string,
    params: IDTokenChecks,
    options?: RequestOptions,
  ): Promise<IDTokenClaims> {
    const { nonce, accessToken, ...wanted } = params;
    const issuer = Object.values(wanted).some((value) => value != null)
      ? IDTokenIssuer.forClient(this, wanted)
      : this.#idTokenIssuer ??= IDTokenIssuer.forClient(this, {});
    return await issuer.verify(idToken, { nonce, accessToken, signal: options?.signal });
  }
}

/** Answer to {@link AuthLoginClient.oauth2RevokeToken}. */
export interface RevocationDocument {
  /** False: the token is good no more. */
  active: boolean;
}
