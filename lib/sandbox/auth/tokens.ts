import type { IdentityRecord } from "./people.ts";
import type { Session } from "./sessions.ts";

/** A grant: tokens are issued from it, and end with it. */
export interface Grant {
  /** UUID of the client. */
  client: string;
  /** The identity that tokens speak for. */
  identity: IdentityRecord;
  /** The session of the login, or `null` for a client's own tokens. */
  session: Session | null;
  /** Time of the login, in milliseconds since 1970. */
  startedMs: number;
  /** `nonce` of the authorization request. */
  nonce?: string;
  /** `state` of the authorization request. */
  state?: string;
  /** Whether all its tokens are void, as after a code was used twice. */
  revoked: boolean;
}

/** An access token as the server remembers it. */
export interface AccessToken {
  /** The token itself. */
  token: string;
  /** Where it comes from. */
  grant: Grant;
  /** UUID of the client that may use it. */
  client: string;
  /** The only service that takes it. */
  resourceServer: string;
  /** Scopes, in order. */
  scopes: string[];
  /** Consents that it lives by, root consents for scopes of `scopes`. */
  consents: number[];
  /** Milliseconds since 1970. */
  issuedMs: number;
  /** Milliseconds since 1970. */
  expiresMs: number;
  /** Whether it was revoked by itself. */
  revoked: boolean;
}

/** A refresh token as the server remembers it. */
export interface RefreshToken extends Omit<AccessToken, "expiresMs"> {
  /** Milliseconds since 1970; unused for half a year, it dies. */
  lastUsedMs: number;
  /** Whether rotation has replaced it. */
  replaced: boolean;
}

/** The token response (RFC 6749 section 5.1, and Globus's `other_tokens`). */
export interface TokenResponseBody {
  /** Secret for one resource server. */
  access_token: string;
  /** Scopes granted, separated by spaces. */
  scope: string;
  /** Seconds. */
  expires_in: number;
  /** `Bearer`. */
  token_type: string;
  /** The service that takes the token. */
  resource_server: string;
  /** Echo of the authorization request's `state`. */
  state?: string;
  /** Secret for new access tokens. */
  refresh_token?: string;
  /** Signed by the issuer, where `openid` was granted. */
  id_token?: string;
  /** One for each further resource server. */
  other_tokens?: TokenResponseBody[];
}
