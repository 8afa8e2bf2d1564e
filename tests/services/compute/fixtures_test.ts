import { ComputeClientV2 } from "../../../lib/services/compute/client_v2.ts";
import { ComputeClientV3 } from "../../../lib/services/compute/client_v3.ts";
import { ComputeAPIError } from "../../../lib/services/compute/errors.ts";
import { type Shape, testFixtures } from "../../kit/fixtures.ts";

const DELETION: Shape = { type: "ComputeDeletion" };
const LOCK: Shape = { type: "ComputeEndpointLock" };
const QUEUE: Shape = { type: "ComputeQueue" };
const REGISTERED: Shape = {
  type: "RegisteredComputeEndpoint",
  fields: { task_queue_info: QUEUE, result_queue_info: QUEUE },
};
const TASK: Shape = { type: "ComputeTask", fields: { details: { type: "ComputeTaskDetails" } } };
const FUNCTION = { type: "RegisteredComputeFunction" };
const REGISTRATION = { function_name: "f", function_code: "x" };

testFixtures({
  service: "compute",
  errorClass: ComputeAPIError,
  shapes: {
    "v2.delete_endpoint": DELETION,
    "v2.delete_function": DELETION,
    "v2.get_endpoint": { type: "ComputeEndpoint" },
    "v2.get_endpoint_status": {
      type: "ComputeEndpointStatus",
      fields: { details: { type: "ComputeEndpointLoad" } },
    },
    "v2.get_endpoints": { type: "ComputeEndpointSummary" },
    "v2.get_function": {
      type: "ComputeFunction",
      fields: { metadata: { type: "ComputeFunctionMetadata" } },
    },
    "v2.get_result_amqp_url": { type: "ComputeResultQueue" },
    "v2.get_task": TASK,
    "v2.get_task_batch": { type: "ComputeTaskBatch" },
    "v2.get_task_group": {
      type: "ComputeTaskGroup",
      fields: { tasks: { type: "ComputeGroupedTask" } },
    },
    "v2.get_version": { type: "ComputeVersions" },
    "v2.lock_endpoint": LOCK,
    "v2.register_endpoint": REGISTERED,
    "v2.register_function": FUNCTION,
    "v2.submit": {
      type: "ComputeSubmittedV2",
      fields: { results: { type: "SubmittedComputeTask" } },
    },
    "v3.get_endpoint_allowlist": { type: "ComputeEndpointAllowlist" },
    "v3.lock_endpoint": LOCK,
    "v3.register_endpoint": REGISTERED,
    "v3.register_function": FUNCTION,
    "v3.submit": { type: "ComputeSubmitted" },
    "v3.update_endpoint": REGISTERED,
  },
  calls: {
    "v2.delete_endpoint": (options, [id]) => new ComputeClientV2(options).deleteEndpoint(id),
    "v2.delete_function": (options, [id]) => new ComputeClientV2(options).deleteFunction(id),
    "v2.get_endpoint": (options, [id]) => new ComputeClientV2(options).getEndpoint(id),
    "v2.get_endpoint_status": (options, [id]) => new ComputeClientV2(options).getEndpointStatus(id),
    "v2.get_endpoints": (options) => new ComputeClientV2(options).getEndpoints(),
    "v2.get_function": (options, [id]) => new ComputeClientV2(options).getFunction(id),
    "v2.get_result_amqp_url": (options) => new ComputeClientV2(options).getResultAmqpUrl(),
    "v2.get_task": (options, [id]) => new ComputeClientV2(options).getTask(id),
    "v2.get_task_batch": (options, _ids, { results }) =>
      new ComputeClientV2(options).getTaskBatch(Object.keys(results)),
    "v2.get_task_group": (options, [id]) => new ComputeClientV2(options).getTaskGroup(id),
    "v2.get_version": (options, _ids, json) =>
      typeof json === "string"
        ? new ComputeClientV2(options).getVersion()
        : new ComputeClientV2(options).getVersion({ service: "all" }),
    "v2.lock_endpoint": (options, [id]) => new ComputeClientV2(options).lockEndpoint(id),
    "v2.register_endpoint": (options) =>
      new ComputeClientV2(options).registerEndpoint({ endpoint_name: "e", endpoint_uuid: "u" }),
    "v2.register_function": (options) =>
      new ComputeClientV2(options).registerFunction(REGISTRATION),
    "v2.submit": (options) => new ComputeClientV2(options).submit({ tasks: [["f", "e", "p"]] }),
    "v3.get_endpoint_allowlist": (options, [id]) =>
      new ComputeClientV3(options).getEndpointAllowlist(id),
    "v3.lock_endpoint": (options, [id]) => new ComputeClientV3(options).lockEndpoint(id),
    "v3.register_endpoint": (options) =>
      new ComputeClientV3(options).registerEndpoint({ endpoint_name: "e", metadata: {} }),
    "v3.register_function": (options) =>
      new ComputeClientV3(options).registerFunction({ ...REGISTRATION, meta: {} }),
    "v3.submit": (options, [id]) =>
      new ComputeClientV3(options).submit(id, { tasks: { f: ["p"] } }),
    "v3.update_endpoint": (options, [id]) => new ComputeClientV3(options).updateEndpoint(id, {}),
  },
});
