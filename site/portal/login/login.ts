import {
  AuthAPIError,
  type AuthorizationParametersDocument,
  GlobusError,
  type IDTokenClaims,
  LoginCallbackError,
  LoginStates,
  plainText,
  returnToOf,
  type WebLogin,
  WebLoginManager,
} from "@globus-deno/sdk";
import { SITE_NAME } from "../../components/site_name.ts";
import type { Globus } from "../globus/globus.ts";
import { callbackPath } from "../server/config.ts";
import { seeOther } from "../server/see_other.ts";
import { readCookie, writeCookie } from "../session/cookies.ts";
import type { User } from "../session/session_data.ts";
import { StoreUnavailableError } from "../session/store.ts";
import { site } from "../site.ts";
import type { State } from "../state.ts";
import { PendingLoginStore } from "./pending_logins.ts";

/** What a login is for. */
export interface LoginRequest {
  /** Path of the page to return to. */
  returnTo: string;
  /** What the login must fulfill. `required_scopes` are added to those of every login. */
  parameters?: AuthorizationParametersDocument;
}

/** The address that Globus sends browsers back to, or the page of Globus that shows the code. */
export function redirectUriOf(globus: Globus): string {
  return site.config.loginBy === "paste"
    ? `${globus.loginClient().baseUrl}v2/web/auth-code`
    : site.config.publicOrigin.origin + callbackPath(site.config);
}

/** The browser that sent a request, and the manager of its logins. */
async function loginsOf({ headers }: Request, { globus }: State) {
  const { cipher, store } = await site.resources();
  const logins = new PendingLoginStore(store, cipher);
  const browserKey = await logins.browserKey(readCookie(headers, "login", site.config));
  const web = new WebLoginManager(globus.app.loginClient, {
    redirectUri: redirectUriOf(globus),
    states: new LoginStates(logins),
  });
  return { browserKey, web };
}

/**
 * Starts a login and remembers it for this browser.
 *
 * @returns A redirect to Globus Auth; or, if Globus shows the code, to the page that takes it.
 */
export async function startLogin(
  request: Request,
  state: State,
  { parameters, returnTo }: LoginRequest,
): Promise<Response> {
  const { browserKey, web } = await loginsOf(request, state);
  const url = await web.begin(browserKey, state.globus.app.loginParameters(parameters), {
    returnTo,
  });
  const isPasted = site.config.loginBy === "paste";
  if (isPasted) await state.session.update((data) => data.pastedLoginUrl = url);
  const response = seeOther(isPasted ? "/login/code" : url);
  writeCookie(response.headers, "login", browserKey, site.config);
  return response;
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

/** Finishes the login that Globus sends the browser back from. */
export function finishLogin(request: Request, state: State, url: URL): Promise<LoginResult> {
  return finish(request, state, (web, browserKey) => web.finish(browserKey, url));
}

/** Finishes the newest login of the browser with the code that the user pasted. */
export function finishPastedLogin(
  request: Request,
  state: State,
  code: string,
): Promise<LoginResult> {
  return finish(request, state, (web, browserKey) => web.finishPasted(browserKey, code));
}

async function finish(
  request: Request,
  state: State,
  exchange: (web: WebLoginManager, browserKey: string) => Promise<WebLogin>,
): Promise<LoginResult> {
  try {
    const { browserKey, web } = await loginsOf(request, state);
    const login = await exchange(web, browserKey);
    await keepLogin(state, login);
    return { ok: true, returnTo: login.returnTo };
  } catch (error) {
    if (!(error instanceof GlobusError) || error instanceof StoreUnavailableError) throw error;
    if (!(error instanceof LoginCallbackError)) {
      console.error(`Request ${state.requestId}: the login failed: ${error.message}`);
    }
    return failedLogin(error);
  }
}

/** Explains why a login failed. Nothing of a callback is repeated until its `state` is proved. */
function failedLogin(error: GlobusError): LoginResult {
  const returnTo = returnToOf(error);
  if (error instanceof LoginCallbackError) {
    if (error.fault !== "refused") return OVER;
    return error.error === "access_denied"
      ? {
        ok: false,
        status: 403,
        title: "You denied access",
        text: "No tokens were issued. You can try again at any time.",
        returnTo,
      }
      : {
        ok: false,
        status: 400,
        title: "Globus did not log you in",
        text: `Globus says: ${error.errorDescription ?? error.error}`,
        returnTo,
      };
  }
  return error instanceof AuthAPIError
    ? {
      ok: false,
      status: 400,
      title: "Globus did not accept the code",
      text:
        "A code works once, for 10 minutes, in the browser that started the login. Please log in again.",
      returnTo,
    }
    : {
      ok: false,
      status: 502,
      title: "The login did not finish",
      text: "Globus did not respond. Please log in again.",
      returnTo,
    };
}

/** Moves the visitor to a new session with the tokens of a login, and revokes those of the old one. */
async function keepLogin(state: State, { claims, tokens }: WebLogin): Promise<void> {
  const { globus, session } = state;
  // Without refresh tokens the session ends with its last access token.
  const issued = Object.values(tokens.byResourceServer);
  const endsAt = issued.every((token) => token.refresh_token === null)
    ? Math.max(...issued.map((token) => token.expires_at_seconds)) * 1000
    : undefined;
  let old: Parameters<Globus["revoke"]>[0] = [];
  state.session = await session.rotate((data) => {
    old = Object.values(data.tokens);
    data.tokens = {};
    delete data.user;
    delete data.idToken;
    delete data.pastedLoginUrl;
  });
  await globus.app.storeTokenResponse(tokens);
  const user = userOf(claims!);
  const { id_token } = tokens.data as { id_token?: string };
  await state.session.update((data) => {
    data.user = user;
    data.idToken = id_token;
    data.sandboxId = site.sandbox?.id;
    data.flash = {
      notice: {
        kind: "good",
        text: `You are logged in as ${user.preferred_username ?? user.sub}.`,
      },
    };
  }, endsAt);
  for (const { error } of await globus.revoke(old)) {
    if (error) console.error(`Request ${state.requestId}: ${error.message}`);
  }
}

/** The user who logged in: checked claims of the ID token. */
function userOf(claims: IDTokenClaims): User {
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
 * Logs out: ends the session, then revokes its tokens. The session ends even if Globus does not answer.
 * A renewal under way cannot store its tokens any longer, and revokes them itself.
 *
 * @returns How many tokens Globus was asked to revoke, and how many of these may still be valid.
 */
export async function logout(state: State): Promise<{ asked: number; alive: number }> {
  const { globus, session } = state;
  const { tokens } = await session.destroy();
  const results = await globus.revoke(Object.values(tokens));
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
