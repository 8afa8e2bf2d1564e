import type { TokenDocument } from "@globus-deno/sdk";
import type { Session } from "./sessions.ts";

/** The session of one visitor. */
export type VisitorSession = Session<SessionData>;

/** The tokens for one resource server, as the SDK stores them. Secret. */
export interface StoredToken extends TokenDocument {
  /** Null if the login gave none. */
  refresh_token: string | null;
  token_type: string;
  /** Lifetime of the access token when it was issued, in seconds. */
  expires_in: number;
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
  kind: "good" | "bad" | "info";
  /** @default {the title of the kind} */
  title?: string;
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
  /** The site's own sandbox, by its id, that issued the tokens. Absent without one. */
  sandboxId?: string;
  flash?: Flash;
  /** The URL of a login whose code the visitor pastes. */
  pastedLoginUrl?: string;
  /** The requirement that the last login was started for, and the name of the session before it. */
  lastRequirement?: { packed: string; sessionName: string };
}

/** The data of a visitor who has done nothing yet. */
export function emptySession(): SessionData {
  return { tokens: {} };
}
