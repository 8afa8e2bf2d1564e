/** What an endpoint or collection is. Later kinds may come. */
export type EntityType =
  | "GCP_mapped_collection"
  | "GCP_guest_collection"
  | "GCSv5_endpoint"
  | "GCSv5_mapped_collection"
  | "GCSv5_guest_collection"
  | "GCSv4_host"
  | "GCSv4_share"
  | (string & Record<never, never>);

/** What a caller may do with an endpoint or collection. */
export type EndpointRole =
  | "administrator"
  | "access_manager"
  | "activity_manager"
  | "activity_monitor"
  | "restricted_administrator"
  | (string & Record<never, never>);

/** A data server of an endpoint. */
export interface ServerDocument {
  /** `server`. */
  DATA_TYPE: "server";
  /** Number of the server. */
  id: number;
  /** DNS name. */
  hostname?: string | null;
  /** Address, such as `tlsftp://…:443`. */
  uri?: string | null;
  /** TCP port. */
  port?: number | null;
  /** `tlsftp`, `gsiftp` or `ftp`. */
  scheme?: string | null;
  /** Name in the server's certificate. */
  subject?: string | null;
  /** First port for incoming data. */
  incoming_data_port_start?: number | null;
  /** Last port for incoming data. */
  incoming_data_port_end?: number | null;
  /** First port for outgoing data. */
  outgoing_data_port_start?: number | null;
  /** Last port for outgoing data. */
  outgoing_data_port_end?: number | null;
  /** Whether the server is connected to Globus. */
  is_connected?: boolean;
  /** Whether its owner paused it. */
  is_paused?: boolean;
}

/** What a caller can set of an endpoint or collection. */
export interface EndpointFields {
  /** Name for people. */
  display_name?: string | null;
  /** What it is for. */
  description?: string | null;
  /** Whose it is. */
  organization?: string | null;
  /** Part of the organization. */
  department?: string | null;
  /** Words to find it by, joined with commas. */
  keywords?: string | null;
  /** Mail address for questions. */
  contact_email?: string | null;
  /** Other ways to ask. */
  contact_info?: string | null;
  /** Address of a page about it. Untrusted. */
  info_link?: string | null;
  /** Message for those who use it. Untrusted. */
  user_message?: string | null;
  /** Address of a page that goes with the message. Untrusted. */
  user_message_link?: string | null;
  /** Directory that a listing without a path shows. */
  default_directory?: string | null;
  /** Whether everybody can find it. */
  public?: boolean;
  /** Whether transfers must be encrypted. */
  force_encryption?: boolean;
  /** Whether transfers must be verified by checksum. */
  force_verify?: boolean;
  /** Whether transfers are not verified unless asked for. */
  disable_verify?: boolean;
  /** UUID of the subscription that it belongs to, or `DEFAULT`. */
  subscription_id?: string | null;
  /** How its network is used: `normal`, `minimal`, `aggressive`, `custom`. */
  network_use?: string | null;
  /** Where it is: `latitude,longitude`, or `Automatic`. */
  location?: string | null;
  /** Most files at a time. */
  max_concurrency?: number | null;
  /** Usual number of files at a time. */
  preferred_concurrency?: number | null;
  /** Most streams a file. */
  max_parallelism?: number | null;
  /** Usual number of streams a file. */
  preferred_parallelism?: number | null;
}

/** Body of {@link TransferClient.updateEndpoint}: what is named is changed. */
export interface EndpointUpdate extends EndpointFields {
  /** `endpoint`. */
  DATA_TYPE?: "endpoint";
}

/**
 * An endpoint or collection. Fields that old versions of Globus had, and services may still send,
 * are left out here.
 */
