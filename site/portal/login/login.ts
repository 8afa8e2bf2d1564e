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
import { readCookie, writeCookie } from "../session/cookies.ts";
import { type Globus, keepTokens } from "../globus/globus.ts";
import type { User } from "../session/session_data.ts";
import { site } from "../site.ts";
import type { State } from "../state.ts";

/** What the site asks for: who you are, and your collections. */
export const LOGIN_SCOPES = [
  "openid",
  "profile",
  "email",
  "urn:globus:auth:scope:transfer.api.globus.org:all",
];

/** What a login can be asked to fulfil beyond the usual. */
export interface LoginWish {
  /** Page to go on with, as a path of this site. */
  returnTo: string;
  /** Scopes beside {@link LOGIN_SCOPES}. */
  scopes?: readonly string[];
  /** Requirements of a service, as parameters of the authorize URL. */
  requirements?: Record<string, unknown>;
}

/** Where Globus sends browsers back to: a path for each Globus, so that no code of one is taken for
 * a code of the other (RFC 9700 section 4.4). */
export function callbackPath(): string {
  return `/callback/${site.config.mode === "sandbox" ? "sandbox" : "production"}`;
}

/** Prepares the flow of a login, a new one or one that was begun before. */
function startFlow(globus: Globus, scopes: string, redirectUri: string, begun?: LoginAttempt) {
  const client = globus.loginClient();
  const params = {
    state: begun?.state,
    nonce: begun?.nonce,
    verifier: begun?.verifier,
    refreshTokens: true,
  };
  return client instanceof ConfidentialAppAuthClient
    ? client.oauth2StartFlow(redirectUri, scopes, params)
    : client.oauth2StartFlow(scopes, { ...params, redirectUri });
}

/** The browser that sent a request, and its logins under way. */
async function pending(headers: Headers) {
  const { logins } = await site.resources();
  const browser = await logins.browser(readCookie(headers, "login", site.config));
  return { browser, states: new LoginStates(logins) };
}

/**
 * Begins a login.
 *
 * @returns A redirect to Globus Auth; or, where Globus shows the code, to the page that takes it.
 */
export async function startLogin(
  request: Request,
  state: State,
  wish: LoginWish,
): Promise<Response> {
  const { globus } = state;
  const { config } = site;
  const pasted = config.loginBy === "paste";
  const redirectUri = pasted
    ? `${globus.loginClient().baseUrl}v2/web/auth-code`
    : config.publicOrigin.origin + callbackPath();
  // Of scopes with one name Globus would show each.
  const scopes = ScopeParser.serialize(
    ScopeParser.parse([...LOGIN_SCOPES, ...wish.scopes ?? []].join(" ")),
  );
  const flow = startFlow(globus, scopes, redirectUri);
  const { browser, states } = await pending(request.headers);
  await states.begin(browser.id, flow, { returnTo: wish.returnTo });
  const { requirements } = wish;
  const location = await flow.getAuthorizeUrl(requirements);
  if (pasted && requirements) {
    await state.session.update((data) => data.requirements = { state: flow.state, requirements });
  }
  const headers = new Headers({ location: pasted ? "/login/code" : location });
  writeCookie(headers, "login", browser.id, config);
  return new Response(null, { status: 303, headers });
}

/** The address to open for the login under way, where Globus shows the code. */
export async function pendingLoginUrl(request: Request, state: State): Promise<string | undefined> {
  const { browser: { newest } } = await pending(request.headers);
  if (!newest) return undefined;
  const wanted = state.session.data.requirements;
  return await startFlow(state.globus, newest.requestedScopes, newest.redirectUri, newest)
    .getAuthorizeUrl(wanted?.state === newest.state ? wanted.requirements : undefined);
}

/** How a login ended, in words for the visitor. */
export type LoginResult =
  | { ok: true; returnTo: string }
  | {
    ok: false;
    title: string;
    text: string;
    status: number;
    /** Page that the login was for, where it is known which login it was. */
    returnTo?: string;
  };

