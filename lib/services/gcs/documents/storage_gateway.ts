import type { PathRestrictions } from "./collection.ts";
import type { GCSListParams, GCSNetworkUse } from "./endpoint.ts";
import type { StorageGatewayPolicies } from "./policies.ts";

/** How identities become accounts: an expression, or a program on the endpoint's nodes. */
export interface GCSIdentityMapping {
  /** `expression_identity_mapping#1.0.0` or `external_identity_mapping#1.0.0`. */
  DATA_TYPE: string;
  /** Rules of an expression, of which the first that matches counts. */
  mappings?: readonly Readonly<Record<string, unknown>>[];
  /** Program and its arguments. */
  command?: readonly string[];
}

/**
 * A storage gateway to create, or changes of one. Its connector and `high_assurance` cannot be
 * changed.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 */
export interface StorageGatewayDocument {
  /** Type and version. @default the lowest version that has the fields used */
  DATA_TYPE?: string;
  /** Name of the gateway, which administrators see. */
  display_name?: string;
  /** UUID of the connector: see {@link ConnectorTable}. */
  connector_id?: string;
  /** Folder of the storage that is the root of its collections. */
  root?: string;
  /** How identities become accounts, in the order in which they are tried. */
  identity_mappings?: readonly (GCSIdentityMapping | Readonly<Record<string, unknown>>)[] | null;
  /** What its kind of storage needs. */
  policies?: StorageGatewayPolicies | Readonly<Record<string, unknown>>;
  /** Domains of identities that may use it; a user needs an identity of one of them. */
  allowed_domains?: readonly string[];
  /** Whether its collections are High Assurance (protected data). */
  high_assurance?: boolean | null;
  /** Whether users must log in with a second factor; only with High Assurance. */
  require_mfa?: boolean;
  /** Minutes after which users must authenticate again. */
  authentication_timeout_mins?: number | null;
  /** Accounts that may use it; null for all. Private. */
  users_allow?: readonly string[] | null;
  /** Accounts that may not use it. Private. */
  users_deny?: readonly string[] | null;
  /** Folders that can be reached, and for what; null for all. Private. */
  restrict_paths?: PathRestrictions | null;
  /** Whether administrators manage the credentials of its users. */
  admin_managed_credentials?: boolean;
  /** Account by which the server runs for it. */
  process_user?: string | null;
  /** Library of GridFTP that reaches the storage. */
  load_dsi_module?: string | null;
  /** How transfers use the network; null for the endpoint's setting. */
  network_use?: GCSNetworkUse | null;
  /** Most files that are transferred at the same time. */
  max_concurrency?: number;
  /** Most parallel streams of a file. */
  max_parallelism?: number;
  /** Usual number of files at the same time. */
  preferred_concurrency?: number;
  /** Usual number of parallel streams of a file. */
  preferred_parallelism?: number;
}

/** A storage gateway as the manager describes it. */
export interface StorageGateway extends StorageGatewayDocument {
  /** Type and version of the document, such as `storage_gateway#1.0.0`. */
  DATA_TYPE: string;
  /** UUID of the storage gateway. */
  id: string;
  /** Whether it has been deleted. */
  deleted?: boolean;
}

/** Parameters of {@link GCSClient.getStorageGateway}. */
export interface StorageGatewayParams {
  /**
   * Parts to return too, as a list or joined with commas: `private_policies`, `accounts`.
   * @default none
   */
  include?: string | readonly string[] | null | undefined;
}

/** Parameters of {@link GCSClient.getStorageGatewayList}. */
export interface StorageGatewayListParams extends StorageGatewayParams, GCSListParams {}
