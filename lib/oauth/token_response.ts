import type { RequestOptions } from "../core/client_options.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { isObject } from "../core/guards.ts";
import { showAs } from "../core/inspection.ts";
import { loadPart } from "../core/load_part.ts";
import { httpResponse, rememberResponse } from "../core/response.ts";
import { InvalidIDTokenError, InvalidTokenResponseError } from "./errors.ts";
import type { IDTokenDecoderOptions } from "./id_token.ts";
import type { IDTokenClaims } from "./id_token_claims.ts";
import { scopeNames } from "./scope_text.ts";
import { checkToken, TokenDetails } from "./token_details.ts";
import { TokensByScopes } from "./tokens_by_scopes.ts";

/** Most tokens that a response may contain. */
const MAX_TOKENS = 200;

/** How an ID token is checked, and the values that it must match. */
export interface IDTokenChecks extends IDTokenDecoderOptions {
  /** The nonce that was sent with the login; undefined if none was sent. */
  nonce?: string | undefined;
  /** The access token, or tokens, that came with the ID token. */
  accessToken?: string | readonly string[] | undefined;
}

/** What an {@link OAuthTokenResponse} must know beside its document. */
export interface TokenResponseContext {
  /** When the response came, in milliseconds since 1970. @default {Date.now()} */
  readonly receivedAtMs?: number;
  /** The requested scopes, separated by spaces. */
  readonly requestedScopes?: string;
  /** The nonce that was sent with the login; undefined if none was sent. */
  readonly nonce?: string;
  /** Whether PKCE binds the tokens to the login, so that the ID token may lack the nonce. */
  readonly boundByPkce?: boolean;
  /** Checks an ID token. The client that got the response does it. */
  readonly decodeIdToken?: (
    idToken: string,
    params: IDTokenChecks,
    options?: RequestOptions,
  ) => Promise<IDTokenClaims>;
}

/**
 * A token response: tokens for one or more resource servers, all checked. Printing or serializing it
 * shows no token.
 *
 * @example The token for Globus Transfer
 * ```ts
 * const tokens = new OAuthTokenResponse({
 *   access_token: "…".replace("…", "example"),
 *   expires_in: 172800,
 *   resource_server: "transfer.api.globus.org",
 *   scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *   token_type: "Bearer",
 *   other_tokens: [],
 * });
 * const { access_token } = tokens.byResourceServer["transfer.api.globus.org"];
 * console.log(access_token); // example
 * ```
 */
export class OAuthTokenResponse {
  readonly #data: unknown;
  readonly #context: TokenResponseContext;
  readonly #tokens: readonly TokenDetails[];
  readonly #byResourceServer: Record<string, TokenDetails> = Object.create(null);
  #nonceChecked: boolean | undefined;