const OVER: LoginResult = {
  ok: false,
  status: 400,
  title: "This login is over",
  text: "It was finished already, took longer than ten minutes, or was begun in another browser. " +
    "If you are not logged in now, begin again.",
};

/**
 * Ends a login that Globus sent the browser back from. Nothing of the address is believed before its
 * `state` is known to be this browser's.
 */
export async function finishLogin(
  request: Request,
  state: State,
  params: URLSearchParams,
): Promise<LoginResult> {
  let returnTo: string | undefined;
  try {
    const callback = parseCallback(params);
    const { browser, states } = await pending(request.headers);
    const attempt = await states.take(browser.id, callback.state);
    returnTo = attempt?.returnTo;
    const code = callback.codeFor(attempt);
    return await exchange(state, attempt!, code);
  } catch (error) {
    if (!(error instanceof LoginCallbackError)) throw error;
    if (error.fault !== "refused") return OVER;
    if (error.error === "access_denied") {
      return {
        ok: false,
        status: 403,
        title: "You did not agree",
        text: "No tokens were issued. Begin again whenever you like.",
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

/** Ends a login with a code that the visitor brought. */
export async function finishPastedLogin(
  request: Request,
  state: State,
  code: string,
): Promise<LoginResult> {
  const { browser, states } = await pending(request.headers);
  const attempt = browser.newest && await states.take(browser.id, browser.newest.state);
  return attempt ? await exchange(state, attempt, code) : OVER;
}

async function exchange(state: State, login: LoginAttempt, code: string): Promise<LoginResult> {
  const { globus } = state;
  const flow = startFlow(globus, login.requestedScopes, login.redirectUri, login);
  try {
    const tokens = await flow.exchangeCodeForTokens(code);
    const user = await userOf(tokens);
    const { data } = tokens as { data: { id_token?: string } };
    const lives = Object.values(tokens.byResourceServer);
    const endsAt = lives.every((token) => token.refresh_token === null)
      ? Math.max(...lives.map((token) => token.expires_at_seconds)) * 1000
      : undefined;
    state.session = await state.session.rotate((session) => {
      session.user = user;
      session.tokens = {};
      keepTokens(session, tokens);
      session.idToken = data.id_token;
      session.requestedScopes = login.requestedScopes;
      session.exchanges = [...globus.wire.exchanges];
      session.notice = {
        kind: "good",
        text: `You are logged in as ${user.preferred_username ?? user.sub}.`,
      };
    }, endsAt);
    return { ok: true, returnTo: login.returnTo ?? "/" };
  } catch (error) {
    if (!(error instanceof GlobusError)) throw error;
    const refused = error instanceof AuthAPIError;
    console.error(`Request ${state.requestId}: ${error.message}`);
    return {
      ok: false,
      status: refused ? 400 : 502,
      title: refused ? "Globus refused the code" : "The login was interrupted",
      text: refused
        ? "A code serves once, for ten minutes, in the browser that began the login. Begin again."
        : "Globus did not answer as it should, and a code must not be sent twice. Begin again.",
      returnTo: login.returnTo,
    };
  }
}

/** Who logged in: claims of the ID token, after its signature and all else about it is checked. */
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
 * Logs out: revokes refresh tokens, then access tokens, and ends the session here even if Globus
 * cannot be reached.
 */
export async function logout(state: State): Promise<void> {
  const { globus, session } = state;
  const client = globus.loginClient();
  const tokens = Object.values(session.data.tokens);
  await session.destroy();
  const ended = await revokeTokens(client, tokens, { timeoutMs: 5_000 });
  for (const { error } of ended) {
    if (error) console.error(`Request ${state.requestId}: ${error.message}`);
  }
  const { sessions } = await site.resources();
  state.session = await sessions.load(undefined);
}

/** The page that ends the browser's session at Globus too, and leads back here. */
export function globusLogoutUrl({ globus }: State): string {
  return globus.loginClient().webLogoutUrl({
    redirectUri: `${site.config.publicOrigin.origin}/`,
    redirectName: "Globus tutorial",
  });
}
