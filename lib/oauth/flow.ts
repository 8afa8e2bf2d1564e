import { checkNamed } from "../core/arguments.ts";
import type { RequestOptions } from "../core/client_options.ts";
import { GlobusSDKUsageError, InvalidResponseError, NetworkError } from "../core/errors.ts";
import { withExtras } from "../core/extras.ts";
import { showAs } from "../core/inspection.ts";
import { loadPart } from "../core/load_part.ts";
import { encodeQuery, type QueryParams } from "../core/query.ts";
import type { Scopes } from "../scopes/scope.ts";
import type { AuthorizeParams } from "./authorize_url.ts";
import { randomText } from "./base64url.ts";
import { LoginInterruptedError } from "./errors.ts";
import { issuerOf } from "./metadata.ts";
import { challengeOf, checkVerifier, makeVerifier } from "./pkce.ts";
import { checkRedirectUri } from "./redirect_uri.ts";
import { scopeNames, scopeText } from "./scope_text.ts";
import { OAuthAuthorizationCodeResponse, type TokenResponseContext } from "./token_response.ts";

/** The parts of a client that a login flow uses. */
export interface FlowClient {
  /** Id of the client, as registered with Globus. */
  readonly clientId: string;
  /** Address of Globus Auth, such as `https://auth.globus.org/`. */
  readonly baseUrl: string;
  /** Sends a form to the token endpoint, and reads the response with `context` into `type`. */
  requestTokens<T>(
    type: new (document: unknown, context?: TokenResponseContext) => T,
    form: QueryParams,
    context: TokenResponseContext,
    options?: RequestOptions,
  ): Promise<T>;
}

/** Options of a login flow. */
export interface FlowOptions {
  /** Scopes to request. */
  requestedScopes: Scopes;
  /** Where Globus sends the browser back to, as registered with Globus. */
  redirectUri: string;
  /** Comes back with the code, to identify this login. @default 128 random bits */
  state?: string | undefined;
  /**
   * The ID token must repeat it. Give it to continue a login that began elsewhere.
   * @default 128 random bits if `openid` is requested
   */
  nonce?: string | undefined;
  /** PKCE verifier. Give it to continue a login that began elsewhere. @default random */
  verifier?: string | null | undefined;
  /** Whether to request refresh tokens. @default {false} */
  refreshTokens?: boolean | undefined;
  /** Name that Globus shows for the user's consent. */
  prefillNamedGrant?: string | null | undefined;
}

/** Base of the flow managers: one login by authorization code with PKCE. */
export abstract class GlobusOAuthFlowManager {
  /** Where Globus sends the browser back to. */
  readonly redirectUri: string;
  /** The requested scopes, separated by spaces. */
  readonly requestedScopes: string;
  /** Whether the login requests refresh tokens. */
  readonly refreshTokens: boolean;
  /** The client that the user logs in to. */
  protected readonly client: FlowClient;
  readonly #state: string;
  readonly #nonce: string | undefined;
  readonly #verifier: string;
  readonly #prefill: string | null | undefined;
  #sentCode: string | undefined;

  /**
   * Prepares a login. Sends nothing.
   *
   * @throws {GlobusSDKUsageError} If no scope is requested, or the redirect URI or the verifier is
   * unusable.
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

  /** Address of the Globus Auth that the browser is sent to. The callback must not name another. */
  get issuer(): string {
    return issuerOf(this.client.baseUrl);
  }

  /** Comes back with the code. Compare it before you use the code. */
  get state(): string {
    return this.#state;
  }

  /** The ID token must repeat it; undefined if `openid` is not requested. */
  get nonce(): string | undefined {
    return this.#nonce;
  }

  /** The PKCE verifier. Secret: it must stay where the login began. */
  get verifier(): string {
    return this.#verifier;
  }

  /**
   * The URL to open in the user's browser.
   *
   * @param params What the login must fulfill.
   * @param options `query`: further parameters of the URL.
   * @throws {GlobusSDKUsageError} If a further parameter is one that the login sets itself.
   */
  async getAuthorizeUrl(
    params?: AuthorizeParams,
    options: { query?: QueryParams | undefined } = {},
  ): Promise<string> {
    checkNamed("getAuthorizeUrl(params, { query })", params, options);
    const { authorizeUrl } = await loadPart("make a login URL", import("./authorize_url.ts"));
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
      { params, extras: options.query },
      { GlobusSDKUsageError, encodeQuery, issuerOf, withExtras },
    );
  }

  /**
   * Gets the tokens for the code of the callback. It sends a code once at most: sending it twice can
   * revoke the tokens that it gave.
   *
   * @throws {AuthAPIError} If Globus Auth refuses the code.
   * @throws {LoginInterruptedError} If the code was sent and no usable response came.
   * @throws {GlobusConnectionError} If the code could not be sent: you can try the same code again.
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
      // The reason of an abort is thrown first, even if it is an error of the SDK.
      options?.signal?.throwIfAborted();
      if (error instanceof NetworkError && error.nothingSent) {
        this.#sentCode = undefined;
      } else if (error instanceof NetworkError && !(error instanceof InvalidResponseError)) {
        throw new LoginInterruptedError(
          "Cannot finish the login: the code was sent and no response came; start again",
          { cause: error },
        );
      }
      throw error;
    }
  }

  /** The fields of the token form that identify the client. */
  protected clientParams(): QueryParams {
    return {};
  }
}

/** Options of a login flow of a native client. */
export type NativeAppFlowOptions = Omit<FlowOptions, "redirectUri"> & {
  /** Where Globus sends the browser back to. @default its page that shows the code to copy */
  redirectUri?: string | undefined;
};

/** A login of a native client, which has no secret: a script, a command-line tool. */
export class GlobusNativeAppFlowManager extends GlobusOAuthFlowManager {
  /** Prepares a login: see {@link GlobusOAuthFlowManager}. */
  constructor(client: FlowClient, options: NativeAppFlowOptions) {
    const redirectUri = options.redirectUri ??
      `${issuerOf(client.baseUrl)}/v2/web/auth-code`;
    super(client, { ...options, redirectUri });
  }

  /** The client's id: it identifies a client without a secret. */
  protected override clientParams(): QueryParams {
    return { client_id: this.client.clientId };
  }
}

/** A login of a confidential client, which has a secret: a web server. */
export class GlobusAuthorizationCodeFlowManager extends GlobusOAuthFlowManager {}
