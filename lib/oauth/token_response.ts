import type { RequestOptions } from "../core/client_options.ts";
import { isObject } from "../core/guards.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { showAs } from "../core/inspection.ts";
import { REDACTED } from "../core/redacted.ts";
import { httpResponse, rememberResponse } from "../core/response.ts";
import { listScopes } from "../scopes/shape.ts";
import type { Scopes } from "../scopes/scope.ts";
import { InvalidIDTokenError, InvalidTokenResponseError } from "./errors.ts";
import type { IDTokenDecoderOptions } from "./id_token.ts";
import type { IDTokenClaims } from "./id_token_claims.ts";
import { scopeNames } from "./scope_text.ts";

/** Entries of a response above which it is refused. */
const MAX_TOKENS = 200;
/** Characters of a scope text above which it is refused. */
const MAX_SCOPE_LENGTH = 65_536;
/** What can stand in a header as it is. */
const TOKEN_PATTERN = /^[\x21-\x7e]{1,65536}$/;

/** A token document as Globus Auth sends it, after its check. */
interface CheckedToken {
  access_token: string;
  refresh_token: string | null;
  scope: string;
  token_type: string;
  resource_server: string;
  expires_in: number;
}

/** The tokens for one resource server as a plain object, to store them. It holds secrets. */
export interface TokenDetailsDocument {
  /** Name of the service that takes the tokens. */
  resource_server: string;
  /** The scopes granted, separated by spaces. */
  scope: string;
  /** `Bearer`, in the service's spelling. */
  token_type: string;
  /** When the access token ends, in whole seconds since 1970. */
  expires_at_seconds: number;
  /** Goes into the Authorization header. Secret. */
  access_token: string;
  /** Gets new access tokens; null if none was granted. Secret. */
  refresh_token: string | null;
}

/**
 * The tokens for one resource server. Printing, serializing, spreading or cloning it shows no token:
 * anyone who has one can act as the person who logged in, and many people read logs. To use a token,
 * read its field; to store it, take {@link TokenDetails.toDocument}.
 *
 * @example Storing tokens by yourself
 * ```ts ignore
 * const token = tokens.byResourceServer["transfer.api.globus.org"];
 * await Deno.writeTextFile("token.json", JSON.stringify(token.toDocument()), { mode: 0o600 });
 *
 * const stored = JSON.parse(await Deno.readTextFile("token.json"));
 * const authorizer = new RefreshTokenAuthorizer(stored.refresh_token, client, {
 *   accessToken: stored.access_token,
 *   expiresAtSeconds: stored.expires_at_seconds,
 * });
 * ```
 */
export class TokenDetails {
  readonly #token: CheckedToken;
  /** When the access token ends, in whole seconds since 1970. */
  readonly expires_at_seconds: number;
  /** Seconds that the access token was issued for. */
  readonly expires_in: number;

  /** Used by {@link OAuthTokenResponse}. */
  constructor(token: CheckedToken, nowSeconds: number) {
    this.#token = token;
    this.expires_in = token.expires_in;
    this.expires_at_seconds = Math.floor(nowSeconds + token.expires_in);
    showAs(this, () => `TokenDetails ${JSON.stringify(this)}`);
  }

  /** Goes into the Authorization header of calls to the resource server. Secret. */
  get access_token(): string {
    return this.#token.access_token;
  }
  /** Gets new access tokens; null if none was granted. Secret. */
  get refresh_token(): string | null {
    return this.#token.refresh_token;
  }
  /** Name of the service that takes the tokens, such as `transfer.api.globus.org`. */
  get resource_server(): string {
    return this.#token.resource_server;
  }
  /** The scopes granted, separated by spaces. */
  get scope(): string {
    return this.#token.scope;
  }
  /** `Bearer`, in the service's spelling. */
  get token_type(): string {
    return this.#token.token_type;
  }

  /**
   * The fields as a plain object, secrets included: to store tokens by yourself. A storage of this
   * package takes the response as it is: `storage.storeTokenResponse(tokens)`.
   */
  toDocument(): TokenDetailsDocument {
    return {
      resource_server: this.resource_server,
      scope: this.scope,
      token_type: this.token_type,
      expires_at_seconds: this.expires_at_seconds,
      access_token: this.access_token,
      refresh_token: this.refresh_token,
    };
  }

  /** The same fields, the secret ones redacted. */
  toJSON(): TokenDetailsDocument {
    return {
      ...this.toDocument(),
      access_token: REDACTED,
      refresh_token: this.refresh_token === null ? null : REDACTED,
    };
  }
}

/** How an ID token is checked, and what it must go with. */
export interface IDTokenChecks extends IDTokenDecoderOptions {
  /** The nonce that was sent with the login; undefined if none was. */
  nonce?: string | undefined;
  /** The access token, or tokens, that came with the ID token. */
  accessToken?: string | readonly string[] | undefined;
}

