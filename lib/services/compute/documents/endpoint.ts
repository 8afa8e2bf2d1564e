/** An endpoint: a machine or cluster on which functions run. */
export interface ComputeEndpoint {
  /** UUID of the endpoint. */
  uuid: string;
  /** Name that its administrator uses. */
  name: string;
  /** Name for people. */
  display_name: string;
  /** Whether it starts a process of its own for each user. */
  multi_user: boolean;
  /** Whether all users find it in the list of endpoints. It does not say who may use it. */
  public: boolean;
  /** Whether it may handle protected data (High Assurance). */
  high_assurance?: boolean;
  /** Content of the configuration file `config.yaml`. */
  endpoint_config?: string | null;
  /** The configuration as an object; `endpoint_config` replaces it. */
  config?: Record<string, unknown> | null;
  /** Jinja template of each user's configuration, if `multi_user` is true. */
  user_config_template?: string | null;
  /** JSON Schema of the values that the template takes. */
  user_config_schema?: Record<string, unknown> | null;
  /** What the endpoint is for. */
  description?: string | null;
  /** Name of its machine. */
  hostname?: string | null;
  /** Local account that it runs under. */
  local_user?: string | null;
  /** IP address of its machine. */
  ip_address?: string | null;
  /** Version of `globus-compute-endpoint`, such as `2.31.0`. */
  endpoint_version?: string | null;
  /** Version of `globus-compute-sdk`, such as `2.31.0`. */
  sdk_version?: string | null;
  /** Version of Python that it runs on, such as `3.12.7`. */
  python_version?: string | null;
  /** UUID of the Globus subscription that it belongs to. */
  subscription_uuid?: string | null;
  /** Whether an administrator of the subscription vouches for it. */
  subscription_admin_verified?: boolean;
}

/** An endpoint in the list of endpoints. */
export interface ComputeEndpointSummary {
  /** UUID of the endpoint. */
  uuid: string;
  /** Name that its administrator uses. */
  name: string;
  /** Name for people. */
  display_name: string;
  /** UUID of the owner's identity. */
  owner: string;
}

/** Which endpoints `getEndpoints` returns. */
export interface ComputeEndpointsParams {
  /** `owner`: the caller's endpoints; `any`: also those that all users may find. @default `owner` */
  role?: "owner" | "any" | null;
}

/** How many tasks and workers an endpoint has. */
export interface ComputeEndpointLoad {
  /** Workers that could run a task. */
  total_workers: number;
  /** Workers that are free for a task. */
  idle_workers: number;
  /** Tasks that wait for a worker. */
  pending_tasks: number;
  /** Tasks that wait or run. */
  outstanding_tasks: number;
  /** Managers, each of which has workers. */
  managers?: number;
}

/** Whether an endpoint is connected. Tasks that are submitted while it is not wait for it. */
export interface ComputeEndpointStatus {
  /** `online`, or another word such as `offline`. */
  status: string;
  /** Its load, as it last reported it. */
  details?: ComputeEndpointLoad | null;
}

/** What an endpoint says about itself when it is registered. */
export interface ComputeEndpointMetadata {
  /** Content of the configuration file `config.yaml`. */
  endpoint_config?: string | null;
  /** Jinja template of each user's configuration. */
  user_config_template?: string | null;
  /** JSON Schema of the values that the template takes. */
  user_config_schema?: Record<string, unknown> | null;
  /** What the endpoint is for. */
  description?: string | null;
  /** IP address of its machine. */
  ip_address?: string | null;
  /** Name of its machine. */
  hostname?: string | null;
  /** Local account that it runs under. */
  local_user?: string | null;
  /** Version of `globus-compute-sdk`. */
  sdk_version?: string | null;
  /** Version of `globus-compute-endpoint`. */
  endpoint_version?: string | null;
  /** Version of Python, such as `3.12.7`. */
  python_version?: string | null;
  /** What this SDK does not know. */
  [name: string]: unknown;
}

