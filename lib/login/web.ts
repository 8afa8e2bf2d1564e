import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import { LoginCallbackError } from "../oauth/callback_error.ts";
import { CALLBACK_TOOLS } from "../oauth/callback_tools.ts";
import type { IDTokenDecoderOptions } from "../oauth/id_token.ts";
import type { IDTokenClaims } from "../oauth/id_token_claims.ts";
import type { LoginAttempt, LoginStates } from "../oauth/login_states.ts";
import { checkRedirectUri } from "../oauth/redirect_uri.ts";
import { safeReturnTo } from "../oauth/return_to.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import type { RequestOptions } from "../core/client_options.ts";
import { isError } from "../core/guards.ts";
import { loadPart } from "../core/load_part.ts";
import { type LoginClient, startLoginFlow } from "./flow_manager.ts";

/** How a {@link WebLoginManager} is made. */
export interface WebLoginOptions {
  /** Where Globus sends the browser back to, as registered with Globus. */
  readonly redirectUri: string;
  /** Stores the logins that have begun and not ended. */
  readonly states: LoginStates;
  /** Whether to request refresh tokens. @default {true} */
  readonly requestRefreshTokens?: boolean | undefined;
  /** Name that Globus shows for the user's consent. For native clients only. */
  readonly nativePrefillNamedGrant?: string | undefined;
  /** How ID tokens are checked, for example `leewaySeconds` for a clock that is wrong. */
  readonly idTokenDecoder?: IDTokenDecoderOptions | undefined;
}

/** A login that has succeeded. */
export interface WebLogin {
  /** The tokens. Secret: store them on the server. */
  readonly tokens: OAuthAuthorizationCodeResponse;
  /** The checked claims of the ID token; undefined if `openid` was not requested. */
  readonly claims: IDTokenClaims | undefined;
  /** Where to send the browser now: a path of the site. */
  readonly returnTo: string;
}

/**
 * Logs people in to a web server: one request begins a login, another one ends it.
 *
 * State, PKCE verifier, nonce and the path to return to stay on the server, bound to the browser. A
 * callback is accepted once. A callback that comes again, from another browser or after 10 minutes
 * is refused with fault `state`, and nothing is sent to Globus.
 *
 * @example Two handlers
 * ```ts
 * import {
 *   LoginStates,
 *   MemoryLoginStateStore,
 *   NativeAppAuthClient,
 *   UserApp,
 *   WebLoginManager,
 * } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const redirectUri = "https://portal.example/callback";
 * const { id } = sandbox.world.registerClient({
 *   client_type: "public_installed_client",
 *   redirect_uris: [redirectUri],
 * });
 * const loginClient = new NativeAppAuthClient(id, sandbox.clientOptions);
 * const app = new UserApp("My portal", {
 *   loginClient,
 *   config: { ...sandbox.clientOptions, loginFlowManager: null },
 * });
 * const states = new LoginStates(new MemoryLoginStateStore());
 * const web = new WebLoginManager(loginClient, { redirectUri, states });
 *
 * // POST /login, for a session that is known by its cookie
 * async function beginLogin(sessionId: string): Promise<Response> {
 *   const url = await web.begin(sessionId, app.loginParameters(), { returnTo: "/tasks" });
 *   return Response.redirect(url, 303);
 * }
 * // GET /callback
 * async function finishLogin(sessionId: string, url: string): Promise<Response> {
 *   const { tokens, returnTo } = await web.finish(sessionId, url);
 *   await app.storeTokenResponse(tokens);
 *   return Response.redirect(new URL(returnTo, redirectUri), 303);
 * }
 *
 * const login = await beginLogin("a-session");
 * const callback = await sandbox.approve(login.headers.get("location")!); // the user's browser
 * console.log((await finishLogin("a-session", callback)).headers.get("location"));
 * ```
 *
 * @category Logins
 */
export class WebLoginManager {
  readonly #client: LoginClient;
  readonly #options: WebLoginOptions;

  /**
   * Takes the client. Sends nothing.
   *
   * @throws {GlobusSDKUsageError} If the redirect URI is not https, or http on this machine.
   */
  constructor(loginClient: LoginClient, options: WebLoginOptions) {
    checkRedirectUri(options.redirectUri);
    this.#client = loginClient;
    this.#options = options;
  }

