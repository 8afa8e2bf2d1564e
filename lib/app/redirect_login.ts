import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import { LoginRequiredError } from "../login/errors.ts";
import {
  type LoginClient,
  type LoginFlowContext,
  LoginFlowManager,
  type LoginFlowOptions,
  type RunLoginFlowOptions,
} from "../login/flow_manager.ts";
import { type WebLogin, WebLoginManager } from "../login/web.ts";
import { LoginCallbackError } from "../oauth/callback_error.ts";
import { LoginStates } from "../oauth/login_states.ts";
import { revokeTokens } from "../oauth/revoke.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import { WebStorageLoginStateStore } from "../storage/web_login_states.ts";
import type { WebStorageLike } from "../storage/web_storage_like.ts";
import type { UserApp } from "./user_app.ts";

/** The parts of a page that a login by redirect uses. A page's `globalThis` is one. */
export interface PageLike {
  /** The page's address, and how to leave it. */
  readonly location: {
    readonly href: string;
    assign(url: string): void;
    replace(url: string): void;
  };
  /** Changes the address without loading it. */
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
  /** Where the browser reports that it shows the page again. */
  addEventListener(type: "pageshow", listener: (event: { persisted: boolean }) => void): void;
  /** Ends a call of {@link PageLike.addEventListener}. */
  removeEventListener(type: "pageshow", listener: (event: { persisted: boolean }) => void): void;
}

/** Where a login by redirect keeps what it needs to finish. */
export interface RedirectLoginOptions {
  /** Keeps the logins that have begun, with their secrets. @default {sessionStorage} */
  readonly storage?: WebStorageLike | undefined;
  /** The page, for tests. @default {globalThis} */
  readonly page?: PageLike | undefined;
}

/** How a {@link RedirectLoginFlowManager} is made. */
export interface RedirectLoginFlowOptions extends LoginFlowOptions, RedirectLoginOptions {
  /** Where Globus sends the browser back to, as registered. @default the page, without its query */
  readonly redirectUri?: string | undefined;
}

/** A login that has finished on this page. */
export type RedirectLogin = Pick<WebLogin, "claims" | "returnTo">;

/** All logins of a tab are of one browser. */
const BROWSER_KEY = "page";

/**
 * Logs in by leaving the page: the browser goes to Globus, and comes back to a page that calls
 * {@link finishRedirectLogin}. For pages without a server, with a client that has no secret.
 *
 * State, PKCE verifier and nonce stay in the tab. The code leaves the address before it is used, so
 * that neither a reload nor the back button sends it again.
 *
 * @example A page without a server
 * ```ts
 * import {
 *   finishRedirectLogin,
 *   RedirectLoginFlowManager,
 *   TransferClient,
 *   UserApp,
 *   WebTokenStorage,
 * } from "@globus-deno/sdk";
 *
 * const app = new UserApp("my-page", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: {
 *     tokenStorage: new WebTokenStorage(sessionStorage),
 *     loginFlowManager: RedirectLoginFlowManager,
 *     loginRedirectUri: "https://lab.example.org/app/",
 *   },
 * });
 * const tc = new TransferClient({ app });
 *
 * async function show(button: HTMLButtonElement): Promise<void> {
 *   await finishRedirectLogin(app); // does nothing unless the browser comes back from Globus
 *   button.onclick = () => app.login();
 *   if (!await app.loginRequired()) console.log(await tc.taskList().first());
 * }
 * if ("document" in globalThis) await show(document.querySelector("button")!);
 * ```
 *
 * @category Logins
 */
export class RedirectLoginFlowManager extends LoginFlowManager {
  readonly #options: RedirectLoginFlowOptions;

  /** Makes one for an app. */
  static forGlobusApp(context: LoginFlowContext): RedirectLoginFlowManager {
    return new RedirectLoginFlowManager(context.loginClient, context);
  }

  /** Takes the client. Sends nothing. */
  constructor(loginClient: LoginClient, options: RedirectLoginFlowOptions = {}) {
    super(loginClient, options);
    this.#options = options;
  }

