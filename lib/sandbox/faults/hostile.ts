import type { JsonDocument } from "../http/json.ts";

/** How the ID token is spoiled. */
export interface HostileIdToken {
  /** Merged into the header: `{ alg: "none" }`, `{ alg: "HS512" }`, `{ jku: "…" }`, `{ crit: [] }`. */
  header?: JsonDocument;
  /** Merged into the claims: `{ iss: "…" }`, `{ aud: [] }`, `{ nonce: "…" }`, `{ at_hash: "…" }`. */
  claims?: JsonDocument;
  /** Claims left out. */
  omit?: string[];
  /** Signs with a key that the key set does not show; a number is its size in bits. */
  foreignKey?: boolean | number;
  /** Sent in place of the ID token. */
  raw?: unknown;
  /** Changes the text of the finished token: truncated, another signature, two dots more. */
  change?: (token: string) => string;
}

/**
 * Ways for the authorization server to misbehave, for tests of clients. All are off when absent.
 * Set them on {@linkcode Sandbox.hostile}, and delete them to end it.
 */
export interface Hostile {
  /** Spoils ID tokens. */
  idToken?: HostileIdToken;
  /** Changes which scopes are granted; the person has allowed all that were asked for. */
  grantScopes?: (scopes: string[]) => string[];
  /** Changes the token response, or answers in its place. */
  tokenResponse?: (document: JsonDocument) => unknown;
  /** Changes the OpenID configuration. */
  metadata?: (document: JsonDocument) => unknown;
  /** Changes the key set. */
  jwks?: (document: JsonDocument) => unknown;
  /** Changes userinfo. */
  userinfo?: (document: JsonDocument) => unknown;
  /** Changes the introspection answer. */
  introspection?: (document: JsonDocument) => unknown;
  /** Changes the parameters of the redirect back to the client: a wrong `iss`, a second `state`. */
  callback?: (params: URLSearchParams) => void;
}
