// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, checkType } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient, retrying } from "../../core/client.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { path } from "../../core/path.ts";
import { commaJoin } from "../../core/query.ts";
import type {
  ComputeDeletion,
  ComputeEndpointAllowlist,
  ComputeEndpointConsole,
  ComputeEndpointLock,
  ComputeEndpointRegistration,
  ComputeEndpointUpdate,
  ComputeEndpointVerification,
  RegisteredComputeEndpoint,
} from "./documents/endpoint.ts";
import type {
  ComputeFunctionRegistration,
  RegisteredComputeFunction,
} from "./documents/function.ts";
import type { ComputeSubmission, ComputeSubmitted } from "./documents/task.ts";
import { ComputeAPIError } from "./errors.ts";
import { checkBytes } from "./limits.ts";

/** Parameters of {@link ComputeClientV3.getEndpointConsole}. */
export interface ComputeConsoleParams {
  /** UUID of one process. @default all processes */
  user_endpoint_id?: string | null | undefined;
  /** Fields to return too, such as `config`, as a list or joined with commas. @default none */
  include_fields?: string | readonly string[] | null | undefined;
}

/**
 * A client for version 3 of the Globus Compute API: register endpoints and functions, submit tasks.
 * {@link ComputeClient} has these operations too, and those that read tasks.
 *
 * Its errors are {@link ComputeAPIError}s. The service takes at most 20 requests in 10 seconds.
 *
 * Source: https://compute.api.globus.org/redoc
 *
 * @example Usage
 * ```ts
 * import {
 *   callPayload,
 *   ComputeClientV3,
 *   JSON_RESULT_SERIALIZER,
 *   registerSource,
 *   UserApp,
 * } from "@globus-deno/sdk";
 * import { COMPUTE_ENDPOINT_ID, Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * sandbox.functions.set("add", ({ args: [a, b] }) => ({ result: a + b })); // in place of Python
 *
 * const compute = new ComputeClientV3({ app });
 * const { function_uuid } = await registerSource(compute, {
 *   function_name: "add",
 *   source: "def add(a, b):\n    return a + b",
 * });
 * const { task_group_id, tasks } = await compute.submit(COMPUTE_ENDPOINT_ID, {
 *   tasks: { [function_uuid]: [callPayload({ args: [2, 3] })] },
 *   result_serializers: [JSON_RESULT_SERIALIZER],
 * });
 * console.log(task_group_id, tasks[function_uuid].length); // … 1
 * ```
 *
 * @category Clients
 */
