import type { JsonDocument } from "../http/json.ts";

/** The endpoint that each sandbox begins with: it is connected, and all users may use it. */
export const COMPUTE_ENDPOINT_ID = "c0de0001-7a1d-4e52-9c3b-5f60a1b2c3d4";

/** An endpoint of Compute, as the sandbox keeps it. */
export interface ComputeEndpointRecord {
  /** UUID of the endpoint. */
  readonly id: string;
  /** UUID of the owner's primary identity. */
  readonly ownerId: string;
  /** Name that its administrator uses. */
  name: string;
  /** Name for people. */
  displayName: string;
  /** Whether users other than the owner may run functions. */
  multiUser: boolean;
  /** Whether all users find it in the list of endpoints. */
  isPublic: boolean;
  /** Whether it may handle protected data. */
  highAssurance: boolean;
  /** Whether it is connected. Tasks wait for an endpoint that is not. */
  isOnline: boolean;
  /** UUIDs of the functions that may run; null for any. */
  allowedFunctions: string[] | null;
  /** UUID of the policy that logins of its users must meet; null for none. */
  policyId: string | null;
  /** UUID of its subscription; null for none. */
  subscriptionId: string | null;
  /** Whether an administrator of the subscription vouches for it. */
  isVerified: boolean;
  /** UUIDs of identities that may manage it beside the owner. */
  admins: string[];
  /** Version of its program. */
  version: string | null;
  /** What it says about itself. */
  metadata: JsonDocument;
  /** Until when it cannot register, in milliseconds since 1970. */
  lockedUntilMs: number;
}

/** An endpoint that has said nothing about itself yet. It is online: it registers as it starts. */
export function newEndpoint(id: string, ownerId: string): ComputeEndpointRecord {
  return {
    id,
    ownerId,
    name: "",
    displayName: "",
    multiUser: false,
    isPublic: false,
    highAssurance: false,
    isOnline: true,
    allowedFunctions: null,
    policyId: null,
    subscriptionId: null,
    isVerified: false,
    admins: [],
    version: null,
    metadata: {},
    lockedUntilMs: 0,
  };
}

/** The endpoint of the tutorials. */
export function seedEndpoint(ownerId: string): ComputeEndpointRecord {
  return {
    ...newEndpoint(COMPUTE_ENDPOINT_ID, ownerId),
    name: "tutorial",
    displayName: "Compute tutorial endpoint",
    multiUser: true,
    isPublic: true,
    version: "3.1.1",
    metadata: {
      description: "Runs the functions that a test plays",
      hostname: "login1.fjord.example",
      local_user: "compute",
      ip_address: "192.0.2.17",
      endpoint_version: "3.1.1",
      sdk_version: "3.1.1",
      python_version: "3.12.7",
      endpoint_config: "engine:\n  type: GlobusComputeEngine\n",
      user_config_template: "",
      user_config_schema: {},
    },
  };
}

/** The document of an endpoint. */
export function endpointDocument(endpoint: ComputeEndpointRecord): JsonDocument {
  const { metadata } = endpoint;
  const said = (name: string) => metadata[name] ?? null;
  return {
    uuid: endpoint.id,
    name: endpoint.name,
    display_name: endpoint.displayName,
    multi_user: endpoint.multiUser,
    high_assurance: endpoint.highAssurance,
    public: endpoint.isPublic,
    endpoint_config: said("endpoint_config"),
    user_config_template: said("user_config_template"),
    user_config_schema: said("user_config_schema"),
    description: said("description"),
    hostname: said("hostname"),
    local_user: said("local_user"),
    ip_address: said("ip_address"),
    endpoint_version: endpoint.version,
    sdk_version: said("sdk_version"),
    python_version: said("python_version"),
    subscription_uuid: endpoint.subscriptionId,
    subscription_admin_verified: endpoint.isVerified,
  };
}
