import type { SessionData } from "../portal/session/session_data.ts";
import { site } from "../portal/site.ts";
import type { WireEntry } from "./wire_log.ts";

/** What lesson 2 shows of the visitor's own login. It holds no code, token or whole secret. */
export interface LoginTrace {
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

/** Whether a redirect sends the browser to the login of Globus Auth. */
export function isLoginRedirect(location: string | null): location is string {
  const url = location === null ? null : URL.parse(location);
  return url?.origin === site.authOrigin && url.pathname.endsWith("/v2/oauth2/authorize");
}

/** Begins a trace with the request that the browser sends next. */
export function beginTrace(authorizeUrl: string): LoginTrace {
  const url = new URL(authorizeUrl);
  const params = [...url.searchParams].map(([name, value]): [string, string] => [
    name,
    RANDOM.includes(name) ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value,
  ]);
  const query = params.map(([name, value]) => `${name}=${encodeURI(value)}`).join("&");
  return { params, entries: [browserEntry(`${url.origin}${url.pathname}?${query}`, 303)] };
}

/** Adds the way back to this site, and what the site then asked of Globus. */
export function endTrace(
  data: SessionData,
  callback: URL,
  status: number,
  entries: readonly WireEntry[],
): void {
  if (!data.loginTrace) return;
  const query = [...new Set(callback.searchParams.keys())]
    .map((name) => `${name}=${MASK}`)
    .join("&");
  const back = `${site.config.publicOrigin.origin}${callback.pathname}?${query}`;
  data.loginTrace.entries = [
    data.loginTrace.entries[0],
    browserEntry(back, status),
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

/** A request of the browser. The site does not see its headers at Globus, and not how long it took. */
function browserEntry(url: string, status: number): WireEntry {
  return {
    by: "browser",
    method: "GET",
    url,
    attempt: 1,
    status,
    durationMs: 0,
    requestHeaders: {},
  };
}
