// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import { checkNamed } from "../../core/arguments.ts";
import { retrying } from "../../core/client.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { path } from "../../core/path.ts";
import { ComputeClientV3 } from "./client_v3.ts";
import type {
  ComputeDeletion,
  ComputeEndpoint,
  ComputeEndpointsParams,
  ComputeEndpointStatus,
  ComputeEndpointSummary,
} from "./documents/endpoint.ts";
import type { ComputeFunction } from "./documents/function.ts";
import type {
  ComputeResultQueue,
  ComputeTask,
  ComputeTaskBatch,
  ComputeTaskGroup,
} from "./documents/task.ts";
import type {
  ComputeAllVersionsParams,
  ComputeVersionParams,
  ComputeVersions,
} from "./documents/version.ts";
import { withLargeResult, withLargeResults } from "./limits.ts";
import { taskIdsOf } from "./task_ids.ts";
import { textOf, textOrObject } from "./text_response.ts";

/**
 * A client for Globus Compute: run Python functions on machines and clusters. It has each operation
 * in its newest version: those of {@link ComputeClientV3}, and those of {@link ComputeClientV2} that
 * version 3 of the API does not have.
 *
 * Its errors are {@link ComputeAPIError}s. The service takes at most 20 requests in 10 seconds. Beside
 * it stand `registerSource` (a function from Python source) and `submitAndWait` (any number of calls,
 * and their results).
 *
 * Source: https://compute.api.globus.org/redoc
 *
 * @example Run a function
 * ```ts
 * import { ComputeClient, registerSource, submitAndWait, UserApp } from "@globus-deno/sdk";
 * import { COMPUTE_ENDPOINT_ID, Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * sandbox.functions.set("add", ({ args: [a, b] }) => ({ result: a + b })); // in place of Python
 *
 * const compute = new ComputeClient({ app });
 * const { function_uuid } = await registerSource(compute, {
 *   function_name: "add",
 *   source: "def add(a, b):\n    return a + b",
 * });
 * const work = submitAndWait<number>(compute, COMPUTE_ENDPOINT_ID, {
 *   functionId: function_uuid,
 *   calls: [{ args: [2, 3] }, { args: [4, 5] }],
 * });
 * const report = await sandbox.finish(work); // moves the sandbox's clock; else `await work`
 * console.log(report.values()); // [5, 9]
 * ```
 *
 * @category Clients
 */
export class ComputeClient extends ComputeClientV3 {
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
}
