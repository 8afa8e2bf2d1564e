import type { GCSDomain, GCSListParams } from "./endpoint.ts";
import type { CollectionPolicies } from "./policies.ts";

/** Which transfers a rule is about; null for none. */
export type GCSDirection = "inbound" | "outbound" | "all";

/** Folders and what users may do there. The longest match counts first. */
export interface PathRestrictions {
  /** Type and version. @default {"path_restrictions#1.0.0"} */
  DATA_TYPE?: string;
  /** Folders that nothing can be done with. */
  none?: readonly string[] | null;
  /** Folders that can only be read. */
  read?: readonly string[] | null;
  /** Folders that can be read and written. */
  read_write?: readonly string[] | null;
}

/** Fields of mapped and guest collections that their administrators can set. */
export interface CollectionDocument {
  /** Type and version. @default the lowest version that has the fields used */
  DATA_TYPE?: string;
  /** Folder that the collection shows. It is needed to create one, and cannot be changed. */
  collection_base_path?: string;
  /** Name of the collection, which people see. */
  display_name?: string;
  /** Whether all users can find the collection. */
  public?: boolean;
  /** E-mail address for questions about the collection. */
  contact_email?: string | null;
  /** Other ways to contact its managers. */
  contact_info?: string | null;
  /** Directory that a listing without a path shows, such as `/~/`. */
  default_directory?: string;
  /** Department of the organization. */
  department?: string | null;
  /** Purpose of the collection, which people see. */
  description?: string | null;
  /** UUID of the identity to which the collection belongs. @default the caller's */
  identity_id?: string;
  /** Address of a page about the collection. */
  info_link?: string | null;
  /** Name of the organization that offers the collection. */
  organization?: string;
  /** Message to users of the collection, of up to 256 characters. */
  user_message?: string | null;
  /** Address of a page about that message. */
  user_message_link?: string | null;
  /** Words by which a search finds the collection. */
  keywords?: readonly string[];
  /** Whether transfers are verified only on request. */
  disable_verify?: boolean;
  /** Whether files can be reached by HTTPS. A guest collection needs it of its mapped one too. */
  enable_https?: boolean;
  /** Methods that HTTPS allows. Those of a guest collection are among those of its mapped one. */
  https_methods?: readonly ("GET" | "PUT" | "DELETE")[];
  /** Whether transfers must be encrypted. Guest collections inherit it. */
  force_encryption?: boolean;
  /** Whether transfers must be verified by checksum. */
  force_verify?: boolean;
  /** Whether transfers keep the time at which a file was last changed; null for neither way. */
  preserve_modtime?: GCSDirection | null;
  /** Minutes for which an access rule lasts at most; only with High Assurance. */
  acl_expiration_mins?: number | null;
  /** Transfers that must be with High Assurance collections only; null for none. */
  restrict_transfers_to_high_assurance?: GCSDirection | null;
  /** Flows that run when the collection is the source or the destination of a transfer. */
  associated_flow_policy?: Readonly<Record<string, unknown>> | null;
}

/**
 * A mapped collection to create, or changes of one. To create it, `storage_gateway_id` and
 * `collection_base_path` are needed. A null removes what is set.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 */
export interface MappedCollectionDocument extends CollectionDocument {
  /** Kind of the collection. @default `mapped` if `storage_gateway_id` is there, to create one */
  collection_type?: "mapped";
  /** UUID of the storage gateway. It is needed to create a collection, and cannot be changed. */
  storage_gateway_id?: string;
  /** DNS name of the collection's servers. @default one that the service makes */
  domain_name?: string;
  /** UUID of the authentication policy that users of its guest collections must fulfill. */
  guest_auth_policy_id?: string | null;
  /** Whether users can share folders as guest collections. False cuts off those there are. */
  allow_guest_collections?: boolean;
  /** Accounts whose users may share; null for all. */
  sharing_users_allow?: readonly string[] | null;
  /** Accounts whose users may not share. */
  sharing_users_deny?: readonly string[] | null;
  /** Folders that may be shared; null for all. */
  sharing_restrict_paths?: PathRestrictions | null;
  /** Whether the collection cannot be deleted. @default {true} */
  delete_protected?: boolean;
  /** Whether guest collections cannot let users without a login write. */
  disable_anonymous_writes?: boolean;
  /** Days without an access after which guest collections are deleted; null for never. */
  auto_delete_timeout?: number | null;
  /** What its kind of storage needs. */
  policies?: CollectionPolicies | Readonly<Record<string, unknown>>;
}

