import type { GCSIdentityMapping } from "./storage_gateway.ts";

/**
 * A stream gateway to create, or changes of one: who may stream data between programs of the
 * endpoint's network and those of another network, by a tunnel of Transfer. Users see it as a stream
 * access point.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 */
export interface StreamGatewayDocument {
  /** Type and version. @default the lowest version that has the fields used */
  DATA_TYPE?: string;
  /** Name of the stream access point, which people see. */
  display_name?: string;
  /** Purpose of the stream access point, which people see. */
  description?: string;
  /** Name of the organization that runs it. At most 1000 characters. */
  organization?: string;
  /** Department of the organization. */
  department?: string;
  /** E-mail address for questions about it. */
  contact_email?: string;
  /** Other ways to contact its managers. */
  contact_info?: string;
  /** Address of a page about it. */
  info_link?: string;
  /** Words by which a search finds it. At most 1024 characters in all. */
  keywords?: readonly string[];
  /** Domains of identities that may use it. */
  allowed_domains?: readonly string[];
  /** Minutes after a login until users must log in again; null for the usual number. */
  authentication_timeout_mins?: number | null;
  /** How identities become accounts. */
  identity_mappings?: readonly GCSIdentityMapping[] | null;
  /** Accounts that may use it; null for all. */
  users_allow?: readonly string[] | null;
  /** Accounts that may not use it. */
  users_deny?: readonly string[] | null;
  /** Name of the network, as `lan_addresses` of the nodes name it. */
  lan_name?: string | null;
  /** Whether programs of the network need a secret of `createLanSecret`. */
  lan_secret_required?: boolean;
  /** Whether data is streamed under the user's account, not under the server's. @default {false} */
  run_as_local_user?: boolean;
}

/** A stream gateway as the manager describes it. */
export interface StreamGateway extends StreamGatewayDocument {
  /** UUID of the stream gateway. */
  id: string;
  /** DNS name of the stream gateway. */
  domain_name?: string;
  /** Address of the server that controls its tunnels. */
  tlsftp_url?: string;
  /** Whether it has been deleted. */
  deleted?: boolean;
}

/** Which secret {@link GCSClient.createLanSecret} makes. */
export interface LanSecretDocument {
  /** Type and version. @default {"lan_secret_create#1.0.0"} */
  DATA_TYPE?: string;
  /** UUID of the stream access point that the secret is for. */
  stream_access_point_id: string;
  /** UUID of the tunnel that the secret is for. */
  tunnel_id: string;
  /** UUID of the caller's identity to use. @default the first that the stream gateway admits */
  identity_id?: string;
  /** Account that the identity must be mapped to. */
  username?: string;
  /** Minutes until the secret expires. */
  expires_in_mins?: number;
}

/** A secret by which a program of an endpoint's network joins a tunnel. */
export interface LanSecret {
  /** Type and version, such as `lan_secret#1.0.0`. */
  DATA_TYPE: string;
  /** UUID of the secret, by which it is deleted. */
  id: string;
  /** The secret. Keep it from logs and URLs. */
  secret: string;
  /** UUID of the stream access point that it is for. */
  stream_access_point_id?: string;
  /** UUID of the tunnel that it is for. */
  tunnel_id?: string;
  /** UUID of the identity that it is for. */
  identity_id?: string;
  /** Account that it is for. */
  username?: string;
  /** When it expires, in seconds since 1970. */
  expires?: number;
}
