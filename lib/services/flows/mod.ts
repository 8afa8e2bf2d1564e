/**
 * Globus Flows: define flows, start them, follow their runs.
 *
 * With the entry point of one service a program starts faster, and a page loads less, than with all
 * of the SDK.
 *
 * @example Start a run
 * ```ts
 * import { UserApp } from "@globus-deno/sdk";
 * import { FlowsClient, SpecificFlowClient } from "@globus-deno/sdk/flows";
 * import { HELLO_FLOW_ID, Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * // Both clients first, so that one login covers them.
 * const flows = new FlowsClient({ app });
 * const flow = new SpecificFlowClient(HELLO_FLOW_ID, { app });
 * const { run_id } = await flow.runFlow({ echo_string: "Hello" }, { label: "Run 7" });
 * console.log((await flows.getRun(run_id)).status);
 * ```
 *
 * @module
 */

export type { ErrorDetail } from "../../core/error_object.ts";
export type { TimeRange } from "../../core/time.ts";
export type { CanceledRun, CancelRunsParams, RunCanceler } from "./cancel.ts";
export { cancelRuns } from "./cancel.ts";
export { FlowsClient } from "./client.ts";
export type { ResumeClients, ResumedRun, RunResumer } from "./consents.ts";
export { resumeRunWithConsents } from "./consents.ts";
export type {
  ActionState,
  ChoiceState,
  ExpressionEvalState,
  FailState,
  FlowCatch,
  FlowChoice,
  FlowDefinition,
  FlowState,
  FlowStateFields,
  FlowTransition,
  InputSchema,
  PassState,
  WaitState,
} from "./documents/definition.ts";
export type {
  CreateFlowParams,
  DeletedFlow,
  FlowDocument,
  FlowFields,
  FlowListParams,
  FlowPage,
  FlowPrincipal,
  FlowRole,
  FlowValidation,
  UpdateFlowParams,
  ValidateFlowParams,
} from "./documents/flow.ts";
export type {
  RegisteredApi,
  RegisteredApiCreate,
  RegisteredApiListParams,
  RegisteredApiPage,
  RegisteredApiRoles,
  RegisteredApiSummary,
  RegisteredApiTarget,
  RegisteredApiUpdate,
} from "./documents/registered_api.ts";
export type {
  RunActivityNotificationPolicy,
  RunDefinition,
  RunDetails,
  RunDocument,
  RunFlowParams,
  RunGetParams,
  RunListParams,
  RunLogEntry,
  RunLogPage,
  RunLogParams,
  RunPage,
  RunRole,
  RunStatus,
  RunValidation,
  UpdateRunParams,
  UpdateRunsParams,
} from "./documents/run.ts";
export type {
  WebInput,
  WebInputContext,
  WebInputListParams,
  WebInputOption,
  WebInputPage,
  WebInputResponse,
  WebInputRole,
  WebInputStatus,
  WebInputSummary,
} from "./documents/web_input.ts";
export { FlowsAPIError } from "./errors.ts";
export type { FindRunParams, FoundRun, RunLister } from "./find.ts";
export { findRun } from "./find.ts";
export type { RunAndWaitParams, RunClients } from "./run_and_wait.ts";
export { runAndWait } from "./run_and_wait.ts";
export type { RunLogReader } from "./run_log.ts";
export type { DescribedRun, RunFault, RunState } from "./run_state.ts";
export type { FlowInput } from "./specific_client.ts";
export { SpecificFlowClient } from "./specific_client.ts";
export type { RunStarter, StartClients, StartRunParams } from "./start.ts";
export { RunStartUnknownError, startRun } from "./start.ts";
export type { RunProgress, RunReader, RunWatcher, WatchRunParams } from "./watch.ts";
export { runOutcome, watchRun } from "./watch.ts";