  /**
   * Checks the response of a token endpoint. If one token is malformed, the response is refused.
   *
   * @throws {InvalidTokenResponseError} If any part of it is missing or malformed.
   */
  constructor(document: unknown, context: TokenResponseContext = {}) {
    const nowSeconds = (context.receivedAtMs ?? Date.now()) / 1000;
    this.#data = document;
    this.#context = context;
    const fail = (problem: string): never => {
      throw invalid(problem, document);
    };
    this.#tokens = this.readDocuments(document)
      .map((entry, i) => new TokenDetails(checkToken(entry, i, fail), nowSeconds));
    for (const token of this.#tokens) this.#byResourceServer[token.resource_server] = token;
    const http = typeof document === "object" && document ? httpResponse(document) : undefined;
    if (http) rememberResponse(this, http);
    showAs(this, () => `${this.constructor.name} ${JSON.stringify(this)}`);
  }

  /**
   * The token documents of a response. The constructor calls it: it must not use fields of a subclass.
   */
  protected readDocuments(document: unknown): unknown[] {
    if (!isObject(document)) throw invalid("it is not an object", document);
    const { other_tokens: others } = document;
    if (!Array.isArray(others)) throw invalid("other_tokens is not a list", document);
    const { id_token: idToken } = document;
    if (idToken !== undefined && idToken !== null && typeof idToken !== "string") {
      throw invalid("id_token is not text", document);
    }
    return [document, ...limit(others, document)];
  }

  /** The document of the response, unchanged. Secret: it contains the tokens. */
  get data(): unknown {
    return this.#data;
  }

  /**
   * Tokens by the resource server that accepts them, in an object without a prototype.
   *
   * Printing it, or writing it as JSON, shows `[redacted]` in place of each token, so that no token
   * gets into a log. To get a token, read its field `access_token`, or call `toDocument()`.
   */
  get byResourceServer(): Readonly<Record<string, TokenDetails>> {
    return this.#byResourceServer;
  }

  /** Finds tokens by the scopes that they have. */
  get byScopes(): TokensByScopes {
    return new TokensByScopes(Object.values(this.#byResourceServer));
  }

  /**
   * Scopes that were requested and not granted, without those marked as optional. A login can succeed
   * with fewer scopes than it requested: check this before you rely on a scope.
   */
  get missingScopes(): string[] {
    const granted = new Set(this.byScopes);
    return scopeNames(this.#context.requestedScopes ?? "")
      .filter(({ name, optional }) => !optional && !granted.has(name))
      .map(({ name }) => name);
  }

  /**
   * Checks the ID token of the response, and returns its claims about the person who logged in.
   *
   * It must match the access token for Globus Auth, and repeat the nonce of the login. Only the ID
   * token of a code exchange may lack the nonce, because PKCE binds the code to the login (RFC 9700
   * section 2.1.1): see {@link OAuthTokenResponse.nonceChecked}.
   *
   * The first check requests the keys of Globus Auth.
   *
   * @param params How to check: `leewaySeconds`, or a configuration and key that you have.
   * @throws {GlobusSDKUsageError} If the response has no ID token: `openid` was not granted.
   * @throws {InvalidIDTokenError} If a check fails; `fault` says which.
   */
  async decodeIdToken(
    params: IDTokenDecoderOptions = {},
    options?: RequestOptions,
  ): Promise<IDTokenClaims> {
    const { id_token: idToken } = isObject(this.#data) ? this.#data : {};
    const { decodeIdToken } = await loadPart(
      "decode the ID token",
      import("./response_id_token.ts"),
    );
    const parts = { idToken, tokens: this.#tokens, context: this.#context };
    const tools = { GlobusSDKUsageError, InvalidIDTokenError };
    const claims = await decodeIdToken(parts, params, options, tools);
    this.#nonceChecked = claims.nonce !== undefined;
    return claims;
  }

  /**
   * Whether the ID token repeated the nonce of its login: false if it has no nonce, undefined before
   * {@link OAuthTokenResponse.decodeIdToken} has checked it.
   */
  get nonceChecked(): boolean | undefined {
    return this.#nonceChecked;
  }

  /** The fields of the tokens, with `[redacted]` in place of their secrets. */
  toJSON(): unknown {
    return { tokens: this.#tokens.map((token) => token.toJSON()) };
  }
}

/** The response to the code of a login: {@link GlobusOAuthFlowManager.exchangeCodeForTokens}. */
export class OAuthAuthorizationCodeResponse extends OAuthTokenResponse {}

/** The response to the grant `client_credentials`: tokens of the client itself. */
export class OAuthClientCredentialsResponse extends OAuthTokenResponse {}

/** The response to a refresh token: {@link NativeAppAuthClient.oauth2RefreshToken}. */
export class OAuthRefreshTokenResponse extends OAuthTokenResponse {
  /** True: a storage replaces stored tokens by these, and keeps the stored refresh token. */
  get isRenewal(): true {
    return true;
  }
}

/** The response to the dependent token grant: a list of tokens, one for each further service. */
export class OAuthDependentTokenResponse extends OAuthTokenResponse {
  /** The token documents of the list. */
  protected override readDocuments(document: unknown): unknown[] {
    if (!Array.isArray(document)) throw invalid("it is not a list", document);
    return limit(document, document);
  }
}

/** A class of token responses, for {@link NativeAppAuthClient.oauth2Token}. */
export type TokenResponseClass<T extends OAuthTokenResponse> = new (
  document: unknown,
  context?: TokenResponseContext,
) => T;

function limit(entries: unknown[], document: unknown): unknown[] {
  if (entries.length > MAX_TOKENS) {
    throw invalid(`it contains more than ${MAX_TOKENS} tokens`, document);
  }
  return entries;
}

function invalid(problem: string, document: unknown): InvalidTokenResponseError {
  const status = typeof document === "object" && document
    ? httpResponse(document)?.status
    : undefined;
  return new InvalidTokenResponseError(
    `Cannot use the token response: ${problem}`,
    status ?? 200,
  );
}
