import { checkDocument } from "../../core/arguments.ts";
import { type Resource, type ResourceBody, resourceBody } from "./json_api.ts";

/** State of a tunnel. */
export type TunnelState =
  | "AWAITING_LISTENER"
  | "AWAITING_INITIATOR"
  | "ACTIVE"
  | "STOPPING"
  | "STOPPED"
  | (string & Record<never, never>);

/** What is known of a tunnel. */
export interface TunnelAttributes {
  /** Name for people. */
  label: string | null;
  /** How it stands. */
  state: TunnelState;
  /** The same in a sentence. */
  status: string;
  /** When it was made (ISO 8601, UTC without a sign for it). */
  created_time: string;
  /** Minutes that it lives. */
  lifetime_mins: number;
  /** Whether it can be started again. */
  restartable: boolean;
  /** UUID of its submission. */
  submission_id: string;
  /** Address at which the initiator's side is reached. */
  initiator_ip_address: string | null;
  /** TCP port at which the initiator's side is reached. */
  initiator_port: number | null;
  /** Address at which the listener's side listens. */
  listener_ip_address: string | null;
  /** TCP port at which the listener's side listens. */
  listener_port: number | null;
}

/** A tunnel, through which data streams between two places. */
export type Tunnel = Resource<"Tunnel", TunnelAttributes, "initiator" | "listener" | "owner">;

/** What is known of something that happened to a tunnel. */
export interface TunnelEventAttributes {
  /** Code, such as `STARTED`. */
  code: string;
  /** The same in a few words. */
  description: string;
  /** More of it. */
  details: string;
  /** Whether it is a fault. */
  is_error: boolean;
  /** When (ISO 8601, UTC without a sign for it). */
  time: string;
}

/** Something that happened to a tunnel. */
export interface TunnelEvent {
  /** `TunnelEvent`. */
  type: "TunnelEvent";
  /** Its number. */
  id: number;
  /** What is known of it. */
  attributes: TunnelEventAttributes;
}

/** What is known of a place that tunnels begin or end at. */
export interface StreamAccessPointAttributes {
  /** Name for people. */
  display_name: string;
  /** Whom it belongs to, as shown. */
  advertised_owner: string | null;
  /** Mail address for questions. */
  contact_email: string | null;
  /** Other ways to ask. */
  contact_info: string | null;
  /** Part of the organization. */
  department: string | null;
  /** What it is for. */
  description: string | null;
  /** Address of a page about it. Untrusted. */
  info_link: string | null;
  /** Words to find it by. */
  keywords: string | null;
  /** Whose it is. */
  organization: string | null;
  /** Address of its server. */
  tlsftp_server: string | null;
}

/** A place that tunnels begin or end at. */
export type StreamAccessPoint = Resource<
  "StreamAccessPoint",
  StreamAccessPointAttributes,
  "host_endpoint"
>;

/** A tunnel to make. More fields are sent as attributes of it. */
export interface CreateTunnelData {
  /** UUID of the stream access point that opens connections. */
  initiator_stream_access_point: string;
  /** UUID of the stream access point that waits for connections. */
  listener_stream_access_point: string;
  /** Name for people. */
  label?: string | null;
  /** UUID of the submission. @default a random one */
  submission_id?: string | null;
  /** Minutes that it lives. */
  lifetime_mins?: number | null;
  /** Whether it can be started again. */
  restartable?: boolean | null;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}

/** A tunnel to make, by version 2 of the service. More fields are sent as attributes of it. */
export interface TunnelCreateDocument extends CreateTunnelData {
  /** TCP port at which the listener's side listens. */
  listener_port?: number | null;
  /** Address at which the listener's side listens. */
  listener_ip_address?: string | null;
}

/** What to change of a tunnel. More fields are sent as attributes of it. */
export interface TunnelUpdateDocument {
  /** New name. */
  label?: string | null;
  /** TCP port at which the listener's side listens. */
  listener_port?: number | null;
  /** Address at which the listener's side listens. */
  listener_ip_address?: string | null;
  /** `STOPPING` ends it. */
  state?: TunnelState | null;
  /** Attributes that this SDK does not know. */
  [attribute: string]: unknown;
}

/**
 * The body that makes a tunnel.
 *
 * @throws {GlobusSDKUsageError} If an access point is missing, or the document is not an object.
 */
export function tunnelBody(data: CreateTunnelData | ResourceBody): ResourceBody {
  checkDocument(data);
  return resourceBody("data" in data ? data : withSubmissionId(data), "Tunnel", {
    listener: ["StreamAccessPoint", "listener_stream_access_point"],
    initiator: ["StreamAccessPoint", "initiator_stream_access_point"],
  });
}

/** The same for version 1 of the service, where a body of the caller's own gets an id too. */
export function tunnelBodyV1(data: CreateTunnelData | ResourceBody): ResourceBody {
  const body = tunnelBody(data);
  const { attributes = {} } = body.data;
  checkDocument(attributes);
  return { ...body, data: { ...body.data, attributes: withSubmissionId(attributes as object) } };
}

function withSubmissionId(fields: { submission_id?: unknown }): object {
  const { submission_id = crypto.randomUUID(), ...rest } = fields;
  return { ...rest, submission_id };
}
