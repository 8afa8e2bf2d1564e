import type { SessionData } from "../portal/session/session_data.ts";
import { site } from "../portal/site.ts";
import type { WireEntry } from "./wire_log.ts";

/** What lesson 2 shows of the visitor's own login. It holds no code, token or whole secret. */
export interface LoginTrace {
  /** The authorize URL without its query. */
  address: string;
  /** The parameters of the authorize URL. Random values are cut to their first characters. */
  params: [name: string, value: string][];
  /** The requests of the login in order: those of the browser, then those of the site. */
  entries: WireEntry[];
}

declare module "../portal/session/session_data.ts" {
  interface SessionData {
    /** The visitor's last login through the browser. */
    loginTrace?: LoginTrace;
  }
}

/** Parameters that belong to one login. Once it is over they are worth nothing, but pages need not repeat them. */
const RANDOM = ["code_challenge", "nonce", "state"];
const SHOWN_CHARACTERS = 6;
const MASK = "••••••••";

/** The page that takes the code of a login, if Globus cannot send the browser back. */
const CODE_PAGE = "/login/code";

/**
 * The authorize URL of a login that a response begins; undefined if it begins none. The response sends
 * the browser there, or to the page that takes the code.
 */
export function loginBegunBy(
  { status, headers }: Response,
  data: Readonly<SessionData>,
): string | undefined {
  const location = headers.get("location");
  if (status !== 303 || location === null) return undefined;
  if (location === CODE_PAGE) return data.pastedLoginUrl;
  const url = URL.parse(location);
  const isLogin = url?.origin === site.authOrigin && url.pathname.endsWith("/v2/oauth2/authorize");
  return isLogin ? location : undefined;
}

/** Whether a request ends a login: Globus sent the browser here, or the visitor pasted the code. */
export function endsLogin(method: string, { pathname }: URL): boolean {
  return pathname.startsWith("/callback/") || method === "POST" && pathname === CODE_PAGE;
}

/** Begins a trace with the form that the browser sent, and the request that it sends next. */
export function beginTrace(authorizeUrl: string, { pathname }: URL): LoginTrace {
  const url = new URL(authorizeUrl);
  const params = [...url.searchParams].map(([name, value]): [string, string] => [
    name,
    RANDOM.includes(name) ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value,
  ]);
  const query = params.map(([name, value]) => `${name}=${encodeURI(value)}`).join("&")
    // The mark of a cut value is for readers.
    .replaceAll(encodeURI("…"), "…");
  const address = `${url.origin}${url.pathname}`;
  return {
    address,
    params,
    entries: [
      browserEntry("POST", site.config.publicOrigin.origin + pathname, 303),
      browserEntry("GET", `${address}?${query}`),
    ],
  };
}

/** Adds the way back to this site, and what the site then asked of Globus. */
export function endTrace(
  data: SessionData,
  method: string,
  callback: URL,
  entries: readonly WireEntry[],
): void {
  if (!data.loginTrace) return;
  const query = [...new Set(callback.searchParams.keys())]
    .map((name) => `${name}=${MASK}`)
    .join("&");
  const back = site.config.publicOrigin.origin + callback.pathname + (query && `?${query}`);
  data.loginTrace.entries = [
    ...data.loginTrace.entries.slice(0, 2),
    browserEntry(method, back, 303),
    // The flash has their headers and bodies, once. The trace stays in the session, so it is short.
    ...entries.map(({ attempt, durationMs, method, status, url }) => ({
      attempt,
      durationMs,
      method,
      requestHeaders: {},
      status,
      url,
    })),
  ];
}

/**
 * A request of the browser. The site does not see its headers, nor how long it took, nor what Globus
 * Auth answered: first its own pages, then the way back.
 */
function browserEntry(method: string, url: string, status?: number): WireEntry {
  return {
    by: "browser",
    method,
    url,
    attempt: 1,
    status,
    durationMs: 0,
    requestHeaders: {},
  };
}
