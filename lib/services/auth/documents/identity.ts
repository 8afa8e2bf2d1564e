/**
 * Documents of Globus Auth: identities, identity providers and userinfo. Ids are UUIDs, dates ISO 8601 texts.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

/** An identity: a person's account at an identity provider, or that of a client. */
export interface Identity {
  /** Id of the identity. */
  id: string;
  /** Name by which the identity is known, such as `ann@uni.example.edu`. */
  username: string;
  /** Name of the person; null if it is not known, or not shown. */
  name: string | null;
  /** E-mail address; null if it is not known, or not shown. */
  email: string | null;
  /** Where the person works; null if it is not known, or not shown. */
  organization: string | null;
  /** Id of the identity provider. */
  identity_provider: string;
  /** `used` once a person has logged in with it, else `unused`, `private` or `closed`. */
  status: string;
  /** Such as `login`. */
  identity_type?: string;
}

/** Answer to `getIdentities`. */
export interface IdentitiesDocument {
  /** The identities found; those that do not exist are left out. */
  identities: Identity[];
  /** Only with `include=identity_provider`. */
  included?: { identity_providers?: IdentityProvider[] };
}

/** An organization that people log in with. */
export interface IdentityProvider {
  /** Id of the provider. */
  id: string;
  /** Name, such as `Example University`. */
  name: string;
  /** Short name, often a domain. */
  short_name: string;
  /** Domains of its user names. */
  domains: string[];
  /** Other names. */
  alternative_names: string[];
}

/** Answer to `getIdentityProviders`. */
export interface IdentityProvidersDocument {
  /** The providers found. */
  identity_providers: IdentityProvider[];
}

/** Claims about the identity that a token was issued to. Its scopes decide which are there. */
export interface UserinfoDocument {
  /** Id of the identity. */
  sub: string;
  /** Name of the person; needs `profile`. */
  name?: string;
  /** User name of the identity; needs `profile`. */
  preferred_username?: string;
  /** E-mail address; needs `email`. */
  email?: string;
  /** Where the person works; needs `profile`. */
  organization?: string;
  /** Id of the identity provider; needs `profile`. */
  identity_provider?: string;
  /** Name of the identity provider; needs `profile`. */
  identity_provider_display_name?: string;
  /** When the person last logged in with it, in seconds since 1970. */
  last_authentication?: number | null;
  /** All linked identities; needs `view_identity_set`. */
  identity_set?: UserinfoIdentity[];
}

/** A linked identity in {@link UserinfoDocument}. */
export interface UserinfoIdentity {
  /** Id of the identity. */
  sub: string;
  /** User name of the identity. */
  username: string;
  /** Name of the person. */
  name: string | null;
  /** E-mail address. */
  email: string | null;
  /** Where the person works. */
  organization?: string | null;
  /** Id of the identity provider. */
  identity_provider: string;
  /** Name of the identity provider. */
  identity_provider_display_name?: string | null;
  /** When the person last logged in with it, in seconds since 1970. */
  last_authentication?: number | null;
}
