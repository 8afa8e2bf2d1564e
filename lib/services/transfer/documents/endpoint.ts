/** Type of an endpoint or collection. Globus may add more. */
export type EntityType =
  | "GCP_mapped_collection"
  | "GCP_guest_collection"
  | "GCSv5_endpoint"
  | "GCSv5_mapped_collection"
  | "GCSv5_guest_collection"
  | "GCSv4_host"
  | "GCSv4_share"
  | (string & Record<never, never>);

/** Role on an endpoint or collection, which says what its holder may do. Globus may add more. */
export type EndpointRole =
  | "administrator"
  | "access_manager"
  | "activity_manager"
  | "activity_monitor"
  | "restricted_administrator"
  | (string & Record<never, never>);

/** A data server of an endpoint. */
export interface ServerDocument {
  /** Always `server`. */
  DATA_TYPE: "server";
  /** Number that identifies the server. */
  id: number;
  /** DNS name of the server. */
  hostname?: string | null;
  /** Address of the server, such as `tlsftp://…:443`. */
  uri?: string | null;
  /** TCP port of the server. */
  port?: number | null;
  /** Scheme of the address: `tlsftp`, `gsiftp` or `ftp`. */
  scheme?: string | null;
  /** Subject of the server's certificate. */
  subject?: string | null;
  /** First TCP port for incoming data. */
  incoming_data_port_start?: number | null;
  /** Last TCP port for incoming data. */
  incoming_data_port_end?: number | null;
  /** First TCP port for outgoing data. */
  outgoing_data_port_start?: number | null;
  /** Last TCP port for outgoing data. */
  outgoing_data_port_end?: number | null;
  /** Whether the server is connected to Globus. */
  is_connected?: boolean;
  /** Whether the owner has paused the server. */
  is_paused?: boolean;
}

/** Fields of an endpoint or collection that its managers can set. */
export interface EndpointFields {
  /** Name of the endpoint, which people see. */
  display_name?: string | null | undefined;
  /** Purpose of the endpoint, which people see. */
  description?: string | null | undefined;
  /** Name of the organization that runs the endpoint. */
  organization?: string | null | undefined;
  /** Department of the organization. */
  department?: string | null | undefined;
  /** Words by which a search finds the endpoint, separated by commas. */
  keywords?: string | null | undefined;
  /** E-mail address for questions about the endpoint. */
  contact_email?: string | null | undefined;
  /** Other ways to contact the managers of the endpoint. */
  contact_info?: string | null | undefined;
  /** Address of a page about the endpoint. Untrusted: any owner can set it. */
  info_link?: string | null | undefined;
  /** Message to users of the endpoint. Untrusted: any owner can set it. */
  user_message?: string | null | undefined;
  /** Address of a page about that message. Untrusted: any owner can set it. */
  user_message_link?: string | null | undefined;
  /** Directory that a listing without a path shows. */
  default_directory?: string | null | undefined;
  /** Whether all users can find the endpoint. */
  public?: boolean | undefined;
  /** Whether transfers must be encrypted. */
  force_encryption?: boolean | undefined;
  /** Whether transfers must be verified by checksum. */
  force_verify?: boolean | undefined;
  /** Whether transfers are verified only on request. */
  disable_verify?: boolean | undefined;
  /** UUID of the endpoint's subscription, or `DEFAULT`; null if it has none. */
  subscription_id?: string | null | undefined;
  /** How transfers use the network: `normal`, `minimal`, `aggressive` or `custom`. */
  network_use?: string | null | undefined;
  /** Location of the endpoint: `latitude,longitude`, or `Automatic`. */
  location?: string | null | undefined;
  /** Most files that are transferred at the same time; only for `custom` network use. */
  max_concurrency?: number | null | undefined;
  /** Usual number of files at the same time; only for `custom` network use. */
  preferred_concurrency?: number | null | undefined;
  /** Most parallel streams of a file; only for `custom` network use. */
  max_parallelism?: number | null | undefined;
  /** Usual number of parallel streams of a file; only for `custom` network use. */
  preferred_parallelism?: number | null | undefined;
}

/** Body of {@link TransferClient.updateEndpoint}. Fields that are not given stay unchanged. */
export interface EndpointUpdate extends EndpointFields {
  /** Always `endpoint`. The SDK does not add it. */
  DATA_TYPE?: "endpoint";
}

