import type { JsonDocument } from "../http/json.ts";
import { type StreamAccessPointRecord, streamHost } from "../transfer/stream_access_points.ts";

/** A secret by which a program of an endpoint's network joins a tunnel. */
export interface LanSecretRecord {
  /** UUID of the secret. */
  readonly id: string;
  /** UUID of the stream access point. */
  readonly pointId: string;
  /** UUID of the tunnel. */
  readonly tunnelId: string;
  /** UUID of the identity that it was made for. */
  readonly identityId: string;
  /** Account of that identity. */
  readonly username: string;
  /** The secret itself. */
  readonly secret: string;
  /** When it expires, in seconds since 1970. */
  readonly expiresSeconds: number;
}

/** The document of a stream gateway, which Transfer shows as a stream access point. */
export function streamGatewayDocument(point: StreamAccessPointRecord): JsonDocument {
  const host = streamHost(point);
  return {
    DATA_TYPE: "stream_gateway#1.1.0",
    id: point.id,
    display_name: point.displayName,
    deleted: false,
    domain_name: host,
    tlsftp_url: `tlsftp://${host}:443`,
    allowed_domains: [],
    authentication_timeout_mins: null,
    identity_mappings: null,
    lan_name: null,
    lan_secret_required: false,
    run_as_local_user: false,
    users_allow: null,
    users_deny: null,
    ...Object.fromEntries(point.fields),
  };
}

/** The document of a secret. */
export function lanSecretDocument(secret: LanSecretRecord): JsonDocument {
  return {
    DATA_TYPE: "lan_secret#1.0.0",
    id: secret.id,
    stream_access_point_id: secret.pointId,
    tunnel_id: secret.tunnelId,
    identity_id: secret.identityId,
    username: secret.username,
    secret: secret.secret,
    expires: secret.expiresSeconds,
  };
}