  /**
   * Leaves the page. What the page does until it is gone goes on; this does not resolve.
   *
   * @throws {LoginRequiredError} If the user comes back by the back button, without a login.
   * @throws {TokenStorageError} If the browser stores nothing for the page.
   */
  override async runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    { signal }: RunLoginFlowOptions = {},
  ): Promise<OAuthAuthorizationCodeResponse> {
    const page = pageOf(this.#options);
    const { pathname, search, hash } = new URL(page.location.href);
    const url = await webLogin(this.loginClient, {
      ...this.#options,
      requestRefreshTokens: this.requestRefreshTokens,
    }).begin(BROWSER_KEY, authParameters, { returnTo: pathname + search + hash });
    signal?.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    // A browser can keep a page that is left, and show it again without loading it.
    const onShow = ({ persisted }: { persisted: boolean }) => {
      if (!persisted) return;
      reject(
        new LoginRequiredError(
          "Cannot continue: the user came back without a login; log in again",
          authParameters,
        ),
      );
    };
    const onAbort = () => reject(signal!.reason);
    page.addEventListener("pageshow", onShow);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      page.location.assign(url);
      return await promise;
    } finally {
      page.removeEventListener("pageshow", onShow);
      signal?.removeEventListener("abort", onAbort);
    }
  }
}

/**
 * Finishes a login by redirect: call it when a page loads, before anything else of the app. If the
 * browser comes back from Globus, it checks the callback, stores the tokens in the app, and goes to
 * where the login began. Otherwise it does nothing.
 *
 * @param app The app, made as on the page where the login began.
 * @param options The same as those of the {@link RedirectLoginFlowManager}.
 * @returns The login; undefined if this page is not a callback, or one that is over: after a reload
 * the tokens are there already.
 * @throws {LoginCallbackError} If the user or Globus refused the login, or no login of this tab waits
 * for the callback.
 * @throws {IdentityMismatchError} If another person logged in than the one whose tokens are stored. The
 * new tokens are revoked. To switch to another person, call `app.logout()` before `app.login()`.
 *
 * @category Logins
 */
export async function finishRedirectLogin(
  app: Pick<UserApp, "config" | "loginClient" | "loginRequired" | "storeTokenResponse">,
  options: RedirectLoginOptions = {},
): Promise<RedirectLogin | undefined> {
  const page = pageOf(options);
  const { href } = page.location;
  const { loginRedirectUri = bare(href), requestRefreshTokens, idTokenDecoder } = app.config;
  if (!isCallback(href, loginRedirectUri)) return undefined;
  const { pathname } = new URL(href);
  page.history.replaceState(null, "", pathname);
  let login: WebLogin;
  try {
    login = await webLogin(app.loginClient, {
      ...options,
      redirectUri: loginRedirectUri,
      requestRefreshTokens,
      idTokenDecoder,
    }).finish(BROWSER_KEY, href);
  } catch (error) {
    const isOver = error instanceof LoginCallbackError && error.fault === "state";
    if (isOver && !await app.loginRequired()) return undefined;
    throw error;
  }
  const { tokens, claims, returnTo } = login;
  try {
    await app.storeTokenResponse(tokens);
  } catch (error) {
    await revokeTokens(app.loginClient, Object.values(tokens.byResourceServer));
    throw error;
  }
  const isHere = new URL(returnTo, href).pathname === pathname;
  if (isHere) page.history.replaceState(null, "", returnTo);
  else page.location.replace(returnTo);
  return { claims, returnTo };
}

function webLogin(
  client: LoginClient,
  options: RedirectLoginFlowOptions & Pick<UserApp["config"], "idTokenDecoder">,
): WebLoginManager {
  const { storage = globalThis.sessionStorage, idTokenDecoder } = options;
  const states = new LoginStates(new WebStorageLoginStateStore(storage), client.clock);
  return new WebLoginManager(client, {
    redirectUri: options.redirectUri ?? bare(pageOf(options).location.href),
    states,
    requestRefreshTokens: options.requestRefreshTokens ?? false,
    nativePrefillNamedGrant: options.nativePrefillNamedGrant,
    idTokenDecoder,
  });
}

function pageOf({ page }: RedirectLoginOptions): PageLike {
  return page ?? globalThis as unknown as PageLike;
}

/** An address without its query and fragment. */
function bare(href: string): string {
  return href.replace(/[?#].*/, "");
}

/** Whether a page's address is what Globus sends the browser back to. */
function isCallback(href: string, redirectUri: string): boolean {
  const { searchParams } = new URL(href);
  const answers = searchParams.has("code") || searchParams.has("error");
  return answers && searchParams.has("state") && bare(href) === bare(new URL(redirectUri).href);
}