/** An endpoint or collection. Deprecated fields that the service may still send are left out here. */
export interface TransferEndpoint extends EndpointFields {
  /** Always `endpoint`. */
  DATA_TYPE: "endpoint";
  /** UUID of the endpoint or collection. */
  id: string;
  /** Old name, which begins with the owner's account name. Use `display_name`. */
  canonical_name?: string | null;
  /** UUID of the owner's identity. */
  owner_id?: string | null;
  /** Username of the owner, or the name that the owner shows. */
  owner_string?: string | null;
  /** Name of the owner's account in Transfer. */
  username?: string | null;
  /** Type of the endpoint or collection, such as `GCSv5_mapped_collection`. */
  entity_type: EntityType;
  /** Version of Globus Connect Server; null for other types. */
  gcs_version?: string | null;
  /** Address of the endpoint's manager. Untrusted: check it with {@link collectionUrl}. */
  gcs_manager_url?: string | null;
  /** Address of the files by HTTPS. Untrusted: check it with {@link collectionUrl}. */
  https_server?: string | null;
  /** Address of the files by GridFTP. */
  tlsftp_server?: string | null;
  /** Whether this is Globus Connect Personal, on a person's own computer. */
  is_globus_connect?: boolean;
  /** Whether that computer is connected to Globus; null for other types. */
  gcp_connected?: boolean | null;
  /** Whether its owner has paused Globus Connect Personal; null for other types. */
  gcp_paused?: boolean | null;
  /** UUID of the mapped collection of which a guest collection is a part. */
  host_endpoint_id?: string | null;
  /** Name of the collection `host_endpoint_id`. */
  host_endpoint_display_name?: string | null;
  /** Path on the mapped collection that the guest collection shares. */
  host_path?: string | null;
  /** UUID of the mapped collection of which a guest collection is a part. */
  mapped_collection_id?: string | null;
  /** Name of the collection `mapped_collection_id`; null for other types. */
  mapped_collection_display_name?: string | null;
  /** Whether this is an endpoint without files of its own: its collections hold them. */
  non_functional?: boolean;
  /** UUID of the endpoint that the collection belongs to. */
  non_functional_endpoint_id?: string | null;
  /** Name of the endpoint `non_functional_endpoint_id`; null for other types. */
  non_functional_endpoint_display_name?: string | null;
  /** Whether this is a High Assurance collection (protected data). */
  high_assurance?: boolean | null;
  /** Minutes after which users must authenticate again. */
  authentication_timeout_mins?: number | null;
  /** UUID of the authentication policy that users must meet; null if there is none. */
  authentication_policy_id?: string | null;
  /** Whether users must log in with a second factor. */
  mfa_required?: boolean;
  /** Whether access rules are supported: this is a guest collection. */
  acl_available?: boolean;
  /** Whether the caller may change the access rules. */
  acl_editable?: boolean;
  /** Minutes after which an access rule must expire; null for no limit. */
  acl_max_expiration_period_mins?: number | null;
  /** Roles of the caller on the endpoint. */
  my_effective_roles?: EndpointRole[];
  /** Whether users can create guest collections on it. */
  shareable?: boolean;
  /** Whether an administrator of the subscription has verified the collection. */
  subscription_admin_verified?: boolean | null;
  /** Whether an active task of the caller uses it. */
  in_use?: boolean;
  /** Whether anonymous users may not write, whatever the access rules say. */
  disable_anonymous_writes?: boolean;
  /** Whether the reader pays the data egress costs (requester pays). */
  requester_pays?: boolean;
  /** Type of the storage, such as `POSIX` or `S3`. */
  storage_type?: string | null;
  /** Whether the service knows the account on the collection's server. */
  local_user_info_available?: boolean | null;
  /** Data servers of the endpoint. */
  DATA?: ServerDocument[];
}

/** The set of collections that a search covers. */
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
  /** Words, each the beginning of a word in the collection's name, description, keywords, owner … */
  filter_fulltext?: string | null | undefined;
  /** Which collections are searched. @default {"all"}, which requires `filter_fulltext` */
  filter_scope?: EndpointSearchScope | null | undefined;
  /** UUID of the identity that owns the collections. */
  filter_owner_id?: string | null | undefined;
  /** UUID of a mapped collection, to find its guest collections. */
  filter_host_endpoint?: string | null | undefined;
  /** True finds endpoints without files of their own; false finds collections. @default both */
  filter_non_functional?: boolean | null | undefined;
  /** Type of the collections. Exclusive with `filter_non_functional`. */
  filter_entity_type?: EntityType | null | undefined;
  /** Results a page, at most 100. The option `max` ends the listing. @default {100} */
  limit?: number | null | undefined;
  /** Number of results to skip. @default {0} */
  offset?: number | null | undefined;
}

/** A page of {@link TransferClient.endpointSearch}. */
export interface EndpointSearchPage {
  /** Always `endpoint_list`. */
  DATA_TYPE: "endpoint_list";
  /** The collections on this page. */
  DATA: TransferEndpoint[];
  /** Whether there is another page. */
  has_next_page: boolean;
  /** Number of results before this page. */
  offset?: number;
  /** Largest number of results on a page. */
  limit?: number;
}
