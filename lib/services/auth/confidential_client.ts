import { BasicAuthorizer } from "../../authorizers/basic.ts";
import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { withExtras } from "../../core/extras.ts";
import { loadPart } from "../../core/load_part.ts";
import { commaJoin } from "../../core/query.ts";
import { givenToken, REDACTED } from "../../core/redacted.ts";
import { wellFormed } from "../../core/text.ts";
import type { AcceptedToken } from "../../oauth/accept_token.ts";
import { type FlowOptions, GlobusAuthorizationCodeFlowManager } from "../../oauth/flow.ts";
import { TokenRefusedError } from "../../oauth/token_refused.ts";
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
import type { DependentTokensParams } from "./dependent_tokens.ts";
import type { FormParams } from "./documents/token_forms.ts";
import { AuthLoginClient, type AuthLoginClientOptions } from "./login_client.ts";
import type { NewClientFields } from "./registration.ts";
import { requestedScopesOf, type WithDefaultScopes } from "./requested_scopes.ts";

/** How a {@link ConfidentialAppAuthClient} is made. */
export interface ConfidentialAppAuthClientOptions extends AuthLoginClientOptions {
  /**
   * How the id and the secret are written into the Authorization header. `raw` leaves them unchanged,
   * like the Python SDK: Globus's secrets are base64, and Globus does not decode `+`, `/` and `=`.
   * `form` percent-encodes both first, as RFC 6749 section 2.3.1 requires, for a proxy or another
   * server that decodes them. @default {"raw"}
   */
  secretEncoding?: "raw" | "form" | undefined;
}

/** Parameters of {@link ConfidentialAppAuthClient.oauth2ClientCredentialsTokens}. */
export interface ClientCredentialsParams extends FormParams {
  /** Scopes to request. @default `openid profile email`, and all of Transfer */
  requestedScopes?: Scopes | undefined;
}

/** Parameters of {@link ConfidentialAppAuthClient.oauth2TokenIntrospect}. */
export interface IntrospectParams {
  /**
   * Extra fields of the result: `identity_set`, `identity_set_detail`, `session_info`,
   * `policy_evaluations`. A list, or a string that separates them with commas. @default none
   */
  include?: string | readonly string[] | null | undefined;
}

/** Parameters of {@link ConfidentialAppAuthClient.checkToken}. */
export interface CheckTokenParams {
  /** Scopes that the token must have. An empty list accepts every token for this service. */
  scopes: Scopes;
  /** Resource server of the service, for which the token must be. @default the client's id */
  audience?: string | undefined;
}

function formEncode(text: string): string {
  return new URLSearchParams([["", wellFormed(text, "a client secret")]]).toString().slice(1);
}

/**
 * A client that logs users in to a program that can keep a secret, such as a web server. It can also
 * get tokens for the program itself.
 *
 * It sends the secret only to Globus Auth, in the Authorization header.
 *
 * @example Get tokens for the program itself
 * ```ts
 * import { ConfidentialAppAuthClient, TransferScopes } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const { id, secret } = sandbox.world.demoClient;
 * const client = new ConfidentialAppAuthClient(id, secret, sandbox.clientOptions);
 * const tokens = await client.oauth2ClientCredentialsTokens(TransferScopes.all);
 * console.log(tokens.byResourceServer["transfer.api.globus.org"].expires_in); // seconds
 * ```
 *
 * @category Clients
 */
