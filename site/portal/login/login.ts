import {
  AuthAPIError,
  ConfidentialAppAuthClient,
  GlobusError,
  type LoginAttempt,
  LoginCallbackError,
  LoginStates,
  type OAuthAuthorizationCodeResponse,
  parseCallback,
  plainText,
  revokeTokens,
  ScopeParser,
} from "@globus-deno/sdk";
import { SITE_NAME } from "../../components/site_name.ts";
import { type Globus, keepTokens } from "../globus/globus.ts";
import { seeOther } from "../server/see_other.ts";
import { readCookie, writeCookie } from "../session/cookies.ts";
import type { User } from "../session/session_data.ts";
import { site } from "../site.ts";
import type { State } from "../state.ts";
import { LOGIN_SCOPES } from "./login_scopes.ts";
import { PendingLoginStore } from "./pending_logins.ts";

/** What a login is for. */
export interface LoginRequest {
  /** Path of the page to return to. */
  returnTo: string;
  /** Scopes beside {@link LOGIN_SCOPES}. */
  scopes?: readonly string[];
  /** Requirements of a service, as parameters of the authorize URL. */
  parameters?: Record<string, unknown>;
}

/**
 * The path that Globus sends browsers back to. The sandbox and Globus itself have different ones, so
 * that a code of one is not mistaken for a code of the other (RFC 9700 section 4.4).
 */
export function callbackPath(): string {
  return `/callback/${site.config.mode === "sandbox" ? "sandbox" : "production"}`;
}

/** The address that Globus sends browsers back to, or the page of Globus that shows the code. */
export function redirectUriOf(globus: Globus): string {
  return site.config.loginBy === "paste"
    ? `${globus.loginClient().baseUrl}v2/web/auth-code`
    : site.config.publicOrigin.origin + callbackPath();
}

/** Prepares a login, or continues one that has started. */
function startFlow(globus: Globus, scopes: string, redirectUri: string, started?: LoginAttempt) {
  const client = globus.loginClient();
  const params = {
    state: started?.state,
    nonce: started?.nonce,
    verifier: started?.verifier,
    refreshTokens: true,
  };
  return client instanceof ConfidentialAppAuthClient
    ? client.oauth2StartFlow(redirectUri, scopes, params)
    : client.oauth2StartFlow(scopes, { ...params, redirectUri });
}

/** The browser that sent a request, and its pending logins. */
async function pendingLogins(headers: Headers) {
  const { cipher, store } = await site.resources();
  const logins = new PendingLoginStore(store, cipher);
  const browser = await logins.browser(readCookie(headers, "login", site.config));
  return { browser, states: new LoginStates(logins) };
}

/**
 * Starts a login and remembers it for this browser.
 *
 * @returns A redirect to Globus Auth; or, if Globus shows the code, to the page that takes it.
 */
export async function startLogin(
  request: Request,
  state: State,
  login: LoginRequest,
): Promise<Response> {
  const { globus } = state;
  const { config } = site;
  const isPasted = config.loginBy === "paste";
  // Globus would list a scope twice that is named twice: parsing merges them.
  const scopes = ScopeParser.serialize(
    ScopeParser.parse([...LOGIN_SCOPES, ...login.scopes ?? []].join(" ")),
  );
  const flow = startFlow(globus, scopes, redirectUriOf(globus));
  const { browser, states } = await pendingLogins(request.headers);
  await states.begin(browser.id, flow, { returnTo: login.returnTo });
  const { parameters } = login;
  const authorizeUrl = await flow.getAuthorizeUrl(parameters);
  if (isPasted && parameters) {
    await state.session.update((data) =>
      data.pendingRequirements = { state: flow.state, parameters }
    );
  }
  const response = seeOther(isPasted ? "/login/code" : authorizeUrl);
  writeCookie(response.headers, "login", browser.id, config);
  return response;
}

/** The URL of the browser's newest pending login; undefined if there is none. */
export async function pendingLoginUrl(request: Request, state: State): Promise<string | undefined> {
  const { browser: { newest } } = await pendingLogins(request.headers);
  if (!newest) return undefined;
  const pending = state.session.data.pendingRequirements;
  return await startFlow(state.globus, newest.requestedScopes, newest.redirectUri, newest)
    .getAuthorizeUrl(pending?.state === newest.state ? pending.parameters : undefined);
}

/** How a login ended, in words for the user. */
export type LoginResult =
  | { ok: true; returnTo: string }
  | {
    ok: false;
    title: string;
    text: string;
    status: number;
    /** The page to return to, if the login is known. */
    returnTo?: string;
  };

const OVER: LoginResult = {
  ok: false,
  status: 400,
  title: "This login has expired",
  text: "It was already used, took longer than 10 minutes, or started in another browser. " +
    "Please log in again.",
};