/** What a {@link OAuthTokenResponse} is read with. */
export interface TokenResponseContext {
  /** When the answer came, in milliseconds since 1970. @default {Date.now()} */
  readonly receivedAtMs?: number;
  /** The scopes that were asked for, as text. */
  readonly requestedScopes?: string;
  /** The nonce that was sent with the login. */
  readonly nonce?: string;
  /** Whether PKCE binds the tokens to the login, so that the ID token may lack the nonce. */
  readonly boundByPkce?: boolean;
  /** Checks an ID token: what the client that got the answer does for it. */
  readonly decodeIdToken?: (
    idToken: string,
    params: IDTokenChecks,
    options?: RequestOptions,
  ) => Promise<IDTokenClaims>;
}

/** Tokens looked up by the scopes that they must have. */
export class TokensByScopes implements Iterable<string> {
  readonly #tokens: readonly TokenDetails[];
  /** Used by {@link OAuthTokenResponse}. */
  constructor(tokens: readonly TokenDetails[]) {
    this.#tokens = tokens;
  }

  /**
   * The tokens that have all the scopes.
   *
   * @example Usage
   * ```ts ignore
   * const token = tokens.byScopes.get([AuthScopes.openid, AuthScopes.email]);
   * ```
   *
   * @param scopes Scopes in any form. What a `Scope` depends on is not part of a token and does not
   * count.
   * @returns Undefined if no single token has them all. Of several that do, the last.
   * @throws {TypeError} If something in it is neither text nor a scope.
   */
  get(scopes: Scopes): TokenDetails | undefined {
    const wanted = listScopes(scopes).flatMap((scope) =>
      typeof scope === "string" ? scopeWords(scope) : [scope.scopeString]
    );
    if (wanted.length === 0) return undefined;
    return this.#tokens.findLast((token) => {
      const granted = scopeWords(token.scope);
      return wanted.every((scope) => granted.includes(scope));
    });
  }

  /** Whether one token has all the scopes. */
  has(scopes: Scopes): boolean {
    return this.get(scopes) !== undefined;
  }

  /** All scopes granted, each once. */
  [Symbol.iterator](): Iterator<string> {
    return new Set(this.#tokens.flatMap((token) => scopeWords(token.scope)))[Symbol.iterator]();
  }
}

function scopeWords(scope: string): string[] {
  return scope.split(/\s+/).filter(Boolean);
}

