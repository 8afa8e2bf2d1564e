// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, checkType, uuidsOf } from "../../core/arguments.ts";
import { BaseClient, retrying } from "../../core/client.ts";
import type { ClientOptions, RequestOptions, ScopeLike } from "../../core/client_options.ts";
import type { ResponseType } from "../../core/document.ts";
import { path } from "../../core/path.ts";
import { SpecificFlowScopes } from "../../scopes/collections.ts";
import { transferWithDataAccess } from "../../scopes/data_access.ts";
import { bodyOf } from "./body.ts";
import type { RunDocument, RunFlowParams, RunValidation } from "./documents/run.ts";
import { FlowsAPIError } from "./errors.ts";

/** The input of a flow, as its schema describes it. */
export type FlowInput = Readonly<Record<string, unknown>>;

/**
 * A client for one flow: starts and resumes its runs. That takes a token of the flow itself, whose
 * resource server is the flow's id; with an app, the login asks for consent to it. Make the client
 * before the login, so that one login covers the flow and all else that the app needs.
 *
 * Runs are read, listed and canceled by a `FlowsClient`.
 *
 * Its errors are {@link FlowsAPIError}s.
 *
 * @example Start a run
 * ```ts
 * import { SpecificFlowClient, UserApp } from "@globus-deno/sdk";
 * import { HELLO_FLOW_ID, Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const flow = new SpecificFlowClient<{ echo_string: string }>(HELLO_FLOW_ID, { app });
 * const { run_id, status } = await flow.runFlow({ echo_string: "Hello" }, { label: "Run 7" });
 * console.log(run_id, status);
 * ```
 *
 * @template Input What the flow takes. @default any object
 *
 * @category Clients
 */
export class SpecificFlowClient<Input extends object = FlowInput> extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "flows";
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    FlowsAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";

  /** UUID of the flow, which is also the resource server of its tokens. */
  readonly flowId: string;

  /**
   * Makes a client for a flow; nothing is sent.
   *
   * @param flowId UUID of the flow.
   * @throws {TypeError} If `flowId` is not a string, or `options` is not a plain object.
   * @throws {GlobusSDKUsageError} As {@link BaseClient} does.
   */
  constructor(flowId: string, options: ClientOptions = {}) {
    checkType("flowId", flowId, "string");
    checkNamed("new SpecificFlowClient(flowId, { app })", options);
    super({ ...options, resourceServer: flowId });
    this.flowId = flowId;
  }

  /** The scopes of the flow: `user` starts and resumes runs. */
  get scopes(): SpecificFlowScopes {
    return new SpecificFlowScopes(this.resourceServer!);
  }

  /** The flow's `user` scope: what an app asks for if it is not told otherwise. */
  override get defaultScopeRequirements(): readonly ScopeLike[] {
    return [this.scopes.user];
  }

  /**
   * Has the app's logins ask for consent to reach the data of mapped collections that the flow's
   * transfers use. Only mapped collections of Globus Connect Server 5 that are not of high
   * assurance have such a consent: name no others.
   *
   * @param collectionIds UUID of a collection, or several.
   * @returns The client itself.
   * @throws {GlobusSDKUsageError} If the client has no app.
   * @throws {TypeError} If an id is not a UUID.
   */
  addAppTransferDataAccessScope(collectionIds: string | Iterable<string>): this {
    const ids = uuidsOf("ask for data_access", collectionIds);
    return this.addAppScope(`${this.scopes.user}[*${transferWithDataAccess(ids)}]`);
  }

  /**
   * Starts a run. The answer comes at once, with the run's id; `watchRun` follows it from there.
   *
   * `POST /flows/{flow_id}/run`
   *
   * It is not repeated after a lost answer, as a second run would start: `findRun` tells whether the
   * first one did.
   *
   * @param body Input of the flow, as its schema describes it.
   * @throws {FlowsAPIError} With `code` `FLOW_INPUT_ERROR` if the input does not fit, `FORBIDDEN` if
   * the caller may not start the flow, `MISSING_SCOPE` if the token is for something else.
   */
  async runFlow(
    body: Input,
    params: RunFlowParams = {},
    options?: RequestOptions,
  ): Promise<RunDocument> {
    const run = startOf("runFlow(body, { label })", body, params);
    return this.post(path`/flows/${this.flowId}/run`, run, options);
  }
  /**
   * Has an `INACTIVE` run go on, with a new token. Where it lacked a consent, log in for that consent
   * first; it then counts for later runs too.
   *
   * `POST /runs/{run_id}/resume`
   *
   * @throws {FlowsAPIError} With `httpStatus` 403 if the caller did not start the run.
   */
  async resumeRun(runId: string, options?: RequestOptions): Promise<RunDocument> {
    return this.post(path`/runs/${runId}/resume`, undefined, retrying("conditional", options));
  }
  /**
   * Checks an input, and whether the caller may start the flow, without starting it.
   *
   * `POST /flows/{flow_id}/validate_run`
   *
   * @param body Input of the flow.
   * @throws {FlowsAPIError} With `code` `FLOW_INPUT_ERROR` and the faults in `details` if the input
   * does not fit, and as `runFlow` does.
   */
  async validateRun(
    body: Input,
    params: RunFlowParams = {},
    options?: RequestOptions,
  ): Promise<RunValidation> {
    const run = startOf("validateRun(body, { label })", body, params);
    return this.post(
      path`/flows/${this.flowId}/validate_run`,
      run,
      retrying("safe", options),
    );
  }
}

/** What starts a run, or checks whether one could start. */
function startOf(form: string, body: object, params: RunFlowParams): object {
  checkNamed(form, params);
  checkDocument(body);
  return bodyOf(form, { body }, params);
}
