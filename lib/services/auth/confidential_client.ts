import { BasicAuthorizer } from "../../authorizers/basic.ts";
import type { RequestOptions } from "../../core/client.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { type FlowOptions, GlobusAuthorizationCodeFlowManager } from "../../oauth/flow.ts";
import { scopeText } from "../../oauth/scope_text.ts";
import {
  OAuthClientCredentialsResponse,
  OAuthDependentTokenResponse,
} from "../../oauth/token_response.ts";
import type { Scopes } from "../../scopes/scope.ts";
import type { OneOrMore } from "./client.ts";
import type { IntrospectionDocument } from "./openid.ts";
import type { ClientDocument } from "./registered_client.ts";
import { AuthLoginClient, type AuthLoginClientOptions } from "./login_client.ts";
import { newClientDocument, type NewClientFields } from "./registration.ts";

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

/** Parameters of {@link ConfidentialAppAuthClient.oauth2GetDependentTokens}. */
export interface DependentTokensParams {
  /** Whether to ask for refresh tokens. @default {false} */
  refreshTokens?: boolean;
  /** The scopes wanted. @default all that the user allowed this service */
  scope?: Scopes | null;
  /** Further fields of the form; they win over the others. */
  additional_params?: QueryParams | null;
}

/** Parameters of {@link ConfidentialAppAuthClient.oauth2TokenIntrospect}. */
export interface IntrospectParams {
  /** What to tell beside the usual: `identity_set`, `session_info`, `policy_evaluations`. */
  include?: string | readonly string[] | null;
}

const formEncode = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);

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
    const { secretEncoding = "raw", ...rest } = options;
    if (secretEncoding !== "raw" && secretEncoding !== "form") {
      throw new TypeError('Cannot make a client: secretEncoding must be "raw" or "form"');
    }
    const encode = secretEncoding === "form" ? formEncode : String;
    super(clientId, rest, new BasicAuthorizer(encode(clientId), encode(clientSecret)));
  }

  /**
   * Begins a login; nothing is sent.
   *
   * @param redirectUri Where the browser is sent back to, as registered with Globus.
   * @param requestedScopes Scopes to ask for.
   * @throws {GlobusSDKUsageError} If no scope is asked for, or an address or verifier is unusable.
   */
  oauth2StartFlow(
    redirectUri: string,
    requestedScopes: Scopes,
    params: Omit<FlowOptions, "redirectUri" | "requestedScopes"> = {},
  ): GlobusAuthorizationCodeFlowManager {
    return this.startFlow(
      new GlobusAuthorizationCodeFlowManager(this, { ...params, redirectUri, requestedScopes }),
    );
  }

  /**
   * Gets tokens of the client itself.
   *
   * `POST /v2/oauth2/token`
   *
   * @param requestedScopes Scopes to ask for.
   * @throws {GlobusSDKUsageError} If no scope is asked for.
   */
  async oauth2ClientCredentialsTokens(
    requestedScopes: Scopes,
    options?: RequestOptions,
  ): Promise<OAuthClientCredentialsResponse> {
    const scope = scopeText(requestedScopes);
    return await this.postTokenForm(
      OAuthClientCredentialsResponse,
      { grant_type: "client_credentials", scope },
      { requestedScopes: scope },
      { retryClass: "conditional", ...options },
    );
  }

  /**
   * Gets tokens with which a service acts on behalf of whoever called it, at other services.
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
    const { refreshTokens, scope, additional_params } = params;
    const requestedScopes = scope == null ? undefined : scopeText(scope, { rejectEmpty: false });
    return await this.postTokenForm(
      OAuthDependentTokenResponse,
      {
        grant_type: "urn:globus:auth:grant_type:dependent_token",
        token,
        access_type: refreshTokens ? "offline" : undefined,
        scope: requestedScopes,
        ...additional_params,
      },
      { requestedScopes },
      { retryClass: "conditional", ...options },
    );
  }

  /**
   * Asks what a token is: for a service that is called with it. See {@link checkIntrospection}.
   *
   * `POST /v2/oauth2/token/introspect`
   *
   * @param token An access token or refresh token of this client, or one that is for this service.
   */
  oauth2TokenIntrospect(
    token: string,
    params: IntrospectParams = {},
    options?: RequestOptions,
  ): Promise<IntrospectionDocument> {
    return this.post("/v2/oauth2/token/introspect", { token, include: commaJoin(params.include) }, {
      encoding: "form",
      retryClass: "safe",
      ...options,
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
  createChildClient(
    name: string,
    params: Omit<NewClientFields, "redirect_uris"> & { redirect_uris?: OneOrMore } = {},
    options?: RequestOptions,
  ): Promise<ClientDocument> {
    const { redirect_uris: uris } = params;
    const fields = { ...params, redirect_uris: typeof uris === "string" ? [uris] : uris };
    return this.post("/v2/api/clients", newClientDocument({ name }, fields), options);
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
