import { BasicAuthorizer } from "../../authorizers/basic.ts";
import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { withExtras } from "../../core/extras.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { givenToken, REDACTED } from "../../core/redacted.ts";
import { wellFormed } from "../../core/text.ts";
import { type FlowOptions, GlobusAuthorizationCodeFlowManager } from "../../oauth/flow.ts";
import {
  type AcceptedToken,
  checkIntrospection,
  TokenRefusedError,
} from "../../oauth/introspection.ts";
import { issuerOf } from "../../oauth/metadata.ts";
import { scopeNames, scopeText } from "../../oauth/scope_text.ts";
import {
  OAuthClientCredentialsResponse,
  OAuthDependentTokenResponse,
} from "../../oauth/token_response.ts";
import type { Scopes } from "../../scopes/scope.ts";
import type { OneOrMore } from "./client.ts";
import type { IntrospectionDocument } from "./documents/openid.ts";
import type { ClientDocument } from "./documents/registered_client.ts";
import { AuthLoginClient, type AuthLoginClientOptions, type FormParams } from "./login_client.ts";
import {
  type DependentScopeSpec,
  dependentScopeSpecs,
  dependentScopesText,
} from "./registered_scope.ts";
import { newClientDocument, type NewClientFields } from "./registration.ts";
import { requestedScopesOf, type WithDefaultScopes } from "./requested_scopes.ts";

/** How a {@link ConfidentialAppAuthClient} is made. */
export interface ConfidentialAppAuthClientOptions extends AuthLoginClientOptions {
  /**
   * How id and secret are written into the Authorization header. `raw` leaves them as they are, as
   * the Python SDK does: Globus's secrets are base64, and Globus takes their `+`, `/` and `=` as
   * they stand. `form` encodes both first, as RFC 6749 section 2.3.1 asks: for a proxy or another
   * server that decodes them. @default {"raw"}
   */
  secretEncoding?: "raw" | "form";
}

/** Parameters of {@link ConfidentialAppAuthClient.oauth2ClientCredentialsTokens}. */
export interface ClientCredentialsParams extends FormParams {
  /** Scopes to ask for. @default `openid profile email`, and all of Transfer */
  requestedScopes?: Scopes | undefined;
}

/** Parameters of {@link ConfidentialAppAuthClient.oauth2GetDependentTokens}. */
export interface DependentTokensParams {
  /** Whether to ask for refresh tokens. @default whether one of `requestedScopes` requires them */
  refreshTokens?: boolean | undefined;
  /** The scopes wanted. Exclusive with `requestedScopes`. @default all that the user allowed */
  scope?: Scopes | null | undefined;
  /**
   * The scopes wanted, each with what it is wanted for: those that are optional may be missing in
   * the response. Exclusive with `scope`. @default all that the user allowed
   */
  requestedScopes?: Iterable<DependentScopeSpec> | null | undefined;
  /** Further fields of the form, beside those that the operation sets itself. */
  additional_params?: QueryParams | null | undefined;
}

/** Parameters of {@link ConfidentialAppAuthClient.oauth2TokenIntrospect}. */
export interface IntrospectParams {
  /**
   * What to tell beside the usual: `identity_set`, `identity_set_detail`, `session_info`,
   * `policy_evaluations`.
   */
  include?: string | readonly string[] | null;
}

/** Parameters of {@link ConfidentialAppAuthClient.checkToken}. */
export interface CheckTokenParams {
  /** Scopes that the token must have. An empty list lets in every token for this service. */
  scopes: Scopes;
  /** The service: its resource server's name. @default the client's id */
  audience?: string | undefined;
}

function formEncode(text: string): string {
  return new URLSearchParams([["", wellFormed(text, "a client secret")]]).toString().slice(1);
}

/**
 * Logs people in to a program that keeps a secret, such as a web server, and gets tokens for the
 * program itself.
 *
 * The secret goes to Globus Auth alone, in the Authorization header.
 *
 * @example Tokens of the program itself
 * ```ts ignore
 * const client = new ConfidentialAppAuthClient(CLIENT_ID, CLIENT_SECRET);
 * const tokens = await client.oauth2ClientCredentialsTokens(
 *   "urn:globus:auth:scope:transfer.api.globus.org:all",
 * );
 * ```
 */
