import type { RevokedToken } from "../oauth/revoke.ts";

/** The result of {@link GlobusApp.logout}. */
export interface LogoutReport {
  /** Whether Globus Auth revoked each token: refresh tokens first, then access tokens. */
  readonly tokens: readonly RevokedToken[];
  /** Whether Globus Auth revoked all of them. They are removed from the storage in any case. */
  readonly allRevoked: boolean;
}

/** For how long a token of an app is valid: see {@link GlobusApp.ensureValid}. */
export interface TokenValidity {
  /** Name of the service that accepts the token. */
  readonly resourceServer: string;
  /** When the access token expires, in seconds since 1970. */
  readonly expiresAtSeconds: number;
  /** Whether it can be renewed without a login. */
  readonly renewable: boolean;
}

/** The identity that an app acts as: see {@link GlobusApp.whoami}. */
export interface Whoami {
  /** A person who logged in, or the client itself. */
  readonly kind: "user" | "client";
  /** Id of the identity whose rights the app uses. */
  readonly identityId: string;
  /** Username. For a person it is undefined unless the app requires the scope `profile`. */
  readonly username: string | undefined;
  /** Id of the app's client. */
  readonly clientId: string;
  /** Claims about the person. Linked identities need the scope `view_identity_set`. */
  readonly userinfo?: import("../services/auth/documents/identity.ts").UserinfoDocument;
}
