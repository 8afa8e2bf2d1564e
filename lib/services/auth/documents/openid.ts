/**
 * Documents of Globus Auth: OpenID Connect and introspection. Ids are UUIDs, dates are ISO 8601 strings.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

import type { UserinfoIdentity } from "./identity.ts";

/** The OpenID configuration of Globus Auth (OpenID Connect Discovery 1.0 section 3). */
export interface OpenidConfiguration {
  /** Value of `iss` in ID tokens, such as `https://auth.globus.org`. */
  issuer: string;
  /** Address of the page where logins begin. */
  authorization_endpoint: string;
  /** Address that exchanges authorization codes and refresh tokens for tokens. */
  token_endpoint: string;
  /** Address of claims about the user of an access token. */
  userinfo_endpoint: string;
  /** Address that revokes tokens. */
  revocation_endpoint: string;
  /** Address of the public keys that verify ID tokens. */
  jwks_uri: string;
  /** Algorithms that ID tokens are signed with, such as `RS512`. */
  id_token_signing_alg_values_supported: string[];
  /** Whether every response to a login has `iss` (RFC 9207). */
  authorization_response_iss_parameter_supported?: boolean;
  /** Further fields of the configuration. */
  [name: string]: unknown;
}

/** A set of public keys (RFC 7517 section 5). */
export interface JwkSet {
  /** The public keys, in no particular order. */
  keys: Jwk[];
}

/** A public key (RFC 7517 section 4). */
export interface Jwk {
  /** Type of the key, such as `RSA`. */
  kty: string;
  /** Id of the key, which the header of a token names. */
  kid?: string;
  /** Algorithm that the key is for, such as `RS512`. */
  alg?: string;
  /** Use of the key: `sig` for signatures. */
  use?: string;
  /** Operations that the key may be used for, such as `verify`. */
  key_ops?: string[];
  /** Parameters of the key, such as `n` and `e` of an RSA key. */
  [name: string]: unknown;
}

/** Information about a token (RFC 7662 section 2.2). */
export interface IntrospectionDocument {
  /** Whether the token is valid now. If it is not, all other fields are absent. */
  active: boolean;
  /** Scopes of the token, separated by spaces. */
  scope?: string;
  /** Id of the client to which the token was issued. */
  client_id?: string;
  /** Id of the identity on whose behalf the token acts. */
  sub?: string;
  /** Username of that identity. */
  username?: string;
  /** Name of the person, if the token may show it. */
  name?: string;
  /** E-mail address of the person, if the token may show it. */
  email?: string;
  /** Services that the token is for: resource servers, and the ids of their clients. */
  aud?: string | string[];
  /** Address of the Globus Auth that issued the token. */
  iss?: string;
  /** When the token expires, in seconds since 1970. */
  exp?: number;
  /** When the token was issued, in seconds since 1970. */
  iat?: number;
  /** When the token becomes valid, in seconds since 1970. */
  nbf?: number;
  /** Type of the token: `Bearer`. */
  token_type?: string;
  /** Ids of all linked identities; only with `include=identity_set`. */
  identity_set?: string[];
  /** All linked identities; only with `include=identity_set_detail`. */
  identity_set_detail?: UserinfoIdentity[];
  /** How the session was authenticated; only with `include=session_info`. */
  session_info?: {
    /** UUID of the session at Globus Auth. */
    session_id: string;
    /** When and how each identity logged in, by the identity's id. */
    authentications: Record<string, SessionAuthentication>;
  };
  /** Ids of the policies that the session meets; only with `include=policy_evaluations`. */
  policy_evaluations?: Record<string, unknown>;
}

/** How an identity logged in. */
export interface SessionAuthentication {
  /** Id of the identity provider. */
  idp: string;
  /** When the identity logged in, in seconds since 1970. */
  auth_time: number;
  /** Strength of the authentication, as the provider names it; null if it does not say. */
  acr: string | null;
  /** Methods of the authentication (RFC 8176), such as `mfa`; null if the provider does not say. */
  amr: string[] | null;
  /** Further claims of the provider. */
  custom_claims?: Record<string, unknown>;
}
