/**
 * Documents of Globus Auth: clients and their credentials. Ids are UUIDs, dates are ISO 8601 strings.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

/** Kind of a client: whether it keeps a secret, logs users in, or is a service with its own scopes. */
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
  /** Id of the client's project; null for a child client. */
  project: string | null;
  /** Kind of the client. */
  client_type: ClientType;
  /** Whether the client cannot keep a secret. */
  public_client: boolean;
  /** Whether other users can look up the client: `public` or `private`. */
  visibility: string;
  /** Addresses to which a login may send the browser back. */
  redirect_uris: string[];
  /** OAuth grants that the client may use, such as `authorization_code`. */
  grant_types: string[];
  /** Host names under which the client is a resource server. */
  fqdns: string[];
  /** Ids of the client's own scopes. */
  scopes: string[];
  /** Pages about the client, to which the login page links. */
  links: ClientLinks;
  /** Id of the only identity provider that users may log in with; null allows all. */
  required_idp: string | null;
  /** Id of the identity provider that the login page selects; null selects none. */
  preselect_idp: string | null;
  /** Id of the client that created this one; null if none did. */
  parent_client: string | null;
  /** Whether the consent page asks for a name of the consent. */
  prompt_for_named_grant: boolean;
  /** Whether userinfo shows the identity that the user logged in with. */
  userinfo_from_effective_identity: boolean;
}

/** Pages about a client. */
export interface ClientLinks {
  /** Address of the terms of use; null if there is none. */
  terms_and_conditions: string | null;
  /** Address of the privacy policy; null if there is none. */
  privacy_policy: string | null;
}

/** Response with one client. */
export interface ClientDocument {
  /** The client that was looked up, created, changed or deleted. */
  client: RegisteredClient;
  /** Only in the response that created a client with a secret. */
  included?: {
    /** The first secret. No other response shows it. */
    client_credential?: ClientCredential;
  };
}

/** Response to {@link NativeAppAuthClient.createNativeAppInstance}. */
export interface NativeAppInstanceDocument {
  /** The instance with its secret. */
  client: {
    /** The instance, which is a client of its own. */
    client: RegisteredClient;
    /** Documents that were created with the instance. */
    included: {
      /** The first secret. No other response shows it. */
      client_credential: ClientCredential;
    };
  };
}

/** Response to {@link AuthClient.getClients}. */
export interface ClientsDocument {
  /** The clients of the projects that the caller administers. */
  clients: RegisteredClient[];
}

/** A secret of a client. */
export interface ClientCredential {
  /** Id of the credential. */
  id: string;
  /** Name of the credential, to tell it from others. */
  name: string;
  /** Id of the client that the secret is for. */
  client: string;
  /** When the credential was created. */
  created: string;
  /** The secret. Only the response that created it shows it; later it is null. */
  secret: string | null;
}

/** Response with one credential. */
export interface ClientCredentialDocument {
  /** The credential that was created or deleted. */
  credential: ClientCredential;
}

/** Response to {@link AuthClient.getClientCredentials}. */
export interface ClientCredentialsDocument {
  /** The credentials, without their secrets. */
  credentials: ClientCredential[];
}
