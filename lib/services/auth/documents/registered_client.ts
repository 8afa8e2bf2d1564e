/**
 * Documents of Globus Auth: clients and their credentials. Ids are UUIDs, dates ISO 8601 texts.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

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
