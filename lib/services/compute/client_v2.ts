// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient, retrying } from "../../core/client.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { path } from "../../core/path.ts";
import type {
  ComputeDeletion,
  ComputeEndpoint,
  ComputeEndpointLock,
  ComputeEndpointRegistrationV2,
  ComputeEndpointsParams,
  ComputeEndpointStatus,
  ComputeEndpointSummary,
  RegisteredComputeEndpoint,
} from "./documents/endpoint.ts";
import type {
  ComputeFunction,
  ComputeFunctionRegistrationV2,
  RegisteredComputeFunction,
} from "./documents/function.ts";
import type {
  ComputeResultQueue,
  ComputeSubmissionV2,
  ComputeSubmittedV2,
  ComputeTask,
  ComputeTaskBatch,
  ComputeTaskGroup,
} from "./documents/task.ts";
import type {
  ComputeAllVersionsParams,
  ComputeVersionParams,
  ComputeVersions,
} from "./documents/version.ts";
import { ComputeAPIError } from "./errors.ts";
import { checkBytes, withLargeResult, withLargeResults } from "./limits.ts";
import { taskIdsOf } from "./task_ids.ts";
import { textOf, textOrObject } from "./text_response.ts";

/**
 * A client for version 2 of the Globus Compute API. For new programs take {@link ComputeClient}: it
 * registers and submits by version 3.
 *
 * Its errors are {@link ComputeAPIError}s. The service takes at most 20 requests in 10 seconds.
 *
 * Source: https://compute.api.globus.org/redoc
 *
 * @example Usage
 * ```ts
 * import { ComputeClientV2, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const compute = new ComputeClientV2({ app });
 * for (const { uuid, display_name } of await compute.getEndpoints({ role: "any" })) {
 *   console.log(uuid, display_name, (await compute.getEndpointStatus(uuid)).status);
 * }
 * ```
 *
 * @category Clients
 */
