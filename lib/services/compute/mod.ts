/**
 * Globus Compute: run Python functions on machines and clusters.
 *
 * With the entry point of one service a program starts faster, and a page loads less, than with all
 * of the SDK.
 *
 * @example Run a function
 * ```ts
 * import { UserApp } from "@globus-deno/sdk";
 * import { ComputeClient, registerSource, submitAndWait } from "@globus-deno/sdk/compute";
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
 * console.log((await sandbox.finish(work)).values()); // [5, 9]; else `await work`
 * ```
 *
 * @module
 */

export type { ErrorDetail } from "../../core/error_object.ts";
export { ComputeClient } from "./client.ts";
export { ComputeClientV2 } from "./client_v2.ts";
export type { ComputeConsoleParams } from "./client_v3.ts";
export { ComputeClientV3 } from "./client_v3.ts";
export type {
  ComputeDeletion,
  ComputeEndpoint,
  ComputeEndpointAllowlist,
  ComputeEndpointConsole,
  ComputeEndpointFields,
  ComputeEndpointLoad,
  ComputeEndpointLock,
  ComputeEndpointMetadata,
  ComputeEndpointRegistration,
  ComputeEndpointRegistrationV2,
  ComputeEndpointsParams,
  ComputeEndpointStatus,
  ComputeEndpointSummary,
  ComputeEndpointUpdate,
  ComputeEndpointVerification,
  ComputeQueue,
  ComputeUserEndpoint,
  RegisteredComputeEndpoint,
} from "./documents/endpoint.ts";
export type {
  ComputeFunction,
  ComputeFunctionFields,
  ComputeFunctionMetadata,
  ComputeFunctionRegistration,
  ComputeFunctionRegistrationV2,
  RegisteredComputeFunction,
} from "./documents/function.ts";
export type {
  ComputeGroupedTask,
  ComputeResources,
  ComputeResultQueue,
  ComputeSubmission,
  ComputeSubmissionV2,
  ComputeSubmitted,
  ComputeSubmittedV2,
  ComputeTask,
  ComputeTaskBatch,
  ComputeTaskDetails,
  ComputeTaskGroup,
  SubmittedComputeTask,
} from "./documents/task.ts";
export type {
  ComputeAllVersionsParams,
  ComputeVersionParams,
  ComputeVersions,
} from "./documents/version.ts";
export { ComputeAPIError } from "./errors.ts";
export { COMPUTE_MAX_BYTES } from "./limits.ts";
export type { ComputeCall } from "./payload.ts";
export {
  callPayload,
  ComputeSerializationError,
  decodePayload,
  encodePayload,
  JSON_RESULT_SERIALIZER,
  packPayload,
  sourcePayload,
  unpackPayload,
} from "./payload.ts";
export type { ComputeFunctionRegistrar, RegisterSourceParams } from "./register_source.ts";
export { registerSource } from "./register_source.ts";
export type {
  ComputeOutcome,
  ComputeReportFields,
  ComputeReportState,
  ComputeResult,
} from "./results.ts";
export { ComputeReport, ComputeTaskError } from "./results.ts";
export type { ComputeTaskSubmitter, SubmitAndWaitParams } from "./submit_and_wait.ts";
export { submitAndWait } from "./submit_and_wait.ts";
export type { ComputeTaskReader, ComputeWaitParams } from "./task_polls.ts";
export { waitForComputeTasks } from "./wait.ts";
