/**
 * Documents of Globus Auth, in its own spelling. Ids are UUIDs, dates ISO 8601 texts.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

/** An identity: somebody's account at an identity provider, or a client's own. */
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
  /** `used` once somebody has logged in with it, else `unused`, `private` or `closed`. */
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

/** Claims about whoever a token was issued to. Which are there depends on its scopes. */
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

/** A group of clients and policies with the people who look after them. */
export interface Project {
  /** Id of the project. */
  id: string;
  /** Name of the project. */
  display_name: string;
  /** The same name. */
  project_name?: string;
  /** Where to write to. */
  contact_email: string;
  /** Identities that look after the project. */
  admin_ids: string[] | null;
  /** Groups whose members do. */
  admin_group_ids: string[] | null;
  /** Both, with their names. */
  admins: {
    /** Identities that look after the project. */
    identities: Identity[];
    /** Groups whose members do. */
    groups: ProjectGroup[];
  };
}

/** A group in {@link Project}. */
export interface ProjectGroup {
  /** Id of the group. */
  id: string;
  /** Name of the group. */
  name: string;
  /** What it is for. */
  description?: string | null;
  /** Where it belongs. */
  organization?: string | null;
}

/** Answer that holds one project. */
export interface ProjectDocument {
  /** The project. */
  project: Project;
}

/** Answer to `getProjects`. */
export interface ProjectsDocument {
  /** The projects that the caller looks after. */
  projects: Project[];
}

/** Rules on how somebody must have logged in. */
export interface Policy {
  /** Id of the policy. */
  id: string;
  /** Id of the project it belongs to. */
  project_id: string;
  /** Name of the policy. */
  display_name: string;
  /** What it is for. */
  description: string;
  /** Whether the login counts only in the session that needs it. */
  high_assurance: boolean | null;
  /** Seconds for which a login counts. */
  authentication_assurance_timeout: number | null;
  /** Whether a second factor must have been used. */
  required_mfa: boolean;
  /** Domains of which one must have been used; null: any. */
  domain_constraints_include: string[] | null;
  /** Domains that must not have been used; null: none. */
  domain_constraints_exclude: string[] | null;
}

/** Answer that holds one policy. */
export interface PolicyDocument {
  /** The policy. */
  policy: Policy;
}

/** Answer to `getPolicies`. */
export interface PoliciesDocument {
  /** The policies of projects that the caller looks after. */
  policies: Policy[];
}

/** Kinds of clients. */
export type ClientType =
  | "client_identity"
  | "confidential_client"
  | "globus_connect_server"
  | "hybrid_confidential_client_resource_server"
  | "public_installed_client"
  | "public_webapp_client"
  | "resource_server";

/** A program that is registered with Globus Auth. */
export interface RegisteredClient {
  /** Id of the client. */
  id: string;
  /** Name that people see when they log in. */
  name: string;
  /** Id of its project; null for a child client. */
  project: string | null;
  /** What kind of program it is. */
  client_type: ClientType;
  /** Whether it can keep no secret. */
  public_client: boolean;
  /** Who can see it: `public` or `private`. */
  visibility: string;
  /** Where a login may send people back to. */
  redirect_uris: string[];
  /** Grants that it may use. */
  grant_types: string[];
  /** Host names under which it is a resource server. */
  fqdns: string[];
  /** Ids of its own scopes. */
  scopes: string[];
  /** Pages that the login shows links to. */
  links: ClientLinks;
  /** Id of the identity provider that people must use; null: any. */
  required_idp: string | null;
  /** Id of the identity provider that is offered first; null: none. */
  preselect_idp: string | null;
  /** Id of the client that it was made by; null: none. */
  parent_client: string | null;
  /** Whether a login asks for a name of the consent. */
  prompt_for_named_grant: boolean;
  /** Whether userinfo shows the identity used. */
  userinfo_from_effective_identity: boolean;
}

/** Pages about a client. */
export interface ClientLinks {
  /** Address of the terms of use. */
  terms_and_conditions: string | null;
  /** Address of the privacy policy. */
  privacy_policy: string | null;
}

/** Answer that holds one client. */
export interface ClientDocument {
  /** The client. */
  client: RegisteredClient;
  /** Only in the answer to the creation of a client that has a secret. */
  included?: {
    /** Its first secret, shown this once. */
    client_credential?: ClientCredential;
  };
}

/** Answer to `createNativeAppInstance`. */
export interface NativeAppInstanceDocument {
  /** The instance with its secret. */
  client: {
    /** The instance. */
    client: RegisteredClient;
    /** What was made along with it. */
    included: {
      /** Its first secret, shown this once. */
      client_credential: ClientCredential;
    };
  };
}

/** Answer to `getClients`. */
export interface ClientsDocument {
  /** The clients of projects that the caller looks after. */
  clients: RegisteredClient[];
}

/** A secret of a client. */
export interface ClientCredential {
  /** Id of the credential. */
  id: string;
  /** Name of the credential. */
  name: string;
  /** Id of the client. */
  client: string;
  /** When it was made. */
  created: string;
  /** The secret: only in the answer that made it, else null. */
  secret: string | null;
}

/** Answer that holds one credential. */
export interface ClientCredentialDocument {
  /** The credential. */
  credential: ClientCredential;
}

/** Answer to `getClientCredentials`. */
export interface ClientCredentialsDocument {
  /** The credentials, without their secrets. */
  credentials: ClientCredential[];
}

/** A scope that a client must get too when it is given another. */
export interface DependentScopeSpec {
  /** Id of the scope that is needed. */
  scope: string;
  /** Whether people may decline it and still grant the other. */
  optional: boolean;
  /** Whether the client needs to renew its tokens for it. */
  requires_refresh_token: boolean;
}

/** A scope that is registered with Globus Auth. */
export interface RegisteredScope {
  /** Id of the scope. */
  id: string;
  /** How it is asked for, such as `https://auth.globus.org/scopes/{client_id}/manage`. */
  scope_string: string;
  /** Name that people see when they are asked for it. */
  name: string;
  /** What it allows, as people see it. */
  description: string;
  /** Id of the client that it belongs to. */
  client: string;
  /** Whether `getScopes` shows it to everybody. */
  advertised: boolean;
  /** Whether tokens for it can be renewed. */
  allows_refresh_token: boolean;
  /** Domains of which one must have been used to log in. */
  required_domains: string[];
  /** Scopes that come with it. */
  dependent_scopes: DependentScopeSpec[];
}

/** Answer that holds one scope. */
export interface ScopeDocument {
  /** The scope. */
  scope: RegisteredScope;
}

/** Answer to `getScopes`. */
export interface ScopesDocument {
  /** The scopes found. */
  scopes: RegisteredScope[];
}

/** What Globus Auth says of itself (OpenID Connect Discovery 1.0 section 3). */
export interface OpenidConfiguration {
  /** Who signs ID tokens. */
  issuer: string;
  /** Where logins begin. */
  authorization_endpoint: string;
  /** Where codes and refresh tokens are exchanged. */
  token_endpoint: string;
  /** Where claims are had for an access token. */
  userinfo_endpoint: string;
  /** Where tokens are ended. */
  revocation_endpoint: string;
  /** Where the keys are that ID tokens are signed with. */
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
