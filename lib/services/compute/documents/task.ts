/** How a task ran. The service may send more than these fields. */
export interface ComputeTaskDetails {
  /** Operating system of the worker. */
  os?: string;
  /** Version of Python that ran it. */
  python_version?: string;
  /** Version of dill that ran it. */
  dill_version?: string;
  /** Version of `globus-compute-sdk` that ran it. */
  globus_compute_sdk_version?: string;
  /** Seconds since 1970 by the step that began or ended then, such as `execution-start`. */
  task_transitions?: Record<string, number>;
  /** What this SDK does not know. */
  [name: string]: unknown;
}

/**
 * A task: one call of a function on an endpoint.
 *
 * The service drops a result that is not read within 30 minutes after the task ended.
 */
export interface ComputeTask {
  /** UUID of the task, in lower case. */
  task_id: string;
  /** `success` or `failed`, in either case, once it has ended; any other word before. */
  status?: string;
  /** The serialized result of a task that succeeded: see `decodePayload`. */
  result?: string | null;
  /** Traceback of a task that failed. It comes from the endpoint: show it as plain text only. */
  exception?: string | null;
  /** Why it failed, if the function itself did not. */
  reason?: string | null;
  /** When it ended, in seconds since 1970, as text. */
  completion_t?: string | null;
  /** How it ran, once it has ended. */
  details?: ComputeTaskDetails | null;
}

/** What is known of several tasks. */
export interface ComputeTaskBatch {
  /** The word `batch`. */
  response?: string;
  /** The tasks by UUID; tasks that the service does not know are missing. */
  results: Record<string, ComputeTask>;
}

/** A task in its group. */
export interface ComputeGroupedTask {
  /** UUID of the task, in lower case. */
  id: string;
  /** When it was submitted: an ISO 8601 time in UTC without a zone. */
  created_at: string;
}

/** Tasks that were submitted as a group. */
export interface ComputeTaskGroup {
  /** UUID of the group, which later submissions can join. */
  taskgroup_id: string;
  /** Whether results are also put into a queue. */
  create_websockets_queue?: boolean;
  /** The tasks of the group, with the time of each. */
  tasks: ComputeGroupedTask[];
}

/** Where the results of the caller's tasks arrive as messages. It holds a password. */
export interface ComputeResultQueue {
  /** How the names of the caller's queues begin. */
  queue_prefix: string;
  /** Address with user name and password: a secret. Hooks and printed documents do not show it. */
  connection_url: string;
}

/** Tasks to submit by {@link ComputeClientV2.submit}. */
export interface ComputeSubmissionV2 {
  /** For each task: UUID of the function, UUID of the endpoint, serialized arguments. */
  tasks: readonly (readonly [functionId: string, endpointId: string, payload: string])[];
  /** UUID of the group that the tasks join. @default a new group */
  task_group_id?: string | null;
  /** Whether results are also put into a queue. @default {true} */
  create_websocket_queue?: boolean;
}

/** What became of a task of a {@link ComputeSubmissionV2}. */
export interface SubmittedComputeTask {
  /** `success`, or why it was not submitted. */
  status: string;
  /** UUID by which to ask for the task. */
  task_uuid: string;
  /** HTTP status that this task alone would have got. */
  http_status_code: number;
  /** Why it was not submitted. */
  reason?: string | null;
}

/** The answer to a {@link ComputeSubmissionV2}. */
export interface ComputeSubmittedV2 {
  /** `success` if at least one task was submitted, else another word. */
  response: string;
  /** UUID of the group of the tasks. */
  task_group_id?: string | null;
  /** The tasks, in the order of the submission. */
  results: SubmittedComputeTask[];
}

/** What an MPI application needs. */
export interface ComputeResources {
  /** Number of nodes that the application takes. */
  num_nodes: number;
  /** MPI ranks on each node. */
  ranks_per_node?: number;
  /** MPI ranks on all nodes together. */
  num_ranks?: number;
  /** Options of the MPI launcher. */
  launcher_options?: string;
}

/** Tasks to submit by {@link ComputeClientV3.submit}: 10 MB at most. */
export interface ComputeSubmission {
  /** Serialized arguments of each call, by the UUID of the function: see `callPayload`. */
  tasks: Readonly<Record<string, readonly string[]>>;
  /** UUID of the group that the tasks join. @default a new group */
  task_group_id?: string | null;
  /** Whether results are also put into a queue: see `getResultAmqpUrl`. @default {false} */
  create_queue?: boolean;
  /** Values for the template of an endpoint with `multi_user`. */
  user_endpoint_config?: Readonly<Record<string, unknown>> | null;
  /** What an MPI application needs. */
  resource_specification?: ComputeResources | null;
  /** What submits the tasks: versions of SDK and runtime. */
  user_runtime?: Readonly<Record<string, unknown>> | null;
  /** Import paths of the serializers of results: see `JSON_RESULT_SERIALIZER`. */
  result_serializers?: readonly string[] | null;
}

/** The answer to a {@link ComputeSubmission}. */
export interface ComputeSubmitted {
  /** UUID of the request, for support. */
  request_id: string;
  /** UUID of the group of the tasks. */
  task_group_id: string;
  /** UUID of the endpoint on which they run. */
  endpoint_id: string;
  /** UUIDs of the tasks by that of the function, in the order of the submission. */
  tasks: Record<string, string[]>;
  /** What the service warns of, for High Assurance. */
  ha_warning?: string | null;
}
