import type { Client } from "./clients.ts";
import type { IdentityRecord } from "./people.ts";
import type { ScopeNode } from "./scopes.ts";
import type { SessionRequirements } from "./sessions.ts";
import type { Grant } from "./tokens.ts";

/** An authorization request that has passed all checks. */
export interface AuthorizationRequest {
  /** The client that asks. */
  client: Client;
  /** Where the answer goes. */
  redirectUri: string;
  /** Scopes asked for. */
  scopes: ScopeNode[];
  /** Echoed to the client, if given. */
  state?: string;
  /** Echoed in the ID token, if given. */
  nonce?: string;
  /** PKCE challenge (S256), if given. */
  challenge?: string;
  /** Whether refresh tokens are asked for. */
  offline: boolean;
  /** Whether the person must log in again. */
  promptLogin: boolean;
  /** What the login must meet. */
  requirements: SessionRequirements;
  /** Words of the client for the login page. */
  message: string;
  /** Name proposed for the grant. */
  namedGrant: string;
}

/** A login under way. */
export interface Interaction {
  /** Hidden number in the forms; unguessable, and bound to the browser's cookie. */
  id: string;
  /** What was asked. */
  request: AuthorizationRequest;
  /** The browser, by its cookie. */
  browser: string;
  /** Who logged in for it. */
  identity: IdentityRecord | null;
}

/** An authorization code, good once. */
export interface AuthorizationCode {
  /** Text that the client exchanges for tokens, once. */
  code: string;
  /** What was asked. */
  request: AuthorizationRequest;
  /** Scopes granted. */
  scopes: ScopeNode[];
  /** Consents of those scopes. */
  consents: number[];
  /** The grant from which the code's tokens are issued. */
  grant: Grant;
  /** Milliseconds since 1970. */
  expiresMs: number;
  /** Whether it was exchanged. */
  used: boolean;
}
