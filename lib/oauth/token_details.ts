import { isObject } from "../core/guards.ts";
import { showAs } from "../core/inspection.ts";
import { REDACTED } from "../core/redacted.ts";

/** Longest scope text in characters that is accepted. */
const MAX_SCOPE_LENGTH = 65_536;
/** The characters that a header can contain. */
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

/** The tokens for one resource server as a plain object, to store them. Secret. */
export interface TokenDetailsDocument {
  /** Name of the service that accepts the tokens, such as `transfer.api.globus.org`. */
  resource_server: string;
  /** The scopes granted, separated by spaces. */
  scope: string;
  /** `Bearer`, in the service's spelling. */
  token_type: string;
  /** When the access token expires, in whole seconds since 1970. */
  expires_at_seconds: number;
  /** The access token, for the Authorization header. Secret. */
  access_token: string;
  /** The refresh token, which gets new access tokens; null if none was granted. Secret. */
  refresh_token: string | null;
}

/**
 * The tokens for one resource server. Printing, serializing, spreading or cloning it shows no token,
 * because a token in a log lets its readers act as the person who logged in. To use a token, read its
 * field; to store it, call {@link TokenDetails.toDocument}.
 *
 * @example Storing tokens yourself
 * ```ts
 * import { NativeAppAuthClient, RefreshTokenAuthorizer } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const client = new NativeAppAuthClient(sandbox.world.tutorialClientId, sandbox.clientOptions);
 * client.oauth2StartFlow({ refreshTokens: true });
 * const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl()); // the user pastes it
 * const { byResourceServer } = await client.oauth2ExchangeCodeForTokens(code);
 * const token = byResourceServer["transfer.api.globus.org"];
 * console.log(JSON.stringify(token)); // each token as "[redacted]"
 *
 * const saved = JSON.stringify(token.toDocument()); // in a file that only your program reads
 *
 * const stored = JSON.parse(saved);
 * const authorizer = new RefreshTokenAuthorizer(stored.refresh_token, client, {
 *   accessToken: stored.access_token,
 *   expiresAtSeconds: stored.expires_at_seconds,
 * });
 * console.log(authorizer.refreshToken === token.refresh_token); // true
 * ```
 */
export class TokenDetails {
  readonly #token: CheckedToken;
  /** When the access token expires, in whole seconds since 1970. */
  readonly expires_at_seconds: number;
  /** Lifetime of the access token in seconds, as Globus Auth stated it. */
  readonly expires_in: number;

  /** Used by {@link OAuthTokenResponse}. */
  constructor(token: CheckedToken, nowSeconds: number) {
    this.#token = token;
    this.expires_in = token.expires_in;
    this.expires_at_seconds = Math.floor(nowSeconds + token.expires_in);
    showAs(this, () => `TokenDetails ${JSON.stringify(this)}`);
  }

  /** The access token, for the Authorization header of calls to the resource server. Secret. */
  get access_token(): string {
    return this.#token.access_token;
  }
  /** The refresh token, which gets new access tokens; null if none was granted. Secret. */
  get refresh_token(): string | null {
    return this.#token.refresh_token;
  }
  /** Name of the service that accepts the tokens, such as `transfer.api.globus.org`. */
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
   * The fields as a plain object with the secrets, to store tokens yourself. The storages of this
   * package take the whole response: {@link TokenStorage.storeTokenResponse}.
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

  /** The same fields, with `[redacted]` in place of the tokens. */
  toJSON(): TokenDetailsDocument {
    return {
      ...this.toDocument(),
      access_token: REDACTED,
      refresh_token: this.refresh_token === null ? null : REDACTED,
    };
  }
}

/**
 * Checks a token document of a response.
 *
 * @param index Its position in the response, from 0, for the error.
 * @param fail Throws the error of the response.
 */
export function checkToken(
  document: unknown,
  index: number,
  fail: (problem: string) => never,
): CheckedToken {
  const where = index === 0 ? "" : ` of entry ${index}`;
  if (!isObject(document)) return fail(`entry ${index} is not an object`);
  const {
    access_token,
    refresh_token = null,
    scope,
    token_type,
    resource_server,
    expires_in,
  } = document;
  const check = (isRight: boolean, field: string) => {
    if (!isRight) fail(`${field}${where} is missing or malformed`);
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
