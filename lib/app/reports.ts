import type { RevokedToken } from "../oauth/revoke.ts";

/** What `GlobusApp.logout()` did. */
export interface LogoutReport {
  /** What became of each token at Globus Auth: refresh tokens first, then access tokens. */
  readonly tokens: readonly RevokedToken[];
  /** Whether all of them are ended there. Locally they are gone in any case. */
  readonly allRevoked: boolean;
}

/** How long an app's tokens for a service are good. */
export interface TokenValidity {
  /** The service. */
  readonly resourceServer: string;
  /** When the access token ends, in seconds since 1970. */
  readonly expiresAtSeconds: number;
  /** Whether it can be renewed then without a login. */
  readonly renewable: boolean;
}

/** Who an app acts as: see `GlobusApp.whoami()`. */
export interface Whoami {
  /** A person who logged in, or the client itself. */
  readonly kind: "user" | "client";
  /** Id of the identity whose rights are used. */
  readonly identityId: string;
  /** User name. That of a person is undefined unless the app requires the scope `profile`. */
  readonly username: string | undefined;
  /** Id of the client, which is never that of a person. */
  readonly clientId: string;
  /** What Globus Auth says of the person: the linked identities need `view_identity_set`. */
  readonly userinfo?: import("../services/auth/documents/identity.ts").UserinfoDocument;
}
