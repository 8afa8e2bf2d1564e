import type { Session } from "./sessions.ts";

/** The session of one visitor. */
export type VisitorSession = Session<SessionData>;

/** The tokens for one resource server. Secret. */
export interface StoredToken {
  access_token: string;
  refresh_token: string | null;
  scope: string;
  token_type: string;
  resource_server: string;
  /** Lifetime of the access token when it was issued, in seconds. */
  expires_in: number;
  /** When the access token expires, in seconds since 1970. */
  expires_at_seconds: number;
}

/** The user who is logged in: claims of an ID token whose signature was checked. */
export interface User {
  sub: string;
  name?: string;
  preferred_username?: string;
  email?: string;
  organization?: string;
  identity_provider_display_name?: string;
}

/** A message at the top of a page. */
export interface NoticeText {
  kind: "good" | "bad";
  text: string;
  link?: { href: string; text: string };
}

/**
 * What an action leaves for the next page, which shows it once. A site adds its own fields by
 * declaration merging.
 */
export interface Flash {
  /** How the action ended. */
  notice?: NoticeText;
}

/**
 * What the site keeps of a visitor. It stays on the server. A site adds its own fields, all optional,
 * by declaration merging.
 */
export interface SessionData {
  /** Absent until the visitor logs in. */
  user?: User;
  /** Tokens by resource server. */
  tokens: Record<string, StoredToken>;
  /** The ID token of the login, as Globus Auth sent it. Secret. */
  idToken?: string;
  flash?: Flash;
  /**
   * What the pending login must satisfy, for a login whose URL is made later: the `state` of that
   * login and the parameters of its URL.
   */
  pendingRequirements?: { state: string; parameters: Record<string, unknown> };
  /** The requirement that the last login was started for, and the name of the session before it. */
  lastRequirement?: { packed: string; sessionName: string };
}

/** The data of a visitor who has done nothing yet. */
export function emptySession(): SessionData {
  return { tokens: {} };
}