/**
 * Finishes the login that Globus sends the browser back from. Nothing in the URL is trusted until its
 * `state` proves that this browser started the login.
 */
export async function finishLogin(
  request: Request,
  state: State,
  params: URLSearchParams,
): Promise<LoginResult> {
  let returnTo: string | undefined;
  try {
    const callback = parseCallback(params);
    const { browser, states } = await pendingLogins(request.headers);
    const attempt = await states.take(browser.id, callback.state);
    returnTo = attempt?.returnTo;
    const code = callback.codeFor(attempt);
    return await exchangeCode(state, attempt!, code);
  } catch (error) {
    if (!(error instanceof LoginCallbackError)) throw error;
    if (error.fault !== "refused") return OVER;
    if (error.error === "access_denied") {
      return {
        ok: false,
        status: 403,
        title: "You denied access",
        text: "No tokens were issued. You can try again at any time.",
        returnTo,
      };
    }
    return {
      ok: false,
      status: 400,
      title: "Globus did not log you in",
      text: `Globus says: ${error.errorDescription ?? error.error}`,
      returnTo,
    };
  }
}

/** Finishes a login with the code that the user pasted. */
export async function finishPastedLogin(
  request: Request,
  state: State,
  code: string,
): Promise<LoginResult> {
  const { browser, states } = await pendingLogins(request.headers);
  const attempt = browser.newest && await states.take(browser.id, browser.newest.state);
  return attempt ? await exchangeCode(state, attempt, code) : OVER;
}

/** Exchanges the code for tokens, and moves them into a new session. */
async function exchangeCode(state: State, login: LoginAttempt, code: string): Promise<LoginResult> {
  const { globus } = state;
  const flow = startFlow(globus, login.requestedScopes, login.redirectUri, login);
  try {
    const tokens = await flow.exchangeCodeForTokens(code);
    const user = await userOf(tokens);
    const { data } = tokens as { data: { id_token?: string } };
    // Without refresh tokens the session ends with its last access token.
    const issued = Object.values(tokens.byResourceServer);
    const endsAt = issued.every((token) => token.refresh_token === null)
      ? Math.max(...issued.map((token) => token.expires_at_seconds)) * 1000
      : undefined;
    state.session = await state.session.rotate((session) => {
      session.user = user;
      session.tokens = {};
      keepTokens(session, tokens);
      session.idToken = data.id_token;
      session.flash = {
        notice: {
          kind: "good",
          text: `You are logged in as ${user.preferred_username ?? user.sub}.`,
        },
      };
    }, endsAt);
    return { ok: true, returnTo: login.returnTo ?? "/" };
  } catch (error) {
    if (!(error instanceof GlobusError)) throw error;
    const refused = error instanceof AuthAPIError;
    console.error(`Request ${state.requestId}: the login failed: ${error.message}`);
    return {
      ok: false,
      status: refused ? 400 : 502,
      title: refused ? "Globus refused the code" : "The login was interrupted",
      text: refused
        ? "A code works once, for ten minutes, in the browser that started the login. Start again."
        : "Globus did not answer as it should, and a code must not be sent twice. Start again.",
      returnTo: login.returnTo,
    };
  }
}

/** The user who logged in: claims of the ID token, after all checks of the token. */
async function userOf(tokens: OAuthAuthorizationCodeResponse): Promise<User> {
  const claims = await tokens.decodeIdToken();
  const text = (name: string) => {
    const value = (claims as Record<string, unknown>)[name];
    return typeof value === "string" ? plainText(value, 200) : undefined;
  };
  return {
    sub: claims.sub,
    name: text("name"),
    preferred_username: text("preferred_username"),
    email: text("email"),
    organization: text("organization"),
    identity_provider_display_name: text("identity_provider_display_name"),
  };
}

/**
 * Logs out: ends the session, then revokes its refresh tokens and access tokens. The session ends
 * even if Globus does not answer.
 *
 * @returns How many tokens Globus was asked to revoke, and how many of these may still be valid.
 */
export async function logout(state: State): Promise<{ asked: number; alive: number }> {
  const { globus, session } = state;
  const client = globus.loginClient();
  const tokens = Object.values(session.data.tokens);
  await session.destroy();
  const results = await revokeTokens(client, tokens, { timeoutMs: 5_000 });
  for (const { error } of results) {
    if (error) console.error(`Request ${state.requestId}: the logout failed: ${error.message}`);
  }
  const { sessions } = await site.resources();
  state.session = await sessions.load(undefined);
  return { asked: results.length, alive: results.filter(({ error }) => error).length };
}

/** The page of Globus that ends the browser's session there too, and leads back to this site. */
export function globusLogoutUrl({ globus }: State): string {
  return globus.loginClient().webLogoutUrl({
    redirectUri: `${site.config.publicOrigin.origin}/`,
    redirectName: SITE_NAME,
  });
}
