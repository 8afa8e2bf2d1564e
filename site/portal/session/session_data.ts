import type { Exchange } from "../../tutorial/wire_log.ts";
import type { WorkbenchData } from "../../pages/transfer/kept_transfers.ts";

/** The tokens for one resource server, as the session keeps them. Secret. */
export interface StoredToken {
  access_token: string;
  refresh_token: string | null;
  scope: string;
  token_type: string;
  resource_server: string;
  /** Seconds that the access token was issued for. */
  expires_in: number;
  /** When the access token ends, in seconds since 1970. */
  expires_at_seconds: number;
}

/** Who logged in: claims of an ID token whose signature was checked. */
export interface User {
  sub: string;
  name?: string;
  preferred_username?: string;
  email?: string;
  organization?: string;
  identity_provider_display_name?: string;
}

/** All that the site knows of a visitor. It stays on the server. */
export interface SessionData {
  /** Present while somebody is logged in. */
  user?: User;
  /** Tokens by resource server. */
  tokens: Record<string, StoredToken>;
  /** The ID token as it came, for the lesson that takes it apart. */
  idToken?: string;
  /** The scopes that the login asked for. */
  requestedScopes?: string;
  /** Steps of lessons that are done, such as `2.login`. */
  progress: string[];
  /** What the next page tells, once. */
  notice?: { kind: "good" | "bad"; text: string; link?: { href: string; text: string } };
  /** What the SDK sent before a redirect: the next page shows it. */
  exchanges: Exchange[];
  /** What the login under way must fulfil, where its address is made later: for which `state`. */
  requirements?: { state: string; requirements: Record<string, unknown> };
  /** Transfers that wait or were sent, and what logins were begun for. */
  workbench?: WorkbenchData;
}

/** A visitor of whom nothing is known. */
export function emptySession(): SessionData {
  return { tokens: {}, progress: [], exchanges: [] };
}
