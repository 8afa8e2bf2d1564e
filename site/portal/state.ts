import { createDefine, type Define } from "fresh";
import type { Theme } from "../components/theme.ts";
import type { Globus } from "./globus/globus.ts";
import type { Flash, VisitorSession } from "./session/session_data.ts";

/**
 * What middlewares find out about a request, for handlers and pages. A site adds its own fields by
 * declaration merging.
 */
export interface State {
  /** Names the request in the log and on error pages. */
  requestId: string;
  /** The visitor's choice of colors, from the cookie `theme`. */
  theme: Theme;
  /** Other origins that a form of the page may lead to. The Content-Security-Policy lists them. */
  formOrigins: string[];
  /** The visitor's session. A login replaces it. Absent on error pages that come before it. */
  session: VisitorSession;
  /** Clients of Globus for the visitor. */
  globus: Globus;
  /** What the last action left for this page. */
  flash: Flash;
  /** The submitted form, whose origin and token were checked. Absent if no form was submitted. */
  form?: FormData;
}

/** Gives handlers, pages and middlewares of the site their types. */
export const define: Define<State> = createDefine<State>();