export interface TransferEndpoint extends EndpointFields {
  /** `endpoint`. */
  DATA_TYPE: "endpoint";
  /** UUID. */
  id: string;
  /** Name that the owner's account begins; superseded by `display_name`. */
  canonical_name?: string | null;
  /** UUID of the owner's identity. */
  owner_id?: string | null;
  /** Username of the owner, or the name that the owner shows. */
  owner_string?: string | null;
  /** Name of the owner's account in Transfer. */
  username?: string | null;
  /** What it is. */
  entity_type: EntityType;
  /** Version of Globus Connect Server. */
  gcs_version?: string | null;
  /** Address of the server's manager. Untrusted: check it before a token goes there. */
  gcs_manager_url?: string | null;
  /** Address of its files by HTTPS. Untrusted: check it before a token goes there. */
  https_server?: string | null;
  /** Address of its files by GridFTP. */
  tlsftp_server?: string | null;
  /** Whether it is on a person's own computer. */
  is_globus_connect?: boolean;
  /** Whether that computer is connected; null elsewhere. */
  gcp_connected?: boolean | null;
  /** Whether its owner paused it; null elsewhere. */
  gcp_paused?: boolean | null;
  /** UUID of the mapped collection that a guest collection shares. */
  host_endpoint_id?: string | null;
  /** Name of that collection. */
  host_endpoint_display_name?: string | null;
  /** Path on it that is shared. */
  host_path?: string | null;
  /** UUID of the mapped collection under a guest collection. */
  mapped_collection_id?: string | null;
  /** Name of that collection. */
  mapped_collection_display_name?: string | null;
  /** True where it holds no files of its own: an endpoint whose collections do. */
  non_functional?: boolean;
  /** UUID of the endpoint that a collection belongs to. */
  non_functional_endpoint_id?: string | null;
  /** Name of that endpoint. */
  non_functional_endpoint_display_name?: string | null;
  /** Whether the data is of the kind that the law protects. */
  high_assurance?: boolean | null;
  /** Minutes for which a login counts. */
  authentication_timeout_mins?: number | null;
  /** UUID of the policy that logins must fulfill. */
  authentication_policy_id?: string | null;
  /** Whether a second factor is needed. */
  mfa_required?: boolean;
  /** Whether its access rules can be used. */
  acl_available?: boolean;
  /** Whether the caller may change its access rules. */
  acl_editable?: boolean;
  /** Longest life of an access rule, in minutes. */
  acl_max_expiration_period_mins?: number | null;
  /** What the caller may do. */
  my_effective_roles?: EndpointRole[];
  /** Whether guest collections can be made of it. */
  shareable?: boolean;
  /** Whether an administrator of its subscription vouches for it. */
  subscription_admin_verified?: boolean | null;
  /** Whether a task of the caller uses it. */
  in_use?: boolean;
  /** Whether anonymous writing is off. */
  disable_anonymous_writes?: boolean;
  /** Whether who reads pays for it. */
  requester_pays?: boolean;
  /** What stores its files, such as `POSIX` or `S3`. */
  storage_type?: string | null;
  /** Whether what a local account may do can be asked for. */
  local_user_info_available?: boolean | null;
  /** Its data servers. */
  DATA?: ServerDocument[];
}

/** Which of the collections that a caller may see a search is for. */
export type EndpointSearchScope =
  | "all"
  | "my-endpoints"
  | "my-gcp-endpoints"
  | "recently-used"
  | "in-use"
  | "shared-by-me"
  | "shared-with-me"
  | "administered-by-me"
  | "hide-no-permissions";

/** Parameters of {@link TransferClient.endpointSearch}. */
export interface EndpointSearchParams {
  /** Words of which each must begin a word of the collection's name, description, keywords, owner … */
  filter_fulltext?: string | null;
  /** Which collections are searched. @default {"all"}, which needs a `filter_fulltext` */
  filter_scope?: EndpointSearchScope | null;
  /** UUID of the identity that owns them. */
  filter_owner_id?: string | null;
  /** UUID of the mapped collection under guest collections. */
  filter_host_endpoint?: string | null;
  /** True: endpoints that hold no files themselves; false: those that do. */
  filter_non_functional?: boolean | null;
  /** What they are. Not together with `filter_non_functional`. */
  filter_entity_type?: EntityType | null;
  /** Results a page, at most 100. The option `max` ends the listing. @default {100} */
  limit?: number | null;
  /** Results to pass over. @default {0} */
  offset?: number | null;
}

/** A page of {@link TransferClient.endpointSearch}. */
export interface EndpointSearchPage {
  /** `endpoint_list`. */
  DATA_TYPE: "endpoint_list";
  /** The collections found. */
  DATA: TransferEndpoint[];
  /** Whether there are more. */
  has_next_page: boolean;
  /** Results passed over. */
  offset?: number;
  /** Results a page. */
  limit?: number;
}
