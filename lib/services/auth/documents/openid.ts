/**
 * Documents of Globus Auth: OpenID Connect and introspection. Ids are UUIDs, dates ISO 8601 texts.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

import type { UserinfoIdentity } from "./identity.ts";

/** What Globus Auth says of itself (OpenID Connect Discovery 1.0 section 3). */
export interface OpenidConfiguration {
  /** Who signs ID tokens. */
  issuer: string;
  /** Where logins begin. */
  authorization_endpoint: string;
  /** Where codes and refresh tokens are exchanged. */
  token_endpoint: string;
  /** Where an access token gets claims. */
  userinfo_endpoint: string;
  /** Where tokens are revoked. */
  revocation_endpoint: string;
  /** Address of the keys that ID tokens are signed with. */
  jwks_uri: string;
  /** Algorithms that ID tokens are signed with. */
  id_token_signing_alg_values_supported: string[];
  /** Whether `iss` comes with every answer to a login (RFC 9207). */
  authorization_response_iss_parameter_supported?: boolean;
  /** What else it says. */
  [name: string]: unknown;
}

/** A set of public keys (RFC 7517 section 5). */
export interface JwkSet {
  /** The keys. */
  keys: Jwk[];
}

/** A public key (RFC 7517 section 4). */
export interface Jwk {
  /** Kind of key, such as `RSA`. */
  kty: string;
  /** Its name, to tell it from others. */
  kid?: string;
  /** The algorithm that it is for, such as `RS512`. */
  alg?: string;
  /** `sig` for signatures. */
  use?: string;
  /** What it may do. */
  key_ops?: string[];
  /** What makes up the key. */
  [name: string]: unknown;
}

/** What a service learns of a token (RFC 7662 section 2.2). */
export interface IntrospectionDocument {
  /** Whether the token is good now. Without this all else is absent. */
  active: boolean;
  /** Scopes, separated by spaces. */
  scope?: string;
  /** Id of the client that the token was issued to. */
  client_id?: string;
  /** Id of the identity that the token speaks for. */
  sub?: string;
  /** User name of that identity. */
  username?: string;
  /** Name of the person. */
  name?: string;
  /** E-mail address. */
  email?: string;
  /** Services that the token is for: resource servers, and their clients' ids. */
  aud?: string | string[];
  /** Who issued the token. */
  iss?: string;
  /** When it ends, in seconds since 1970. */
  exp?: number;
  /** When it was issued, in seconds since 1970. */
  iat?: number;
  /** When it begins, in seconds since 1970. */
  nbf?: number;
  /** `Bearer`. */
  token_type?: string;
  /** Ids of all linked identities; only with `include=identity_set`. */
  identity_set?: string[];
  /** All linked identities; only with `include=identity_set_detail`. */
  identity_set_detail?: UserinfoIdentity[];
  /** How the session was authenticated; only with `include=session_info`. */
  session_info?: {
    /** Id of the session. */
    session_id: string;
    /** By identity: when and how it logged in. */
    authentications: Record<string, SessionAuthentication>;
  };
  /** Ids of the policies that the session meets; only with `include=policy_evaluations`. */
  policy_evaluations?: Record<string, unknown>;
}

/** How an identity logged in. */
export interface SessionAuthentication {
  /** Id of the identity provider. */
  idp: string;
  /** When, in seconds since 1970. */
  auth_time: number;
  /** How strongly, in the provider's words; null: not said. */
  acr: string | null;
  /** By what means; null: not said. */
  amr: string[] | null;
  /** What else the provider said. */
  custom_claims?: Record<string, unknown>;
}
