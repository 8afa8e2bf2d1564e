import { getCookies } from "@std/http";
import type { SessionData } from "../portal/session/session_data.ts";

/** The tabs of a code panel. The cookie `code` has the one that the visitor chose last. */
export const CODE_TABS = ["Script", "Web app", "Python"] as const;

/** A title of {@link CODE_TABS}. */
export type CodeTab = typeof CODE_TABS[number];

declare module "../portal/session/session_data.ts" {
  interface SessionData {
    /** The kind of program that the visitor chose in lesson 1, such as `portal`. */
    programKind?: string;
  }
}

declare module "../portal/state.ts" {
  interface State {
    /** The tab that code panels show first. */
    codeTab: CodeTab;
  }
}

/** The tab to show first: the last choice, else the one for the program of lesson 1. */
export function codeTabOf(headers: Headers, data: Readonly<SessionData>): CodeTab {
  const chosen = choiceOf(headers);
  return CODE_TABS.find((title) => title === chosen) ??
    (data.programKind === "portal" ? "Web app" : "Script");
}

/** The cookie of the last choice. A broken cookie counts as none. */
function choiceOf(headers: Headers): string | undefined {
  try {
    const { code } = getCookies(headers);
    return code && decodeURIComponent(code);
  } catch {
    return undefined;
  }
}
