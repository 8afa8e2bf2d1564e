// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, checkType } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient, retrying } from "../../core/client.ts";
import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { toJson } from "../../core/json.ts";
import type { Listing } from "../../core/listing.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { timeRange } from "../../core/time.ts";
import { bodyOf } from "./body.ts";
import type { FlowDefinition, InputSchema } from "./documents/definition.ts";
import type {
  CreateFlowParams,
  DeletedFlow,
  FlowDocument,
  FlowListParams,
  FlowPage,
  FlowValidation,
  UpdateFlowParams,
  ValidateFlowParams,
} from "./documents/flow.ts";
import type {
  RegisteredApi,
  RegisteredApiCreate,
  RegisteredApiListParams,
  RegisteredApiPage,
  RegisteredApiSummary,
  RegisteredApiUpdate,
} from "./documents/registered_api.ts";
import type {
  RunDefinition,
  RunDocument,
  RunGetParams,
  RunListParams,
  RunLogEntry,
  RunLogPage,
  RunLogParams,
  RunPage,
  UpdateRunParams,
  UpdateRunsParams,
} from "./documents/run.ts";
import type {
  WebInput,
  WebInputListParams,
  WebInputPage,
  WebInputResponse,
  WebInputSummary,
} from "./documents/web_input.ts";
import { FlowsAPIError } from "./errors.ts";
import { flaggedPaging, webInputPaging } from "./paging.ts";

/**
 * A client for Globus Flows: define flows, find them and their runs, follow what runs do.
 *
 * To start or resume a run takes a token of the flow itself: see `SpecificFlowClient`. Beside the
 * clients stand `watchRun` (status and log of a run, until it ends), `runAndWait`, `findRun` and
 * `cancelRuns`.
 *
 * Its errors are {@link FlowsAPIError}s. Flows and runs that the caller may not see are not found
 * (404).
 *
 * @example Flows that I may start
 * ```ts
 * import { FlowsClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const flows = new FlowsClient({ app });
 * for await (const flow of flows.listFlows({ filter_roles: ["flow_starter"] })) {
 *   console.log(flow.id, flow.title);
 * }
 * ```
 *
 * @category Clients
 */
