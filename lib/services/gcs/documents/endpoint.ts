/** How transfers use the network. With `custom`, four numbers of the document count. */
export type GCSNetworkUse = "normal" | "minimal" | "aggressive" | "custom";

/**
 * Body of {@link GCSClient.updateEndpoint}. Fields that are not given stay unchanged.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 */
export interface EndpointDocument {
  /** Type and version. @default the lowest version that has the fields used */
  DATA_TYPE?: string;
  /** Name of the endpoint, which people see. */
  display_name?: string;
  /** Whether all users can find the endpoint. */
  public?: boolean;
  /** Purpose of the endpoint, which people see. */
  description?: string;
  /** Name of the organization that runs the endpoint. */
  organization?: string;
  /** Department of the organization. */
  department?: string;
  /** E-mail address for questions about the endpoint. */
  contact_email?: string;
  /** Other ways to contact the managers of the endpoint. */
  contact_info?: string;
  /** Address of a page about the endpoint. */
  info_link?: string;
  /** Words by which a search finds the endpoint. */
  keywords?: readonly string[];
  /** UUID of the endpoint's subscription, or `DEFAULT`; null if it has none. */
  subscription_id?: string | null;
  /** Whether data may travel by UDT in place of TCP. */
  allow_udt?: boolean;
  /** TCP port of the GridFTP server; null for the usual one, 443. */
  gridftp_control_channel_port?: number | null;
  /** How transfers use the network. */
  network_use?: GCSNetworkUse;
  /** Most files that are transferred at the same time. */
  max_concurrency?: number;
  /** Most parallel streams of a file. */
  max_parallelism?: number;
  /** Usual number of files at the same time. */
  preferred_concurrency?: number;
  /** Usual number of parallel streams of a file. */
  preferred_parallelism?: number;
}

/** An endpoint of Globus Connect Server, as its manager describes it. */
export interface GCSEndpoint extends EndpointDocument {
  /** Type and version of the document, such as `endpoint#1.2.0`. */
  DATA_TYPE: string;
  /** UUID of the endpoint. */
  id?: string;
  /** Address of the endpoint's manager. */
  gcs_manager_url?: string;
  /** Earliest time from which `last_access` of collections is known, as ISO 8601. */
  earliest_last_access?: string;
}

/** Parameters of {@link GCSClient.updateEndpoint}. */
export interface UpdateEndpointParams {
  /** Documents to return, as a list or joined with commas: `endpoint`. @default none */
  include?: string | readonly "endpoint"[] | null | undefined;
}

/** A domain name of an endpoint or a collection. */
export interface GCSDomain {
  /** Type and version. @default {"domain#1.0.0"} */
  DATA_TYPE?: string;
  /** DNS name, such as `data.example.edu`. */
  domain_name: string;
  /** Whether its certificate covers all names below it too. */
  wildcard: boolean;
  /** Certificate in PEM. */
  certificate?: string | null;
  /** Path of the certificate on each node of the endpoint. */
  certificate_path?: string | null;
  /** Certificates of the issuers in PEM. */
  certificate_chain?: string | null;
  /** Path of the issuers' certificates on each node. */
  certificate_chain_path?: string | null;
  /** Private key in PEM. It is a secret. */
  private_key?: string | null;
  /** Path of the private key on each node. */
  private_key_path?: string | null;
}

/** A node: a machine that moves an endpoint's data. */
export interface GCSNodeDocument {
  /** Type and version. @default the lowest version that has the fields used */
  DATA_TYPE?: string;
  /** IP addresses by which users reach the node. */
  ip_addresses?: readonly string[];
  /** `active`, or `inactive` while it serves no transfers. */
  status?: "active" | "inactive";
  /** First and last TCP port for incoming data. */
  incoming_port_range?: readonly number[];
  /** First and last TCP port for outgoing data. */
  outgoing_port_range?: readonly number[];
  /** IPv4 address for data; null for that of the host. */
  data_interface?: string | null;
  /** IPv6 address for data; null for that of the host. */
  data_interface6?: string | null;
  /** First and last TCP port for data between the node and stream gateways. */
  internal_stream_port_range?: readonly number[];
  /** Addresses of the node in networks that stream gateways name. */
  lan_addresses?: readonly GCSNetworkAddress[];
}

/** Address of a node in a network of the endpoint. */
export interface GCSNetworkAddress {
  /** IP address. */
  address: string;
  /** Name of the network, as `lan_name` of a stream gateway gives it; null for none. */
  network_name?: string | null;
}

/** A node as the manager describes it. */
export interface GCSNode extends GCSNodeDocument {
  /** UUID of the node. */
  id: string;
}

/** Parameters of lists that have no filter. */
export interface GCSListParams {
  /** Items a page. @default the service's, usually 100 */
  page_size?: number | undefined;
  /** Where the list begins: `marker` of a page. */
  marker?: string | undefined;
}
