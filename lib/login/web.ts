import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import { parseCallback } from "../oauth/callback.ts";
import type { IDTokenDecoderOptions } from "../oauth/id_token.ts";
import type { IDTokenClaims } from "../oauth/id_token_claims.ts";
import type { LoginStates } from "../oauth/login_states.ts";
import { checkRedirectUri } from "../oauth/redirect_uri.ts";
import { safeReturnTo } from "../oauth/return_to.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import type { RequestOptions } from "../core/client_options.ts";
import { type LoginClient, startLoginFlow } from "./flow_manager.ts";

/** How a {@link WebLoginManager} is made. */
export interface WebLoginOptions {
  /** Where the browser is sent back to, as registered with Globus. */
  readonly redirectUri: string;
  /** Keeps the logins that were begun and not finished. */
  readonly states: LoginStates;
  /** Whether to ask for refresh tokens. @default {true} */
  readonly requestRefreshTokens?: boolean;
  /** Name under which the user will find the consent. Only for native clients. */
  readonly nativePrefillNamedGrant?: string;
  /** How ID tokens are checked, such as by how much this machine's clock may be wrong. */
  readonly idTokenDecoder?: IDTokenDecoderOptions;
}

/** A login that was finished. */
export interface WebLogin {
  /** The tokens. */
  readonly tokens: OAuthAuthorizationCodeResponse;
  /** What the ID token says, which was checked; undefined if `openid` was not asked for. */
  readonly claims: IDTokenClaims | undefined;
  /** Where to go now: a path of the site. */
  readonly returnTo: string;
}

/**
 * Logs people in to a web server: one request begins a login, another one ends it.
 *
 * What secures the login stays on the server, bound to the browser: state, PKCE verifier, nonce and
 * where to go afterwards. An answer is taken once. One that comes again, from another browser or
 * after 10 minutes, is refused with fault `state`, and nothing is sent to Globus.
 *
 * @example Two handlers
 * ```ts ignore
 * const web = new WebLoginManager(client, { redirectUri, states: new LoginStates(store) });
 * // POST /login, for a session that is known by its cookie
 * const url = await web.begin(session.id, app.loginParameters(), { returnTo: "/tasks" });
 * return Response.redirect(url, 303);
 * // GET /callback
 * const { tokens, returnTo } = await web.finish(session.id, request.url);
 * await app.storeTokenResponse(tokens);
 * return Response.redirect(new URL(returnTo, origin), 303);
 * ```
 */
export class WebLoginManager {
  readonly #client: LoginClient;
  readonly #options: WebLoginOptions;

  /**
   * Takes the client; nothing is sent.
   *
   * @throws {GlobusSDKUsageError} If the redirect URI is unusable.
   */
  constructor(loginClient: LoginClient, options: WebLoginOptions) {
    checkRedirectUri(options.redirectUri);
    this.#client = loginClient;
    this.#options = options;
  }

  /**
   * Begins a login.
   *
   * @param browserKey What tells this browser from others, such as its session's id.
   * @param authParameters What the login must fulfil, and in `required_scopes` what it asks for.
   * @param options `returnTo`: where to go afterwards. It may come from outside: anything but a path
   * of this site becomes `/`.
   * @returns The URL to send the browser to.
   * @throws {GlobusSDKUsageError} If no scope is asked for.
   */
  async begin(
    browserKey: string,
    authParameters: AuthorizationParametersDocument,
    options: { returnTo?: unknown } = {},
  ): Promise<string> {
    const { redirectUri, states, requestRefreshTokens = true } = this.#options;
    const { flow, parameters } = startLoginFlow(this.#client, authParameters, {
      redirectUri,
      refreshTokens: requestRefreshTokens,
      prefillNamedGrant: this.#options.nativePrefillNamedGrant,
    });
    const returnTo = safeReturnTo(redirectUri, options.returnTo);
    await states.begin(browserKey, flow, { returnTo });
    return await flow.getAuthorizeUrl(parameters.toAuthorizeParams());
  }

  /**
   * Ends a login.
   *
   * @param browserKey The same as at its beginning.
   * @param url Where the browser was sent back to, with its query.
   * @throws {LoginCallbackError} If it does not answer a login of this browser, or refuses it. A
   * second delivery, by a reload or the back button, has fault `state`: show a calm page.
   * @throws {AuthAPIError} If the code is refused.
   * @throws {LoginInterruptedError} If it was sent and no usable answer came.
   * @throws {InvalidIDTokenError} If the ID token cannot be trusted.
   */
  async finish(
    browserKey: string,
    url: string | URL,
    options?: RequestOptions,
  ): Promise<WebLogin> {
    const callback = parseCallback(url);
    const attempt = await this.#options.states.take(browserKey, callback.state);
    const code = callback.codeFor(attempt);
    const { flow } = startLoginFlow(
      this.#client,
      { required_scopes: [attempt!.requestedScopes] },
      attempt!,
    );
    const tokens = await flow.exchangeCodeForTokens(code, options);
    const claims = attempt!.nonce === undefined
      ? undefined
      : await tokens.decodeIdToken(this.#options.idTokenDecoder, options);
    return { tokens, claims, returnTo: attempt!.returnTo ?? "/" };
  }
}
