import type { Resource } from "./json_api.ts";

/** State of a tunnel, from its creation to its end. Globus may add more. */
export type TunnelState =
  | "AWAITING_LISTENER"
  | "AWAITING_INITIATOR"
  | "ACTIVE"
  | "STOPPING"
  | "STOPPED"
  | (string & Record<never, never>);

/** Fields of a {@link Tunnel}. */
export interface TunnelAttributes {
  /** Name of the tunnel, which people see; null if it has none. */
  label: string | null;
  /** State of the tunnel. */
  state: TunnelState;
  /** Description of the state, in one sentence. */
  status: string;
  /** When the tunnel was created (ISO 8601 in UTC, without a zone). */
  created_time: string;
  /** Minutes after which the tunnel ends. */
  lifetime_mins: number;
  /** Whether the tunnel can be started again after it has stopped. */
  restartable: boolean;
  /** UUID of the submission that created the tunnel. */
  submission_id: string;
  /** IP address of the initiator's side; null while it is not known. */
  initiator_ip_address: string | null;
  /** TCP port of the initiator's side; null while it is not known. */
  initiator_port: number | null;
  /** IP address on which the listener's side listens; null while it is not known. */
  listener_ip_address: string | null;
  /** TCP port on which the listener's side listens; null while it is not known. */
  listener_port: number | null;
}

/** A tunnel, through which data streams between two stream access points. */
export type Tunnel = Resource<"Tunnel", TunnelAttributes, "initiator" | "listener" | "owner">;

/** Fields of a {@link TunnelEvent}. */
export interface TunnelEventAttributes {
  /** Code of the event, such as `STARTED`. */
  code: string;
  /** Description of the event, in a few words. */
  description: string;
  /** Details of the event. They come from a server: treat them as plain text. */
  details: string;
  /** Whether the event is a fault. */
  is_error: boolean;
  /** When the event happened (ISO 8601 in UTC, without a zone). */
  time: string;
}

/** An event of a tunnel. */
export interface TunnelEvent {
  /** Always `TunnelEvent`. */
  type: "TunnelEvent";
  /** Number of the event. */
  id: number;
  /** Fields of the event. */
  attributes: TunnelEventAttributes;
}

/** Fields of a {@link StreamAccessPoint}. */
export interface StreamAccessPointAttributes {
  /** Name of the access point, which people see. */
  display_name: string;
  /** Owner of the access point, as people see it. */
  advertised_owner: string | null;
  /** E-mail address for questions about the access point. */
  contact_email: string | null;
  /** Other ways to contact its managers. */
  contact_info: string | null;
  /** Department of the organization. */
  department: string | null;
  /** Purpose of the access point. */
  description: string | null;
  /** Address of a page about the access point. Untrusted: any owner can set it. */
  info_link: string | null;
  /** Words by which a search finds the access point. */
  keywords: string | null;
  /** Organization that owns the access point. */
  organization: string | null;
  /** Address of the access point's server. */
  tlsftp_server: string | null;
}

/** A stream access point: a place where tunnels begin or end. */
export type StreamAccessPoint = Resource<
  "StreamAccessPoint",
  StreamAccessPointAttributes,
  "host_endpoint"
>;

/** Fields of a new tunnel. Further fields are sent as its attributes. */
export interface CreateTunnelData {
  /** UUID of the stream access point that opens connections. */
  initiator_stream_access_point: string;
  /** UUID of the stream access point that waits for connections. */
  listener_stream_access_point: string;
  /** Name of the tunnel, which people see. */
  label?: string | null;
  /** UUID of the submission. @default a random UUID */
  submission_id?: string | null;
  /** Minutes after which the tunnel ends. */
  lifetime_mins?: number | null;
  /** Whether the tunnel can be started again after it has stopped. */
  restartable?: boolean | null;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}

/** Fields of a new tunnel, for {@link TransferClientV2}. Further fields are sent as its attributes. */
export interface TunnelCreateDocument extends CreateTunnelData {
  /** TCP port on which the listener's side listens. */
  listener_port?: number | null;
  /** IP address on which the listener's side listens. */
  listener_ip_address?: string | null;
}

/** Fields of a tunnel to change. Further fields are sent as its attributes. */
export interface TunnelUpdateDocument {
  /** New name of the tunnel. */
  label?: string | null;
  /** TCP port on which the listener's side listens. */
  listener_port?: number | null;
  /** IP address on which the listener's side listens. */
  listener_ip_address?: string | null;
  /** New state. `STOPPING` ends the tunnel. */
  state?: TunnelState | null;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}
