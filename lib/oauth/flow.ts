import { checkNamed } from "../core/arguments.ts";
import type { RequestOptions } from "../core/client_options.ts";
import { GlobusSDKUsageError, InvalidResponseError, NetworkError } from "../core/errors.ts";
import { showAs } from "../core/inspection.ts";
import type { QueryParams } from "../core/query.ts";
import type { Scopes } from "../scopes/scope.ts";
import { type AuthorizeParams, authorizeUrl } from "./authorize_url.ts";
import { randomText } from "./base64url.ts";
import { LoginInterruptedError } from "./errors.ts";
import { issuerOf } from "./metadata.ts";
import { challengeOf, checkVerifier, makeVerifier } from "./pkce.ts";
import { checkRedirectUri } from "./redirect_uri.ts";
import { scopeNames, scopeText } from "./scope_text.ts";
import { OAuthAuthorizationCodeResponse, type TokenResponseContext } from "./token_response.ts";

/** What a flow needs of the client that started it. */
export interface FlowClient {
  /** Id of the client. */
  readonly clientId: string;
  /** Address of Globus Auth. */
  readonly baseUrl: string;
  /** Sends a form to the token endpoint; the answer is read with `context`. */
  requestTokens<T>(
    type: new (document: unknown, context?: TokenResponseContext) => T,
    form: QueryParams,
    context: TokenResponseContext,
    options?: RequestOptions,
  ): Promise<T>;
}

/** How a flow is started. */
export interface FlowOptions {
  /** Scopes to ask for. */
  requestedScopes: Scopes;
  /** Where the browser is sent back to. */
  redirectUri: string;
  /** What comes back with the code, to tell this login from others. @default 128 random bits */
  state?: string;
  /**
   * What the ID token must repeat. Give it to take up a login that was begun elsewhere.
   * @default 128 random bits where `openid` is asked for
   */
  nonce?: string;
  /** PKCE verifier. Give it to take up a login that was begun elsewhere. @default random */
  verifier?: string | null;
  /** Whether to ask for refresh tokens. @default {false} */
  refreshTokens?: boolean;
  /** Name under which the user will find the consent. */
  prefillNamedGrant?: string | null;
}

/** What the two flow managers share: one login by authorization code with PKCE. */
export abstract class GlobusOAuthFlowManager {
  /** Where the browser is sent back to. */
  readonly redirectUri: string;
  /** The scopes asked for, as text. */
  readonly requestedScopes: string;
  /** Whether refresh tokens are asked for. */
  readonly refreshTokens: boolean;
  /** The client whose login it is. */
  protected readonly client: FlowClient;
  readonly #state: string;
  readonly #nonce: string | undefined;
  readonly #verifier: string;
  readonly #prefill: string | null | undefined;
  #sentCode: string | undefined;

  /**
   * Prepares a login; nothing is sent.
   *
   * @throws {GlobusSDKUsageError} If no scope is asked for, or an address or verifier is unusable.
   */
  constructor(client: FlowClient, options: FlowOptions) {
    this.client = client;
    this.requestedScopes = scopeText(options.requestedScopes);
    this.redirectUri = checkRedirectUri(options.redirectUri);
    this.refreshTokens = options.refreshTokens ?? false;
    this.#state = options.state ?? randomText(16);
    const asksForId = scopeNames(this.requestedScopes).some(({ name }) => name === "openid");
    this.#nonce = asksForId ? options.nonce ?? randomText(16) : undefined;
    this.#verifier = options.verifier == null ? makeVerifier() : checkVerifier(options.verifier);
    this.#prefill = options.prefillNamedGrant;
    const { redirectUri, requestedScopes, refreshTokens } = this;
    const shown = { redirectUri, requestedScopes, refreshTokens };
    showAs(this, () => `${this.constructor.name} ${JSON.stringify(shown)}`);
  }

  /** Who answers the login. What comes back must name the same issuer. */
  get issuer(): string {
    return issuerOf(this.client.baseUrl);
  }

  /** What comes back with the code. Compare it before the code is used. */
  get state(): string {
    return this.#state;
  }