export class ConfidentialAppAuthClient extends AuthLoginClient {
  /**
   * Makes a client. It sends nothing.
   *
   * @param clientId Id of the client that is registered with Globus.
   * @param clientSecret Secret of that client.
   * @throws {TypeError} If the id or the secret is empty or not a string.
   */
  constructor(
    clientId: string,
    clientSecret: string,
    options: ConfidentialAppAuthClientOptions = {},
  ) {
    if (!isText(clientId) || !isText(clientSecret)) {
      throw new TypeError("Cannot make a client: its id or secret is empty or not a string");
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
   * Starts a login. It sends nothing.
   *
   * @param redirectUri Address to which Globus sends the browser back, as registered with Globus.
   * @param requestedScopes Scopes to request. @default `openid profile email`, and all of Transfer
   * @throws {GlobusSDKUsageError} If the scopes are empty, or an address or the verifier is invalid.
   * @throws {TypeError} If an argument is neither scopes nor `params`.
   */
  oauth2StartFlow(
    redirectUri: string,
    requestedScopes?: Scopes,
    params?: Omit<FlowOptions, "redirectUri" | "requestedScopes">,
  ): GlobusAuthorizationCodeFlowManager;
  /** Starts a login, with the scopes as a field of `params`. */
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
   * Gets tokens for the client itself, not for a user.
   *
   * `POST /v2/oauth2/token`
   *
   * @param requestedScopes Scopes to request. @default `openid profile email`, and all of Transfer
   * @throws {GlobusSDKUsageError} If the scopes are empty.
   * @throws {TypeError} If the first argument is neither scopes nor `params`.
   */
  oauth2ClientCredentialsTokens(
    requestedScopes?: Scopes,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentialsResponse>;
  /** Gets tokens for the client itself, with the scopes as a field of `params`. */
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
   * Gets tokens with which this service calls other services on behalf of its caller.
   *
   * `POST /v2/oauth2/token`
   *
   * @param token The access token for this service that the caller sent.
   * @throws {AuthAPIError} With `oauthError` `dependent_consent_required` if the caller has not
   * consented.
   */
  async oauth2GetDependentTokens(
    token: string,
    params: DependentTokensParams = {},
    options?: RequestOptions,
  ): Promise<OAuthDependentTokenResponse> {
    checkNamed(
      "oauth2GetDependentTokens(token, { requestedScopes, refreshTokens })",
      params,
      options,
    );
    const { dependentTokensForm } = await loadPart(
      "get dependent tokens",
      import("./dependent_tokens.ts"),
    );
    const { form, scope } = dependentTokensForm(token, params, {
      GlobusSDKUsageError,
      givenToken,
      scopeText,
      withExtras,
    });
    return await this.requestTokens(
      OAuthDependentTokenResponse,
      form,
      { requestedScopes: scope },
      { retryClass: "conditional", ...options },
    );
  }

  /**
   * Gets information about a token. To protect an API, use
   * {@link ConfidentialAppAuthClient.checkToken}.
   *
   * `POST /v2/oauth2/token/introspect`
   *
   * @param token A token that was issued to this client, or an access token for this service.
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
   * Checks the token of a request to your own service. It asks Globus Auth about the token, and checks
   * that it is active, was issued by the same Globus Auth, is for this service, and has all scopes.
   *
   * `POST /v2/oauth2/token/introspect`
   *
   * @example Protect an API
   * ```ts
   * import { ConfidentialAppAuthClient, TokenRefusedError } from "@globus-deno/sdk";
   * import { Sandbox } from "@globus-deno/sdk/sandbox";
   *
   * const sandbox = new Sandbox();
   * const { id, secret } = sandbox.world.demoClient;
   * const client = new ConfidentialAppAuthClient(id, secret, sandbox.clientOptions);
   * const scope = `https://auth.globus.org/scopes/${id}/read`;
   *
   * async function handle(request: Request): Promise<Response> {
   *   const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
   *   try {
   *     const { sub } = await client.checkToken(token, { scopes: [scope] });
   *     return Response.json({ caller: sub });
   *   } catch (error) {
   *     if (!(error instanceof TokenRefusedError)) throw error;
   *     return new Response(null, { status: error.fault === "scope" ? 403 : 401 });
   *   }
   * }
   * console.log((await handle(new Request("https://api.example/"))).status); // 401
   * ```
   *
   * @param token The text after `Bearer` in the request's Authorization header.
   * @returns The identity of the caller, the token's scopes and when it expires.
   * @throws {TokenRefusedError} If the token is not accepted: respond with 403 if its `fault` is
   * `scope`, else with 401.
   * @throws {AuthAPIError} If Globus Auth responds with an error.
   */
  async checkToken(
    token: string,
    params: CheckTokenParams,
    options?: RequestOptions,
  ): Promise<AcceptedToken> {
    checkNamed("checkToken(token, { scopes })", params ?? null, options);
    const scopes = requiredNames(params.scopes);
    // The caller of the API made this mistake, not the program: refuse it like any bad token.
    if (typeof token !== "string" || token === "" || token === REDACTED) {
      throw new TokenRefusedError("malformed", "it is empty, or not a token");
    }
    const { acceptToken } = await loadPart(
      "check a token",
      import("../../oauth/accept_token.ts"),
    );
    const introspection = await this.oauth2TokenIntrospect(token, {}, options);
    return acceptToken(introspection, {
      audience: params.audience ?? this.clientId,
      scopes,
      issuer: issuerOf(this.baseUrl),
      nowSeconds: this.clock.now() / 1000,
    }, TokenRefusedError);
  }

  /**
   * Registers a client that belongs to this one. Only this response shows its secret.
   *
   * `POST /v2/api/clients`
   *
   * @param name Name that people see when they log in.
   * @throws {GlobusSDKUsageError} If none or both of `public_client` and `client_type` are given, or
   * only one of the two links.
   */
  async createChildClient(
    name: string,
    params: Omit<NewClientFields, "redirect_uris"> & { redirect_uris?: OneOrMore | undefined } = {},
    options?: RequestOptions,
  ): Promise<ClientDocument> {
    checkNamed("createChildClient(name, { client_type })", params, options);
    const { redirect_uris: uris } = params;
    const fields = { ...params, redirect_uris: typeof uris === "string" ? [uris] : uris };
    const { newClientDocument } = await loadPart("register a client", import("./registration.ts"));
    const document = newClientDocument({ name }, fields, { GlobusSDKUsageError });
    return await this.post("/v2/api/clients", document, options);
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Names of the scopes that a caller must have. Only an empty list means that none is needed. */
function requiredNames(scopes: Scopes): string[] {
  if (Array.isArray(scopes) && scopes.length === 0) return [];
  const names = scopeNames(scopeText(scopes)).map(({ name }) => name);
  if (names.length > 0) return names;
  throw new GlobusSDKUsageError(
    "Cannot check a token: name the scopes that it must have, or give []",
  );
}