/** Whom the service writes to when a transfer with a guest collection ends. */
export interface GCSActivityNotificationPolicy {
  /** Outcomes of which it tells: `SUCCEEDED`, `FAILED`. */
  status?: readonly string[];
  /** Which end of the transfer the collection is: `source`, `destination`. */
  transfer_use?: readonly string[];
}

/**
 * A guest collection to create, or changes of one. To create it, `mapped_collection_id`,
 * `user_credential_id` and `collection_base_path` are needed: {@link createGuestCollection} finds
 * the credential.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 */
export interface GuestCollectionDocument extends CollectionDocument {
  /** Kind of the collection. @default `guest` if `mapped_collection_id` is there, to create one */
  collection_type?: "guest";
  /** UUID of the mapped collection. It is needed to create one, and cannot be changed. */
  mapped_collection_id?: string;
  /** UUID of the credential by which data is reached. It belongs to `identity_id`. */
  user_credential_id?: string;
  /** Whether it is left out of automatic deletion. */
  skip_auto_delete?: boolean;
  /** Whom the service writes to when a transfer ends. */
  activity_notification_policy?:
    | GCSActivityNotificationPolicy
    | Readonly<Record<string, unknown>>;
}

/** Fields of a collection that the manager alone sets. */
export interface GCSCollectionState {
  /** Type and version of the document, such as `collection#1.16.0`. */
  DATA_TYPE: string;
  /** UUID of the collection. */
  id: string;
  /** UUID of the connector, which says the kind of storage. */
  connector_id?: string;
  /** When it was created, as ISO 8601. */
  created_at?: string | null;
  /** When its data was last reached, as a date. */
  last_access?: string | null;
  /** Whether it has been deleted. */
  deleted?: boolean;
  /** Domain name that its administrators have set. */
  domain?: GCSDomain | null;
  /** DNS name of the collection's servers. */
  domain_name?: string;
  /** Whether it is a High Assurance collection (protected data). */
  high_assurance?: boolean;
  /** Whether users must log in with a second factor. */
  require_mfa?: boolean;
  /** Minutes after which users must authenticate again. */
  authentication_timeout_mins?: number;
  /** Address of the files by HTTPS. */
  https_url?: string;
  /** Address of the files by GridFTP. */
  tlsftp_url?: string;
  /** Address of the manager. */
  manager_url?: string;
  /** Folder of the storage that is the root. Only administrators see it. */
  root_path?: string;
  /** Whether an administrator of the subscription has verified the collection. */
  subscription_admin_verified?: boolean;
}

/** A mapped collection as the manager describes it. */
export interface MappedCollection
  extends GCSCollectionState, Omit<MappedCollectionDocument, "DATA_TYPE" | "domain_name"> {
  /** Kind of the collection. */
  collection_type: "mapped";
}

/** A guest collection as the manager describes it. */
export interface GuestCollection
  extends GCSCollectionState, Omit<GuestCollectionDocument, "DATA_TYPE"> {
  /** Kind of the collection. */
  collection_type: "guest";
}

/** A collection as the manager describes it. `collection_type` tells the kind. */
export type GCSCollection = MappedCollection | GuestCollection;

/** Parameters of {@link GCSClient.getCollectionList}. */
export interface CollectionListParams extends GCSListParams {
  /** UUID of a mapped collection: lists its guest collections only. */
  mapped_collection_id?: string | null | undefined;
  /** UUID of a storage gateway: lists its collections only. */
  storage_gateway_id?: string | null | undefined;
  /**
   * Which collections to list, as a list or joined with commas: `mapped_collections`,
   * `guest_collections`, `managed_by_me`, `created_by_me`, or a condition such as
   * `last_access < 2026-01-01`.
   */
  filter?: string | readonly string[] | null | undefined;
  /** Parts to return too, as a list or joined with commas: `private_policies`. @default none */
  include?: string | readonly string[] | null | undefined;
}

/** Collections that are deleted together. */
export interface GCSBatch {
  /** Type and version of the document, such as `batch#1.0.0`. */
  DATA_TYPE: string;
  /** UUIDs of the collections that are being deleted. */
  ids?: string[];
}

/** The outcome of a check of a collection's configuration. */
export interface GCSCheckResult {
  /** Type and version of the document. */
  DATA_TYPE: string;
  /** UUID of the collection. */
  id?: string;
  /** Sentence about the outcome. */
  message?: string;
  /** What is wrong; null or absent if nothing is. */
  error?: Readonly<Record<string, unknown>> | null;
}