export class FlowsClient extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "flows";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "flows.globus.org";
  /** All that Flows does, but for starting and resuming runs. */
  static override readonly defaultScopeRequirements: readonly string[] = [
    "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all",
  ];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    FlowsAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";

  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  /** Where the client takes its jitter from. */
  declare readonly random: () => number;
  /** What sends the client's requests, if not the runtime's `fetch`. */
  declare readonly fetch: Fetch | undefined;
  /** Milliseconds for a call, where the client has a limit of its own. */
  declare readonly timeoutMs: number | undefined;

  /**
   * Creates a flow. A user without a subscription has one flow, which lives for 30 days.
   *
   * `POST /flows`
   *
   * It is not repeated after a lost answer: look for the flow by `listFlows` first.
   *
   * @param title Name for people, of 1 to 128 characters.
   * @param definition What the flow does.
   * @param inputSchema What its input must look like; `{}` takes any input.
   * @throws {FlowsAPIError} With `httpStatus` 422 if the definition or a principal is malformed.
   * @category Flows
   */
  // deno-lint-ignore house/few-parameters -- what Python requires by position stays positional
  async createFlow(
    title: string,
    definition: FlowDefinition | Readonly<Record<string, unknown>>,
    inputSchema: InputSchema,
    params: CreateFlowParams = {},
    options?: RequestOptions,
  ): Promise<FlowDocument> {
    const form = "createFlow(title, definition, inputSchema, { description })";
    checkNamed(form, params, options);
    checkType("title", title, "string");
    checkDocument(definition);
    checkDocument(inputSchema);
    const own = { title, definition, input_schema: inputSchema };
    return this.post("/flows", bodyOf(form, own, params), options);
  }
  /**
   * Reads a flow.
   *
   * `GET /flows/{flow_id}`
   *
   * @throws {FlowsAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Flows
   */
  async getFlow(flowId: string, options?: RequestOptions): Promise<FlowDocument> {
    return this.get(path`/flows/${flowId}`, options);
  }
  /**
   * Lists the flows that the caller may see.
   *
   * `GET /flows`
   *
   * @category Flows
   */
  listFlows(params: FlowListParams = {}, options?: ListOptions): Listing<FlowDocument, FlowPage> {
    checkNamed("listFlows({ filter_fulltext })", params, options);
    checkOrder(params.orderby);
    return this.#list("/flows", "flows", {
      ...params,
      filter_roles: commaJoin(params.filter_roles),
    }, options);
  }
  /**
   * Changes a flow. What is left out stays; runs under way keep the definition that they started
   * with.
   *
   * `PUT /flows/{flow_id}`
   *
   * @throws {FlowsAPIError} With `httpStatus` 403 if the caller is not an administrator of the flow.
   * @category Flows
   */
  async updateFlow(
    flowId: string,
    params: UpdateFlowParams = {},
    options?: RequestOptions,
  ): Promise<FlowDocument> {
    const form = "updateFlow(flowId, { title })";
    checkNamed(form, params, options);
    return this.put(path`/flows/${flowId}`, bodyOf(form, {}, params), options);
  }
  /**
   * Deletes a flow. Its runs go on to their end.
   *
   * `DELETE /flows/{flow_id}`
   *
   * @throws {FlowsAPIError} With `httpStatus` 403 if the caller is not an administrator of the flow.
   * @category Flows
   */
  async deleteFlow(flowId: string, options?: RequestOptions): Promise<DeletedFlow> {
    return this.delete(path`/flows/${flowId}`, options);
  }
  /**
   * Checks a definition without creating a flow, and tells which scopes it would need.
   *
   * `POST /flows/validate`
   *
   * @param definition What the flow is to do.
   * @throws {FlowsAPIError} With `httpStatus` 422 and the faults in `details` if it is malformed.
   * @category Flows
   */
  async validateFlow(
    definition: FlowDefinition | Readonly<Record<string, unknown>>,
    params: ValidateFlowParams = {},
    options?: RequestOptions,
  ): Promise<FlowValidation> {
    checkNamed("validateFlow(definition, { input_schema })", params, options);
    checkDocument(definition);
    const body = { ...params, definition };
    return this.post("/flows/validate", body, retrying("safe", options));
  }

  /**
   * Lists runs, of all flows or of some. Without `filter_roles` these are the caller's own.
   *
   * `GET /runs`
   *
   * @throws {RangeError} If a time has no zone.
   * @category Runs
   */
  listRuns(params: RunListParams = {}, options?: ListOptions): Listing<RunDocument, RunPage> {
    checkNamed("listRuns({ filter_flow_id })", params, options);
    return this.#list("/runs", "runs", runFilters(params), options);
  }
  /**
   * Lists the runs of one flow. Other than `listRuns` it is refused where there is no such flow.
   *
   * `GET /flows/{flow_id}/runs`
   *
   * @throws {FlowsAPIError} With `httpStatus` 404 if there is no such flow.
   * @throws {RangeError} If a time has no zone.
   * @category Runs
   */
  listFlowRuns(
    flowId: string,
    params: Omit<RunListParams, "filter_flow_id"> = {},
    options?: ListOptions,
  ): Listing<RunDocument, RunPage> {
    checkNamed("listFlowRuns(flowId, { filter_status })", params, options);
    return this.#list(path`/flows/${flowId}/runs`, "runs", runFilters(params), options);
  }
  /**
   * Reads a run: how it stands, and what it did last.
   *
   * `GET /runs/{run_id}`
   *
   * @throws {FlowsAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Runs
   */
  async getRun(
    runId: string,
    params: RunGetParams = {},
    options?: RequestOptions,
  ): Promise<RunDocument> {
    const form = "getRun(runId, { include_flow_description })";
    checkNamed(form, params, options, options?.query ?? undefined);
    return this.get(path`/runs/${runId}`, {
      ...options,
      query: { ...params as QueryParams, ...options?.query },
    });
  }
  /**
   * Lists what happened in a run, oldest first.
   *
   * `GET /runs/{run_id}/log`
   *
   * @category Runs
   */
  getRunLogs(
    runId: string,
    params: RunLogParams = {},
    options?: ListOptions,
  ): Listing<RunLogEntry, RunLogPage> {
    checkNamed("getRunLogs(runId, { limit })", params, options);
    return this.#list(path`/runs/${runId}/log`, "entries", params, options);
  }
  /**
   * Reads the definition and the input schema that a run started with, whatever the flow is now.
   *
   * `GET /runs/{run_id}/definition`
   *
   * @category Runs
   */
  async getRunDefinition(runId: string, options?: RequestOptions): Promise<RunDefinition> {
    return this.get(path`/runs/${runId}/definition`, options);
  }
  /**
   * Asks the service to cancel a run. The answer comes before it is done: a canceled run becomes
   * `FAILED`, with `code` `FlowCanceled` in its details. Actions that ran already are not undone.
   *
   * `POST /runs/{run_id}/cancel`
   *
   * @throws {FlowsAPIError} With `httpStatus` 403 if the caller is neither owner nor manager.
   * @category Runs
   */
  async cancelRun(runId: string, options?: RequestOptions): Promise<RunDocument> {
    return this.post(path`/runs/${runId}/cancel`, undefined, retrying("conditional", options));
  }
  /**
   * Changes the label, tags, managers or monitors of a run. What is left out stays.
   *
   * `PUT /runs/{run_id}`
   *
   * @throws {FlowsAPIError} With `httpStatus` 403 if the caller is neither owner nor manager.
   * @category Runs
   */
  async updateRun(
    runId: string,
    params: UpdateRunParams = {},
    options?: RequestOptions,
  ): Promise<RunDocument> {
    const form = "updateRun(runId, { label })";
    checkNamed(form, params, options);
    return this.put(path`/runs/${runId}`, bodyOf(form, {}, params), options);
  }
  /**
   * Changes or cancels several runs at once. The answer comes before it is done: read the runs to
   * see what became of each. `cancelRuns` does that for cancellations.
   *
   * `POST /batch/runs`
   *
   * @param runIds UUIDs of the runs.
   * @throws {FlowsAPIError} With `httpStatus` 403 if the caller may not change one of them.
   * @category Runs
   */
  async updateRuns(
    runIds: readonly string[],
    params: UpdateRunsParams = {},
    options?: RequestOptions,
  ): Promise<Record<string, unknown>> {
    checkNamed("updateRuns(runIds, { set: { tags } })", params, options);
    checkType("runIds", runIds, "string array");
    const body = { filters: { run_ids: runIds }, ...params };
    return this.post("/batch/runs", body, retrying("conditional", options));
  }
  /**
   * Deletes what the service keeps of a run that has ended. It does so by itself after 90 days.
   *
   * `POST /runs/{run_id}/release`
   *
   * @throws {FlowsAPIError} With `httpStatus` 409 while the run goes on.
   * @category Runs
   */
  async deleteRun(runId: string, options?: RequestOptions): Promise<RunDocument> {
    return this.post(path`/runs/${runId}/release`, undefined, retrying("conditional", options));
  }

  /**
   * Lists the questions that runs ask people: by default the open ones.
   *
   * `GET /web_inputs`
   *
   * @category Web inputs
   */
  listWebInputs(
    params: WebInputListParams = {},
    options?: ListOptions,
  ): Listing<WebInputSummary, WebInputPage> {
    checkNamed("listWebInputs({ filter_states })", params, options);
    return this.list<WebInputSummary, WebInputPage>(
      "/web_inputs",
      { paging: webInputPaging, items: (page) => page?.web_input_summaries },
      {
        ...params as QueryParams,
        filter_roles: commaJoin(params.filter_roles),
        filter_states: commaJoin(params.filter_states),
        filter_flow_ids: commaJoin(params.filter_flow_ids),
        filter_run_ids: commaJoin(params.filter_run_ids),
        orderby: commaJoin(params.orderby),
      },
      options,
    );
  }
  /**
   * Reads a question that a run asks people, with what they are shown and the answers to choose from.
   *
   * `GET /web_inputs/{web_input_id}`
   *
   * @throws {FlowsAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Web inputs
   */
  async getWebInput(webInputId: string, options?: RequestOptions): Promise<WebInput> {
    return this.get(path`/web_inputs/${webInputId}`, options);
  }
  /**
   * Answers a question; the run then goes on. It is not repeated after a lost answer.
   *
   * `POST /web_inputs/{web_input_id}/respond`
   *
   * @param value The `option_id` of the chosen option, where the input type is `selection`; else any
   * JSON.
   * @throws {TypeError} If JSON cannot represent the value.
   * @throws {FlowsAPIError} With `httpStatus` 409 if it was answered already, 422 if there is no such
   * option.
   * @category Web inputs
   */
  async respondToWebInput(
    webInputId: string,
    value: unknown,
    options?: RequestOptions,
  ): Promise<WebInputResponse> {
    // Within an object, JSON would leave out what it cannot represent.
    toJson(value);
    const body = { response: { value } };
    return this.post(path`/web_inputs/${webInputId}/respond`, body, options);
  }

  /**
   * Registers an API, so that flows may call it.
   *
   * `POST /registered_apis`
   *
   * @category Registered APIs
   */
  async createRegisteredApi(
    data: RegisteredApiCreate,
    options?: RequestOptions,
  ): Promise<RegisteredApi> {
    checkDocument(data);
    return this.post("/registered_apis", data, options);
  }
  /**
   * Reads a registered API.
   *
   * `GET /registered_apis/{registered_api_id}`
   *
   * @throws {FlowsAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Registered APIs
   */
  async getRegisteredApi(
    registeredApiId: string,
    options?: RequestOptions,
  ): Promise<RegisteredApi> {
    return this.get(path`/registered_apis/${registeredApiId}`, options);
  }
  /**
   * Lists registered APIs: by default those that the caller owns.
   *
   * `GET /registered_apis`
   *
   * @category Registered APIs
   */
  listRegisteredApis(
    params: RegisteredApiListParams = {},
    options?: ListOptions,
  ): Listing<RegisteredApiSummary, RegisteredApiPage> {
    checkNamed("listRegisteredApis({ filter_roles })", params, options);
    checkOrder(params.orderby);
    return this.#list("/registered_apis", "registered_apis", {
      ...params,
      filter_roles: commaJoin(params.filter_roles),
    }, options);
  }
  /**
   * Changes a registered API. What is left out stays.
   *
   * `PATCH /registered_apis/{registered_api_id}`
   *
   * @category Registered APIs
   */
  async updateRegisteredApi(
    registeredApiId: string,
    data: RegisteredApiUpdate,
    options?: RequestOptions,
  ): Promise<RegisteredApi> {
    checkDocument(data);
    return this.patch(
      path`/registered_apis/${registeredApiId}`,
      data,
      retrying("conditional", options),
    );
  }
  /**
   * Deletes a registered API.
   *
   * `DELETE /registered_apis/{registered_api_id}`
   *
   * @category Registered APIs
   */
  async deleteRegisteredApi(
    registeredApiId: string,
    options?: RequestOptions,
  ): Promise<RegisteredApi> {
    return this.delete(path`/registered_apis/${registeredApiId}`, options);
  }

  /** A listing whose pages hold their items under a key, and say whether there is another page. */
  #list<Item, Page extends object>(
    path: string | Path,
    key: string & keyof Page,
    params: object,
    options?: ListOptions,
  ): Listing<Item, Page> {
    return this.list<Item, Page>(
      path,
      { paging: flaggedPaging, items: (page) => page?.[key] as readonly Item[] },
      params as QueryParams,
      options,
    );
  }
}

/** Filters of runs as they are sent. */
function runFilters(params: RunListParams): object {
  return {
    ...params,
    filter_flow_id: commaJoin(params.filter_flow_id),
    filter_roles: commaJoin(params.filter_roles),
    filter_status: commaJoin(params.filter_status),
    filter_start_time: timeRange("filter_start_time", params.filter_start_time),
    filter_completion_time: timeRange("filter_completion_time", params.filter_completion_time),
    orderby: commaJoin(params.orderby),
  };
}

/** Checks an order that is sent as it is given, a list of several repeated. */
function checkOrder(orderby: unknown): void {
  if (orderby === undefined || typeof orderby === "string") return;
  checkType("orderby", orderby, "string array");
}