  /** What the ID token must repeat; undefined if none is asked for. */
  get nonce(): string | undefined {
    return this.#nonce;
  }

  /** The PKCE verifier. Secret: it must stay where the login was begun. */
  get verifier(): string {
    return this.#verifier;
  }

  /**
   * The URL to open in the user's browser.
   *
   * @param params What the login must fulfil.
   * @param options `query`: further parameters, beside those that the login sets itself.
   * @throws {GlobusSDKUsageError} If a further parameter names one that the login sets.
   */
  async getAuthorizeUrl(
    params?: AuthorizeParams,
    options: { query?: QueryParams } = {},
  ): Promise<string> {
    checkNamed("getAuthorizeUrl(params, { query })", params, options);
    return authorizeUrl(
      this.client.baseUrl,
      {
        client_id: this.client.clientId,
        redirect_uri: this.redirectUri,
        scope: this.requestedScopes,
        state: this.#state,
        nonce: this.#nonce,
        response_type: "code",
        code_challenge: await challengeOf(this.#verifier),
        code_challenge_method: "S256",
        access_type: this.refreshTokens ? "offline" : "online",
        prefill_named_grant: this.#prefill,
      },
      params,
      options.query,
    );
  }

  /**
   * Gets the tokens for the code that came back. It is sent once at most: a code that is sent twice
   * can revoke what it gave.
   *
   * @throws {AuthAPIError} If the code is refused.
   * @throws {LoginInterruptedError} If it was sent and no usable answer came.
   * @throws {GlobusConnectionError} If it could not be sent: the same code can be tried again.
   * @throws {GlobusSDKUsageError} If this code was sent before.
   */
  async exchangeCodeForTokens(
    authCode: string,
    options?: RequestOptions,
  ): Promise<OAuthAuthorizationCodeResponse> {
    const code = typeof authCode === "string" ? authCode.trim() : "";
    if (code === "" || code.length > 4096) {
      throw new GlobusSDKUsageError("Cannot exchange the code: it is empty or too long");
    }
    if (code === this.#sentCode) {
      throw new GlobusSDKUsageError("Cannot exchange the code: it was sent before; log in again");
    }
    this.#sentCode = code;
    try {
      return await this.client.requestTokens(
        OAuthAuthorizationCodeResponse,
        {
          ...this.clientParams(),
          grant_type: "authorization_code",
          code,
          code_verifier: this.#verifier,
          redirect_uri: this.redirectUri,
        },
        { requestedScopes: this.requestedScopes, nonce: this.#nonce, boundByPkce: true },
        options,
      );
    } catch (error) {
      // What the caller aborted with comes out, also an error of our own kind.
      options?.signal?.throwIfAborted();
      if (error instanceof NetworkError && error.nothingSent) {
        this.#sentCode = undefined;
      } else if (error instanceof NetworkError && !(error instanceof InvalidResponseError)) {
        throw new LoginInterruptedError(
          "Cannot finish the login: the code was sent and no answer came; start again",
          { cause: error },
        );
      }
      throw error;
    }
  }

  /** The fields of the token form that name the client. */
  protected clientParams(): QueryParams {
    return {};
  }
}

/** How a flow of a native client is started. */
export type NativeAppFlowOptions = Omit<FlowOptions, "redirectUri"> & {
  /** Where the browser is sent back to. @default the page of Globus that shows the code to copy */
  redirectUri?: string;
};

/** A login of a client that has no secret: a script, a command-line tool, a desktop program. */
export class GlobusNativeAppFlowManager extends GlobusOAuthFlowManager {
  /** Prepares a login: see {@link GlobusOAuthFlowManager}. */
  constructor(client: FlowClient, options: NativeAppFlowOptions) {
    const redirectUri = options.redirectUri ??
      `${issuerOf(client.baseUrl)}/v2/web/auth-code`;
    super(client, { ...options, redirectUri });
  }

  /** Its id stands for it. */
  protected override clientParams(): QueryParams {
    return { client_id: this.client.clientId };
  }
}

/** A login of a client that has a secret: a web server. */
export class GlobusAuthorizationCodeFlowManager extends GlobusOAuthFlowManager {}
