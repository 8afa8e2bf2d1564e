/**
 * Documents of Globus Auth: identities, identity providers and userinfo. Ids are UUIDs, dates are ISO 8601 strings.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

/** An identity: a person's account at an identity provider, or the account of a client. */
export interface Identity {
  /** Id of the identity. */
  id: string;
  /** Username of the identity, such as `ann@uni.example.edu`. */
  username: string;
  /** Name of the person; null if it is not known, or not shown. */
  name: string | null;
  /** E-mail address; null if it is not known, or not shown. */
  email: string | null;
  /** Name of the person's organization; null if it is not known, or not shown. */
  organization: string | null;
  /** Id of the identity provider. */
  identity_provider: string;
  /** `used` once a person has logged in with the identity; else `unused`, `private` or `closed`. */
  status: string;
  /** Kind of the identity, such as `login`. */
  identity_type?: string;
}

/** Response to {@link AuthClient.getIdentities}. */
export interface IdentitiesDocument {
  /** The identities that were found. Those that do not exist are left out. */
  identities: Identity[];
  /** Identity providers of the identities; only with `include=identity_provider`. */
  included?: { identity_providers?: IdentityProvider[] };
}

/** An organization that people log in with. */
export interface IdentityProvider {
  /** Id of the identity provider. */
  id: string;
  /** Name of the organization, such as `Example University`. */
  name: string;
  /** Short name, often a domain. */
  short_name: string;
  /** Domains of the provider's usernames, such as `uni.example.edu`. */
  domains: string[];
  /** Other names of the organization, by which people may search. */
  alternative_names: string[];
}

/** Response to {@link AuthClient.getIdentityProviders}. */
export interface IdentityProvidersDocument {
  /** The identity providers that were found. */
  identity_providers: IdentityProvider[];
}

/** Claims about the identity to which a token was issued. Its scopes decide which claims there are. */
export interface UserinfoDocument {
  /** Id of the identity. */
  sub: string;
  /** Name of the person; only with the scope `profile`. */
  name?: string;
  /** Username of the identity; only with the scope `profile`. */
  preferred_username?: string;
  /** E-mail address; only with the scope `email`. */
  email?: string;
  /** Name of the person's organization; only with the scope `profile`. */
  organization?: string;
  /** Id of the identity provider; only with the scope `profile`. */
  identity_provider?: string;
  /** Name of the identity provider; only with the scope `profile`. */
  identity_provider_display_name?: string;
  /** When the person last logged in with the identity, in seconds since 1970. */
  last_authentication?: number | null;
  /** All linked identities; only with the scope `view_identity_set`. */
  identity_set?: UserinfoIdentity[];
}

/** A linked identity in {@link UserinfoDocument}. */
export interface UserinfoIdentity {
  /** Id of the identity. */
  sub: string;
  /** Username of the identity, such as `ann@uni.example.edu`. */
  username: string;
  /** Name of the person; null if it is not known. */
  name: string | null;
  /** E-mail address; null if it is not known. */
  email: string | null;
  /** Name of the person's organization; null if it is not known. */
  organization?: string | null;
  /** Id of the identity provider. */
  identity_provider: string;
  /** Name of the identity provider. */
  identity_provider_display_name?: string | null;
  /** When the person last logged in with the identity, in seconds since 1970. */
  last_authentication?: number | null;
}
