import { getCookies } from "@std/http";
import { createDefine, type Define } from "fresh";
import type { Globus } from "./globus/globus.ts";
import type { Session } from "./session/sessions.ts";
import type { SessionData } from "./session/session_data.ts";

/** Colours: as the visitor's system has them, or as they chose. */
export type Theme = "auto" | "light" | "dark";

/** What middlewares learn of a request, for handlers and pages. */
export interface State {
  /** Names the request in the log and on error pages. */
  requestId: string;
  /** From the cookie `theme`. */
  theme: Theme;
  /** Origins, besides our own, that a form on this page may lead to: the CSP names them. */
  formOrigins: string[];
  /** The visitor; not there on the page of an error that came first. A login replaces it. */
  session: Session<SessionData>;
  /** Globus, as the visitor may use it. */
  globus: Globus;
  /** What the last action has to tell, on the page that follows it. */
  notice?: SessionData["notice"];
  /** The form that was sent: its origin and token are checked. Only where there is one. */
  form?: FormData;
}

/** Types handlers, pages and middlewares of this site. */
export const define: Define<State> = createDefine<State>();

/** Reads the visitor's colours; a cookie that makes no sense counts as none. */
export function themeOf(headers: Headers): Theme {
  try {
    const { theme } = getCookies(headers);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    return "auto";
  }
}

/** Fills the state of a request before anything reads it. */
export const beginRequest = define.middleware((ctx) => {
  ctx.state.requestId = crypto.randomUUID();
  ctx.state.theme = themeOf(ctx.req.headers);
  ctx.state.formOrigins = [];
  return ctx.next();
});