  /**
   * Begins a login.
   *
   * @param browserKey Identifies this browser, such as the id of its session.
   * @param authParameters What the login must fulfill; `required_scopes` are the scopes to request.
   * @param options `returnTo`: where to go after the login. It may come from a request: anything but
   * a path of this site becomes `/`.
   * @returns The URL to send the browser to.
   * @throws {GlobusSDKUsageError} If no scope is requested.
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
   * @param browserKey The same as in {@link WebLoginManager.begin}.
   * @param url The URL of the callback request, with its query.
   * @throws {LoginCallbackError} If the callback belongs to no login of this browser, or says that
   * the login was refused. A second delivery, by a reload or the back button, has fault `state`: no
   * reason to alarm the user.
   * @throws {AuthAPIError} If Globus refuses the code.
   * @throws {LoginInterruptedError} If the code was sent and no usable response came.
   * @throws {InvalidIDTokenError} If a check of the ID token fails.
   */
  async finish(
    browserKey: string,
    url: string | URL,
    options?: RequestOptions,
  ): Promise<WebLogin> {
    const { readCallback } = await loadPart(
      "finish the login",
      import("../oauth/read_callback.ts"),
    );
    const callback = readCallback(url, CALLBACK_TOOLS);
    const attempt = await this.#options.states.take(browserKey, callback.state);
    const code = callback.codeFor(attempt);
    return await this.#exchange(attempt!, code, options);
  }

  /**
   * Ends the newest login of a browser with a code that the user has copied from the page of Globus
   * that shows it. For a native client without a redirect URI of its own: pass the address of that
   * page, `https://auth.globus.org/v2/web/auth-code`, as `redirectUri`.
   *
   * @param browserKey The same as in {@link WebLoginManager.begin}.
   * @param code The code as the user typed it.
   * @throws {LoginCallbackError} With fault `state`, if this browser has no login under way.
   * @throws {AuthAPIError} If Globus refuses the code. The login is over: begin another one.
   * @throws {LoginInterruptedError} If the code was sent and no usable response came.
   * @throws {InvalidIDTokenError} If a check of the ID token fails.
   */
  async finishPasted(
    browserKey: string,
    code: string,
    options?: RequestOptions,
  ): Promise<WebLogin> {
    const attempt = await this.#options.states.takeNewest(browserKey);
    if (!attempt) {
      throw new LoginCallbackError(
        "state",
        "no login of this browser waits for a code; log in again",
      );
    }
    return await this.#exchange(attempt, code, options);
  }

  async #exchange(
    attempt: LoginAttempt,
    code: string,
    options: RequestOptions | undefined,
  ): Promise<WebLogin> {
    const { flow } = startLoginFlow(
      this.#client,
      { required_scopes: [attempt.requestedScopes] },
      attempt,
    );
    try {
      const tokens = await flow.exchangeCodeForTokens(code, options);
      const claims = attempt.nonce === undefined
        ? undefined
        : await tokens.decodeIdToken(this.#options.idTokenDecoder, options);
      return { tokens, claims, returnTo: attempt.returnTo ?? "/" };
    } catch (error) {
      if (attempt.returnTo && isError(error)) returnPaths.set(error, attempt.returnTo);
      throw error;
    }
  }
}

/** Where failed logins were to lead. Not a property, because the errors are of many classes. */
const returnPaths = /* @__PURE__ */ new WeakMap<Error, string>();

/**
 * The path that a login was to lead to, when {@link WebLoginManager.finish} or
 * {@link WebLoginManager.finishPasted} has failed: the page that offers another login can lead there.
 *
 * @example A page for failed logins
 * ```ts ignore
 * try {
 *   const { returnTo } = await web.finish(session.id, request.url);
 * } catch (error) {
 *   return loginPage({ returnTo: returnToOf(error) ?? "/" });
 * }
 * ```
 *
 * @returns Undefined if it is not known which login failed.
 */
export function returnToOf(error: unknown): string | undefined {
  if (error instanceof LoginCallbackError) return error.returnTo ?? undefined;
  return isError(error) ? returnPaths.get(error) : undefined;
}