export class ConfidentialAppAuthClient extends AuthLoginClient {
  /**
   * Makes a client; nothing is sent.
   *
   * @param clientId Id of the client, as registered with Globus.
   * @param clientSecret Its secret.
   * @throws {TypeError} If one of them is not text, or is empty.
   */
  constructor(
    clientId: string,
    clientSecret: string,
    options: ConfidentialAppAuthClientOptions = {},
  ) {
    if (!isText(clientId) || !isText(clientSecret)) {
      throw new TypeError("Cannot make a client: its id or secret is empty or not text");
    }
    checkNamed("new ConfidentialAppAuthClient(clientId, clientSecret, { environment })", options);
    const { secretEncoding = "raw", ...rest } = options;
    if (secretEncoding !== "raw" && secretEncoding !== "form") {
      throw new TypeError('Cannot make a client: secretEncoding must be "raw" or "form"');
    }
    const encode = secretEncoding === "form" ? formEncode : String;
    super(clientId, rest, new BasicAuthorizer(encode(clientId), encode(clientSecret)));
  }

  /**
   * Starts a login; nothing is sent.
   *
   * @param redirectUri Where the browser is sent back to, as registered with Globus.
   * @param requestedScopes Scopes to ask for. @default `openid profile email`, and all of Transfer
   * @throws {GlobusSDKUsageError} If the scopes are empty, or an address or verifier is unusable.
   * @throws {TypeError} If an argument is neither scopes nor `params`.
   */
  oauth2StartFlow(
    redirectUri: string,
    requestedScopes?: Scopes,
    params?: Omit<FlowOptions, "redirectUri" | "requestedScopes">,
  ): GlobusAuthorizationCodeFlowManager;
  /** Starts a login, with the scopes among the other parameters. */
  oauth2StartFlow(
    redirectUri: string,
    params: WithDefaultScopes<Omit<FlowOptions, "redirectUri">>,
  ): GlobusAuthorizationCodeFlowManager;
  oauth2StartFlow(
    redirectUri: string,
    scopesOrParams?: Scopes | WithDefaultScopes<Omit<FlowOptions, "redirectUri">>,
    params?: Omit<FlowOptions, "redirectUri" | "requestedScopes">,
  ): GlobusAuthorizationCodeFlowManager {
    const form =
      "oauth2StartFlow(redirectUri, scopes, params) or oauth2StartFlow(redirectUri, params)";
    const options = requestedScopesOf(form, scopesOrParams, params);
    return this.startFlow(
      new GlobusAuthorizationCodeFlowManager(this, { ...options, redirectUri }),
    );
  }