export class ComputeClientV2 extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "compute";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "funcx_service";
  /** Allows all operations of Compute. */
  static override readonly defaultScopeRequirements: readonly string[] = [
    "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all",
  ];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    ComputeAPIError;
  /** Most documents of the service are objects. */
  static override readonly responseType: ResponseType = "object";

  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  /** Source of the jitter of pauses: numbers from 0 to 1. */
  declare readonly random: () => number;
  /** Sends the client's requests; undefined for the runtime's `fetch`. */
  declare readonly fetch: Fetch | undefined;
  /** The client's own limit of a call in milliseconds, if it was made with one. */
  declare readonly timeoutMs: number | undefined;

  /**
   * Returns the version of the API.
   *
   * `GET /v2/version`
   *
   * @category Service
   */
  getVersion(params?: ComputeVersionParams, options?: RequestOptions): Promise<string>;
  /** Returns the versions of all parts of the service, and the oldest programs that it works with. */
  getVersion(
    params: ComputeAllVersionsParams,
    options?: RequestOptions,
  ): Promise<ComputeVersions>;
  async getVersion(
    params: { service?: string | null | undefined } = {},
    options?: RequestOptions,
  ): Promise<string | ComputeVersions> {
    checkNamed("getVersion({ service })", params, options);
    const query = { ...params, ...options?.query };
    const version = await this.get("/v2/version", { ...options, responseType: "json", query });
    return textOrObject("/v2/version", version);
  }
  /**
   * Checks that the service takes the client's token.
   *
   * `GET /v2/authenticate`
   *
   * @category Service
   * @returns A message of the service.
   * @throws {ComputeAPIError} With `httpStatus` 401 if it does not.
   */
  async authenticate(options?: RequestOptions): Promise<string> {
    checkNamed("authenticate({ signal })", options);
    const said = await this.get("/v2/authenticate", { ...options, responseType: "json" });
    return textOf("/v2/authenticate", said);
  }
  /**
   * Makes a new password, and returns the address at which the results of the caller's tasks arrive
   * as messages (AMQP). Connections that exist go on.
   *
   * It is not repeated if the response gets lost. Neither hooks nor printed documents show the address.
   *
   * `GET /v2/get_amqp_result_connection_url`
   *
   * @category Service
   */
  async getResultAmqpUrl(options?: RequestOptions): Promise<ComputeResultQueue> {
    return this.get("/v2/get_amqp_result_connection_url", retrying("never", options));
  }

  /**
   * Returns an endpoint.
   *
   * `GET /v2/endpoints/{endpoint_id}`
   *
   * @category Endpoints
   */
  async getEndpoint(endpointId: string, options?: RequestOptions): Promise<ComputeEndpoint> {
    return this.get(path`/v2/endpoints/${endpointId}`, options);
  }
  /**
   * Returns whether an endpoint is connected, and its load.
   *
   * `GET /v2/endpoints/{endpoint_id}/status`
   *
   * @category Endpoints
   */
  async getEndpointStatus(
    endpointId: string,
    options?: RequestOptions,
  ): Promise<ComputeEndpointStatus> {
    return this.get(path`/v2/endpoints/${endpointId}/status`, options);
  }
  /**
   * Returns the caller's endpoints, or with the role `any` also those that all users may find. All of
   * them come in one response.
   *
   * `GET /v2/endpoints`
   *
   * @category Endpoints
   */
  async getEndpoints(
    params: ComputeEndpointsParams = {},
    options?: RequestOptions,
  ): Promise<ComputeEndpointSummary[]> {
    checkNamed("getEndpoints({ role })", params, options);
    const query = { ...params, ...options?.query };
    return this.get("/v2/endpoints", { ...options, responseType: "objects", query });
  }
  /**
   * Registers an endpoint. The response holds passwords of its queues.
   *
   * It is not repeated if the response gets lost. Deprecated by the service, in favor of
   * {@link ComputeClientV3.registerEndpoint}.
   *
   * `POST /v2/endpoints`
   *
   * @category Endpoints
   * @throws {ComputeAPIError} With `httpStatus` 423 while the endpoint is locked.
   */
  async registerEndpoint(
    data: ComputeEndpointRegistrationV2,
    options?: RequestOptions,
  ): Promise<RegisteredComputeEndpoint> {
    checkDocument(data);
    return this.post("/v2/endpoints", data, options);
  }
  /**
   * Deletes an endpoint, which cannot be undone. It takes the endpoint's owner. Deprecated by the
   * service, in favor of {@link ComputeClientV3.deleteEndpoint}.
   *
   * `DELETE /v2/endpoints/{endpoint_id}`
   *
   * @category Endpoints
   */
  async deleteEndpoint(endpointId: string, options?: RequestOptions): Promise<ComputeDeletion> {
    return this.delete(path`/v2/endpoints/${endpointId}`, options);
  }
  /**
   * Locks an endpoint for a while: it loses its connection, and cannot register again until the lock
   * ends. It takes the endpoint's owner.
   *
   * `POST /v2/endpoints/{endpoint_id}/lock`
   *
   * @category Endpoints
   */
  async lockEndpoint(endpointId: string, options?: RequestOptions): Promise<ComputeEndpointLock> {
    const sent = retrying("conditional", options);
    return this.post(path`/v2/endpoints/${endpointId}/lock`, undefined, sent);
  }

  /**
   * Registers a function.
   *
   * It is not repeated if the response gets lost. To register a function again makes another one,
   * and does no harm.
   *
   * `POST /v2/functions`
   *
   * @category Functions
   * @throws {RangeError} If the request has more than 10 MB.
   */
  async registerFunction(
    data: ComputeFunctionRegistrationV2,
    options?: RequestOptions,
  ): Promise<RegisteredComputeFunction> {
    checkDocument(data);
    checkBytes("register a function", data);
    return this.post("/v2/functions", data, options);
  }
  /**
   * Returns a function with its serialized code.
   *
   * `GET /v2/functions/{function_id}`
   *
   * @category Functions
   */
  async getFunction(functionId: string, options?: RequestOptions): Promise<ComputeFunction> {
    return this.get(path`/v2/functions/${functionId}`, withLargeResult(options));
  }
  /**
   * Deletes a function. It takes the function's owner.
   *
   * `DELETE /v2/functions/{function_id}`
   *
   * @category Functions
   * @throws {ComputeAPIError} With `httpStatus` 404 if there is none; also where a repeated request,
   * after a response that got lost, finds that the first one deleted it.
   */
  async deleteFunction(functionId: string, options?: RequestOptions): Promise<ComputeDeletion> {
    return this.delete(path`/v2/functions/${functionId}`, options);
  }

  /**
   * Returns a task, with its result if it has ended. The service may drop a result once it was read:
   * keep it.
   *
   * `GET /v2/tasks/{task_id}`
   *
   * @category Tasks
   */
  async getTask(taskId: string, options?: RequestOptions): Promise<ComputeTask> {
    return this.get(path`/v2/tasks/${taskId}`, withLargeResult(options));
  }
  /**
   * Returns several tasks, with the results of those that have ended. The service may drop a result
   * once it was read: keep it. `waitForComputeTasks` asks until all have ended.
   *
   * `POST /v2/batch_status`
   *
   * @category Tasks
   * @param taskIds UUID of a task, or several.
   */
  async getTaskBatch(
    taskIds: string | Iterable<string>,
    options?: RequestOptions,
  ): Promise<ComputeTaskBatch> {
    const sent = { retryClass: "safe", ...withLargeResults(options) } as const;
    return this.post("/v2/batch_status", { task_ids: taskIdsOf(taskIds) }, sent);
  }
  /**
   * Returns the tasks of a group.
   *
   * `GET /v2/taskgroup/{task_group_id}`
   *
   * @category Tasks
   */
  async getTaskGroup(taskGroupId: string, options?: RequestOptions): Promise<ComputeTaskGroup> {
    return this.get(path`/v2/taskgroup/${taskGroupId}`, withLargeResult(options));
  }
  /**
   * Submits tasks, each of which names its function and endpoint. The service answers 200 also if it
   * took none: look at the `status` of each.
   *
   * It is not repeated if the response gets lost: the tasks may run all the same.
   *
   * `POST /v2/submit`
   *
   * @category Tasks
   * @throws {RangeError} If the request has more than 10 MB.
   */
  async submit(data: ComputeSubmissionV2, options?: RequestOptions): Promise<ComputeSubmittedV2> {
    checkDocument(data);
    checkBytes("submit tasks", data);
    return this.post("/v2/submit", data, options);
  }
}