export class ComputeClientV3 extends BaseClient {
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
   * Registers an endpoint. The response holds passwords of its queues.
   *
   * It is not repeated if the response gets lost.
   *
   * `POST /v3/endpoints`
   *
   * @category Endpoints
   */
  async registerEndpoint(
    data: ComputeEndpointRegistration,
    options?: RequestOptions,
  ): Promise<RegisteredComputeEndpoint> {
    checkDocument(data);
    return this.post("/v3/endpoints", data, options);
  }
  /**
   * Changes an endpoint. It takes the endpoint's owner. The response holds passwords of its queues.
   *
   * `PUT /v3/endpoints/{endpoint_id}`
   *
   * @category Endpoints
   * @throws {ComputeAPIError} With `httpStatus` 423 while the endpoint is locked.
   */
  async updateEndpoint(
    endpointId: string,
    data: ComputeEndpointUpdate,
    options?: RequestOptions,
  ): Promise<RegisteredComputeEndpoint> {
    checkDocument(data);
    return this.put(path`/v3/endpoints/${endpointId}`, data, options);
  }
  /**
   * Deletes an endpoint, which cannot be undone: if it is connected, it loses its credentials. It
   * takes the endpoint's owner.
   *
   * `DELETE /v3/endpoints/{endpoint_id}`
   *
   * @category Endpoints
   * @throws {ComputeAPIError} With `httpStatus` 404 if there is none; also where a repeated request,
   * after a response that got lost, finds that the first one deleted it.
   */
  async deleteEndpoint(endpointId: string, options?: RequestOptions): Promise<ComputeDeletion> {
    return this.delete(path`/v3/endpoints/${endpointId}`, options);
  }
  /**
   * Locks an endpoint for a while: it loses its connection, and cannot register again until the lock
   * ends. It takes the endpoint's owner.
   *
   * `POST /v3/endpoints/{endpoint_id}/lock`
   *
   * @category Endpoints
   */
  async lockEndpoint(endpointId: string, options?: RequestOptions): Promise<ComputeEndpointLock> {
    const sent = retrying("conditional", options);
    return this.post(path`/v3/endpoints/${endpointId}/lock`, undefined, sent);
  }
  /**
   * Returns which functions may run on an endpoint.
   *
   * `GET /v3/endpoints/{endpoint_id}/allowed_functions`
   *
   * @category Endpoints
   */
  async getEndpointAllowlist(
    endpointId: string,
    options?: RequestOptions,
  ): Promise<ComputeEndpointAllowlist> {
    return this.get(path`/v3/endpoints/${endpointId}/allowed_functions`, options);
  }
  /**
   * Returns what runs on an endpoint with `multi_user`. It takes the endpoint's owner, and a
   * subscription.
   *
   * `GET /v3/endpoints/{endpoint_id}/console`
   *
   * @category Endpoints
   */
  async getEndpointConsole(
    endpointId: string,
    params: ComputeConsoleParams = {},
    options?: RequestOptions,
  ): Promise<ComputeEndpointConsole> {
    checkNamed("getEndpointConsole(endpointId, { include_fields })", params, options);
    const { include_fields: fields, ...more } = params;
    return this.get(path`/v3/endpoints/${endpointId}/console`, {
      ...options,
      query: { ...more, include_fields: commaJoin(fields), ...options?.query },
    });
  }
  /**
   * Sets whether the administrators of the endpoint's subscription vouch for it. It takes one of
   * them.
   *
   * `PUT /v3/endpoints/{endpoint_id}/subscription-admin-verified`
   *
   * @category Endpoints
   */
  async setSubscriptionAdminVerified(
    endpointId: string,
    subscriptionAdminVerified: boolean,
    options?: RequestOptions,
  ): Promise<ComputeEndpointVerification> {
    checkType("subscriptionAdminVerified", subscriptionAdminVerified, "boolean");
    return this.put(path`/v3/endpoints/${endpointId}/subscription-admin-verified`, {
      subscription_admin_verified: subscriptionAdminVerified,
    }, options);
  }

  /**
   * Registers a function. `registerSource` does it for Python source.
   *
   * It is not repeated if the response gets lost. To register a function again makes another one,
   * and does no harm.
   *
   * `POST /v3/functions`
   *
   * @category Functions
   * @throws {RangeError} If the request has more than 10 MB.
   */
  async registerFunction(
    data: ComputeFunctionRegistration,
    options?: RequestOptions,
  ): Promise<RegisteredComputeFunction> {
    checkDocument(data);
    checkBytes("register a function", data);
    return this.post("/v3/functions", data, options);
  }

  /**
   * Submits tasks to an endpoint. If it is not connected, they wait for it. `submitAndWait` does it
   * for any number of calls, and returns their results.
   *
   * It is not repeated if the response gets lost: the tasks may run all the same.
   *
   * `POST /v3/endpoints/{endpoint_id}/submit`
   *
   * @category Tasks
   * @throws {RangeError} If the request has more than 10 MB.
   * @throws {ComputeAPIError} With `httpStatus` 403 if the endpoint does not allow the function, 404
   * if there is no such endpoint, function or group of tasks.
   */
  async submit(
    endpointId: string,
    data: ComputeSubmission,
    options?: RequestOptions,
  ): Promise<ComputeSubmitted> {
    checkDocument(data);
    checkBytes("submit tasks", data);
    return this.post(path`/v3/endpoints/${endpointId}/submit`, data, options);
  }
}