  /**
   * Gets tokens of the client itself.
   *
   * `POST /v2/oauth2/token`
   *
   * @param requestedScopes Scopes to ask for. @default `openid profile email`, and all of Transfer
   * @throws {GlobusSDKUsageError} If the scopes are empty.
   * @throws {TypeError} If the first argument is neither scopes nor `params`.
   */
  oauth2ClientCredentialsTokens(
    requestedScopes?: Scopes,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentialsResponse>;
  /** Gets tokens of the client itself, with the scopes among the other parameters. */
  oauth2ClientCredentialsTokens(
    params: ClientCredentialsParams,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentialsResponse>;
  async oauth2ClientCredentialsTokens(
    scopesOrParams?: Scopes | ClientCredentialsParams,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentialsResponse> {
    const form = "oauth2ClientCredentialsTokens(scopes, options) or" +
      " oauth2ClientCredentialsTokens(params, options)";
    const { requestedScopes, bodyParams } = requestedScopesOf<FormParams>(
      form,
      scopesOrParams,
      undefined,
    );
    checkNamed(form, options);
    const scope = scopeText(requestedScopes);
    return await this.requestTokens(
      OAuthClientCredentialsResponse,
      withExtras("bodyParams", { grant_type: "client_credentials", scope }, bodyParams),
      { requestedScopes: scope },
      { retryClass: "conditional", ...options },
    );
  }

  /**
   * Gets tokens with which a service acts at other services on behalf of its caller.
   *
   * `POST /v2/oauth2/token`
   *
   * @param token The access token that the caller sent, for this very service.
   * @throws {AuthAPIError} With `oauthError` `dependent_consent_required` if the caller has not
   * allowed it.
   */
  async oauth2GetDependentTokens(
    token: string,
    params: DependentTokensParams = {},
    options?: RequestOptions,
  ): Promise<OAuthDependentTokenResponse> {
    const form = "oauth2GetDependentTokens(token, { requestedScopes, refreshTokens })";
    checkNamed(form, params, options);
    const { refreshTokens, scope, requestedScopes, additional_params } = params;
    if (scope != null && requestedScopes != null) {
      throw new GlobusSDKUsageError(
        "Cannot get dependent tokens: it takes one of scope and requestedScopes",
      );
    }
    const specs = requestedScopes == null ? undefined : dependentScopeSpecs(requestedScopes);
    const wanted = specs
      ? dependentScopesText(specs)
      : scope == null
      ? undefined
      : scopeText(scope, { rejectEmpty: false });
    const offline = refreshTokens ?? specs?.some((spec) => spec.requires_refresh_token);
    return await this.requestTokens(
      OAuthDependentTokenResponse,
      withExtras("additional_params", {
        grant_type: "urn:globus:auth:grant_type:dependent_token",
        token: givenToken("get dependent tokens", token),
        access_type: offline ? "offline" : undefined,
        scope: wanted,
      }, additional_params),
      { requestedScopes: wanted },
      { retryClass: "conditional", ...options },
    );
  }

  /**
   * Asks what a token is. To guard an API, call {@link ConfidentialAppAuthClient.checkToken}.
   *
   * `POST /v2/oauth2/token/introspect`
   *
   * @param token An access token or refresh token of this client, or one that is for this service.
   */
  async oauth2TokenIntrospect(
    token: string,
    params: IntrospectParams = {},
    options?: RequestOptions,
  ): Promise<IntrospectionDocument> {
    checkNamed("oauth2TokenIntrospect(token, { include })", params, options);
    const form = {
      token: givenToken("introspect a token", token),
      include: commaJoin(params.include),
    };
    return await this.post("/v2/oauth2/token/introspect", form, {
      encoding: "form",
      retryClass: "safe",
      ...options,
    });
  }

  /**
   * Decides whether the token of a request lets its caller in: for a service that is called with
   * tokens. It asks Globus Auth what the token is, and checks that it is active now, was issued by
   * the same Globus Auth, is for this very service, and has all the scopes.
   *
   * `POST /v2/oauth2/token/introspect`
   *
   * @example A guard of an API
   * ```ts ignore
   * const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
   * const { sub } = await client.checkToken(token, { scopes: [scope] });
   * ```
   *
   * @param token What the caller sent after `Bearer`.
   * @returns Whose token it is, with its scopes and its end.
   * @throws {TokenRefusedError} If it does not let its caller in: answer 403 where its `fault` is
   * `scope`, else 401.
   * @throws {AuthAPIError} If Globus Auth does not say what the token is.
   */
  async checkToken(
    token: string,
    params: CheckTokenParams,
    options?: RequestOptions,
  ): Promise<AcceptedToken> {
    checkNamed("checkToken(token, { scopes })", params ?? null, options);
    const scopes = requiredNames(params.scopes);
    // What strangers send is theirs to get wrong: it is refused like any bad token.
    if (typeof token !== "string" || token === "" || token === REDACTED) {
      throw new TokenRefusedError("malformed", "it is empty, or not a token");
    }
    const answer = await this.oauth2TokenIntrospect(token, {}, options);
    return checkIntrospection(answer, {
      audience: params.audience ?? this.clientId,
      scopes,
      issuer: issuerOf(this.baseUrl),
      nowSeconds: this.clock.now() / 1000,
    });
  }

  /**
   * Registers a client that belongs to this one. The answer shows its secret once.
   *
   * `POST /v2/api/clients`
   *
   * @param name Name that people see when they log in.
   * @throws {GlobusSDKUsageError} If its kind is missing or given twice, or one of the two links is
   * given without the other.
   */
  async createChildClient(
    name: string,
    params: Omit<NewClientFields, "redirect_uris"> & { redirect_uris?: OneOrMore } = {},
    options?: RequestOptions,
  ): Promise<ClientDocument> {
    checkNamed("createChildClient(name, { client_type })", params, options);
    const { redirect_uris: uris } = params;
    const fields = { ...params, redirect_uris: typeof uris === "string" ? [uris] : uris };
    return await this.post("/v2/api/clients", newClientDocument({ name }, fields), options);
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Names of the scopes that a caller must have. Only an empty list says that none is needed. */
function requiredNames(scopes: Scopes): string[] {
  if (Array.isArray(scopes) && scopes.length === 0) return [];
  const names = scopeNames(scopeText(scopes)).map(({ name }) => name);
  if (names.length > 0) return names;
  throw new GlobusSDKUsageError("Cannot check a token: no scope is named that it must have");
}