/** What both versions of the API take to register an endpoint. */
export interface ComputeEndpointFields {
  /** Name for people. @default `endpoint_name` */
  display_name?: string | null | undefined;
  /** Version of `globus-compute-endpoint`. */
  version?: string | null | undefined;
  /** Whether it starts a process of its own for each user. @default {false} */
  multi_user?: boolean | undefined;
  /** UUIDs of the functions that may run on it. @default any function */
  allowed_functions?: readonly string[] | null | undefined;
  /** UUID of the authentication policy that its users must meet. */
  authentication_policy?: string | null | undefined;
}

/** An endpoint to register by {@link ComputeClientV2.registerEndpoint}. */
export interface ComputeEndpointRegistrationV2 extends ComputeEndpointFields {
  /** Name that its administrator uses. */
  endpoint_name: string;
  /** UUID that the endpoint chose for itself. */
  endpoint_uuid: string;
  /** What it says about itself. */
  metadata?: ComputeEndpointMetadata | null;
}

/** What {@link ComputeClientV3.updateEndpoint} changes of an endpoint. */
export interface ComputeEndpointUpdate extends ComputeEndpointFields {
  /** Name that its administrator uses. */
  endpoint_name?: string;
  /** What it says about itself. */
  metadata?: ComputeEndpointMetadata | null;
  /** Whether it may handle protected data. @default {false} */
  high_assurance?: boolean;
  /** UUID of the Globus subscription that it belongs to. */
  subscription_uuid?: string | null;
  /** UUIDs of identities that may manage it beside its owner. */
  admins?: readonly string[] | null;
  /** Whether all users find it in the list of endpoints. @default {false} */
  public?: boolean;
}

/** An endpoint to register by {@link ComputeClientV3.registerEndpoint}. */
export interface ComputeEndpointRegistration extends ComputeEndpointUpdate {
  /** Name that its administrator uses. */
  endpoint_name: string;
  /** What it says about itself. */
  metadata: ComputeEndpointMetadata;
}

/** A message queue of an endpoint. */
export interface ComputeQueue {
  /** Address with user name and password: a secret. Hooks and printed documents do not show it. */
  connection_url: string;
  /** Exchange of the message broker (AMQP 0-9-1). */
  exchange: string;
  /** Name of the queue. */
  queue: string;
  /** Arguments of `basic.publish` of AMQP: exchange, routing key, properties. */
  queue_publish_kwargs?: Record<string, unknown>;
}

/** The queues of an endpoint that was registered or updated. It holds passwords. */
export interface RegisteredComputeEndpoint {
  /** UUID of the endpoint. */
  endpoint_id: string;
  /** Where the endpoint gets tasks from. */
  task_queue_info?: ComputeQueue;
  /** Where an endpoint with `multi_user` gets commands from, in place of tasks. */
  command_queue_info?: ComputeQueue;
  /** Where the endpoint puts results. */
  result_queue_info?: ComputeQueue;
  /** Where the endpoint says that it lives. */
  heartbeat_queue_info?: ComputeQueue;
  /** What the service warns of. */
  warnings?: string[];
}

/** A lock: until it ends, the endpoint cannot be registered or updated. */
export interface ComputeEndpointLock {
  /** UUID of the endpoint. */
  endpoint_id: string;
  /** When it ends: an ISO 8601 time in UTC without a zone, or seconds since 1970. */
  lock_expiration_timestamp: string | number;
}

/** Which functions may run on an endpoint. */
export interface ComputeEndpointAllowlist {
  /** UUID of the endpoint. */
  endpoint_id: string;
  /** False if any function may run. */
  restricted: boolean;
  /** UUIDs of the functions that may run, if `restricted` is true. */
  functions?: string[] | null;
}

/** The confirmation that something was deleted. */
export interface ComputeDeletion {
  /** A number of the service: 302. */
  result: number;
}

/** A running process of an endpoint with `multi_user`. The service may send more than these fields. */
export interface ComputeUserEndpoint {
  /** UUID. */
  user_endpoint_id: string;
  /** Whether it is connected. */
  active?: boolean;
  /** Versions and state of the process. */
  [name: string]: unknown;
}

/** What runs on an endpoint with `multi_user`. */
export interface ComputeEndpointConsole {
  /** Its processes. */
  user_endpoints: ComputeUserEndpoint[];
}

/** Whether an administrator of the subscription vouches for an endpoint. */
export interface ComputeEndpointVerification {
  /** Whether one does. */
  subscription_admin_verified: boolean;
}