/**
 * What a grant gave: tokens for one or more resource servers, all checked. Printing or serializing
 * it shows no token.
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
   * Checks a token endpoint's answer: all of it, or nothing is taken.
   *
   * @throws {InvalidTokenResponseError} If any part of it is missing or malformed.
   */
  constructor(document: unknown, context: TokenResponseContext = {}) {
    const nowSeconds = (context.receivedAtMs ?? Date.now()) / 1000;
    this.#data = document;
    this.#context = context;
    this.#tokens = this.readDocuments(document)
      .map((entry, i) => new TokenDetails(checkToken(entry, i, document), nowSeconds));
    for (const token of this.#tokens) this.#byResourceServer[token.resource_server] = token;
    const http = typeof document === "object" && document ? httpResponse(document) : undefined;
    if (http) rememberResponse(this, http);
    showAs(this, () => `${this.constructor.name} ${JSON.stringify(this)}`);
  }

  /**
   * The token documents in an answer. It runs within the constructor: it must not use fields of its
   * own class.
   */
  protected readDocuments(document: unknown): unknown[] {
    if (!isObject(document)) throw refusal("it is not an object", document);
    const { other_tokens: others } = document;
    if (!Array.isArray(others)) throw refusal("other_tokens is not a list", document);
    const { id_token: idToken } = document;
    if (idToken !== undefined && idToken !== null && typeof idToken !== "string") {
      throw refusal("id_token is not text", document);
    }
    return [document, ...limit(others, document)];
  }

  /** The answer as it came. It holds secrets. */
  get data(): unknown {
    return this.#data;
  }

  /**
   * Tokens by the resource server that takes them, in an object without a prototype.
   *
   * Printing it, or writing it as JSON, shows `[redacted]` in place of each token, so that none gets
   * into a log. To see one on purpose, read its field (`access_token`), or take `toDocument()`.
   */
  get byResourceServer(): Readonly<Record<string, TokenDetails>> {
    return this.#byResourceServer;
  }

  /** Tokens by scope. */
  get byScopes(): TokensByScopes {
    return new TokensByScopes(Object.values(this.#byResourceServer));
  }

  /**
   * Scopes that were asked for and not granted, those marked as optional left out. A login can
   * succeed with fewer scopes than it asked for: look here before relying on one.
   */
  get missingScopes(): string[] {
    const granted = new Set(this.byScopes);
    return scopeNames(this.#context.requestedScopes ?? "")
      .filter(({ name, optional }) => !optional && !granted.has(name))
      .map(({ name }) => name);
  }

  /**
   * Checks the ID token that came along, and gives its claims about the person who logged in.
   *
   * It must go with the access token for Globus Auth, and repeat the nonce of the login. Only the ID
   * token of a code exchange may lack the nonce, because PKCE binds the code to the login (RFC 9700
   * section 2.1.1): {@link OAuthTokenResponse.nonceChecked} tells.
   *
   * The first check asks Globus Auth for its keys.
   *
   * @param params How the check is done: `leewaySeconds`, or a configuration and key you have.
   * @throws {GlobusSDKUsageError} If no ID token came: `openid` was not granted.
   * @throws {InvalidIDTokenError} If it cannot be trusted; `fault` says why.
   */
  async decodeIdToken(
    params: IDTokenDecoderOptions = {},
    options?: RequestOptions,
  ): Promise<IDTokenClaims> {
    const { id_token: idToken } = isObject(this.#data) ? this.#data : {};
    const { decodeIdToken: decode, nonce, boundByPkce } = this.#context;
    if (typeof idToken !== "string" || idToken === "") {
      throw new GlobusSDKUsageError("Cannot decode the ID token: none came with these tokens");
    }
    if (!decode) {
      throw new GlobusSDKUsageError("Cannot decode the ID token: no client got these tokens");
    }
    const [first] = this.#tokens;
    // It is not documented which token Globus hashes: the first, or the one for Globus Auth.
    const own = this.#byResourceServer["auth.globus.org"] ?? first;
    const accessToken = [...new Set([own.access_token, first.access_token])];
    const decodeWith = (nonce: string | undefined) =>
      decode(idToken, { ...params, nonce, accessToken }, options);
    const claims = await decodeWith(nonce).catch((error) => {
      const isNonce = error instanceof InvalidIDTokenError && error.fault === "nonce";
      if (!isNonce || !boundByPkce) throw error;
      // Passes only if the token has no nonce at all: a wrong one is refused again.
      return decodeWith(undefined);
    });
    this.#nonceChecked = claims.nonce !== undefined;
    return claims;
  }

  /**
   * Whether the ID token repeated the nonce of its login: true if it did, false if it has no nonce,
   * undefined before {@link OAuthTokenResponse.decodeIdToken} has checked it.
   */
  get nonceChecked(): boolean | undefined {
    return this.#nonceChecked;
  }

  /** What was granted, without the tokens. */
  toJSON(): unknown {
    return { tokens: this.#tokens.map((token) => token.toJSON()) };
  }
}

/** What {@link GlobusOAuthFlowManager.exchangeCodeForTokens} resolves to. */
export class OAuthAuthorizationCodeResponse extends OAuthTokenResponse {}

/** What the grant `client_credentials` gives: tokens of the client itself. */
export class OAuthClientCredentialsResponse extends OAuthTokenResponse {}

/** What a renewal gives. */
export class OAuthRefreshTokenResponse extends OAuthTokenResponse {
  /** True: these tokens take the place of others of the same grant. */
  get isRenewal(): true {
    return true;
  }
}

/** What the dependent grant gives: a list of tokens, one for each further service. */
export class OAuthDependentTokenResponse extends OAuthTokenResponse {
  /** The token documents in an answer. */
  protected override readDocuments(document: unknown): unknown[] {
    if (!Array.isArray(document)) throw refusal("it is not a list", document);
    return limit(document, document);
  }
}

/** A class of token responses, for `oauth2Token`. */
export type TokenResponseClass<T extends OAuthTokenResponse> = new (
  document: unknown,
  context?: TokenResponseContext,
) => T;

function limit(entries: unknown[], document: unknown): unknown[] {
  if (entries.length > MAX_TOKENS) {
    throw refusal(`it holds more than ${MAX_TOKENS} tokens`, document);
  }
  return entries;
}

function refusal(problem: string, document: unknown): InvalidTokenResponseError {
  const status = typeof document === "object" && document
    ? httpResponse(document)?.status
    : undefined;
  return new InvalidTokenResponseError(
    `Cannot use the token response: ${problem}`,
    status ?? 200,
  );
}

function checkToken(entry: unknown, index: number, document: unknown): CheckedToken {
  const where = index === 0 ? "" : ` of entry ${index}`;
  if (!isObject(entry)) throw refusal(`entry ${index} is not an object`, document);
  const {
    access_token,
    refresh_token = null,
    scope,
    token_type,
    resource_server,
    expires_in,
  } = entry;
  const check = (good: boolean, field: string) => {
    if (!good) throw refusal(`${field}${where} is missing or malformed`, document);
  };
  const isToken = (token: unknown) =>
    typeof token === "string" && TOKEN_PATTERN.test(token) && token !== REDACTED;
  check(isToken(access_token), "access_token");
  check(refresh_token === null || isToken(refresh_token), "refresh_token");
  check(typeof scope === "string" && scope.length <= MAX_SCOPE_LENGTH, "scope");
  check(typeof token_type === "string" && /^bearer$/i.test(token_type), "token_type");
  check(typeof resource_server === "string" && resource_server !== "", "resource_server");
  check(
    typeof expires_in === "number" && Number.isFinite(expires_in) && expires_in >= 0,
    "expires_in",
  );
  return {
    access_token,
    refresh_token,
    scope,
    token_type,
    resource_server,
    expires_in,
  } as CheckedToken;
}
