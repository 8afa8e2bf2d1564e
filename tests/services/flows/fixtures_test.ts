import { FlowsClient } from "../../../lib/services/flows/client.ts";
import { FlowsAPIError } from "../../../lib/services/flows/errors.ts";
import { SpecificFlowClient } from "../../../lib/services/flows/specific_client.ts";
import { type Shape, testFixtures } from "../../kit/fixtures.ts";

const FLOW: Shape = { type: "FlowDocument" };
const RUN: Shape = { type: "RunDocument", fields: { details: { type: "RunDetails" } } };
const WEB_INPUT: Shape = {
  type: "WebInput",
  fields: { context: { type: "WebInputContext" }, options: { type: "WebInputOption" } },
};
const REGISTERED_API: Shape = {
  type: "RegisteredApi",
  fields: { roles: { type: "RegisteredApiRoles" }, target: { type: "RegisteredApiTarget" } },
};

testFixtures({
  service: "flows",
  errorClass: FlowsAPIError,
  shapes: {
    cancel_run: RUN,
    create_flow: FLOW,
    delete_flow: { type: "DeletedFlow" },
    delete_run: RUN,
    get_flow: FLOW,
    get_registered_api: REGISTERED_API,
    get_run: RUN,
    get_run_definition: { type: "RunDefinition" },
    get_run_logs: { type: "RunLogPage", fields: { entries: { type: "RunLogEntry" } } },
    get_web_input: WEB_INPUT,
    list_flows: { type: "FlowPage", fields: { flows: FLOW } },
    list_registered_apis: {
      type: "RegisteredApiPage",
      fields: { registered_apis: { type: "RegisteredApiSummary" } },
    },
    list_runs: { type: "RunPage", fields: { runs: RUN } },
    list_web_inputs: {
      type: "WebInputPage",
      fields: { web_input_summaries: { type: "WebInputSummary" } },
    },
    respond_to_web_input: { type: "WebInputResponse" },
    resume_run: RUN,
    run_flow: RUN,
    update_flow: FLOW,
    update_run: RUN,
    validate_flow: { type: "FlowValidation" },
    validate_run: { type: "RunValidation" },
  },
  calls: {
    cancel_run: (options, [id]) => new FlowsClient(options).cancelRun(id),
    create_flow: (options) => new FlowsClient(options).createFlow("A flow", {}, {}),
    delete_flow: (options, [id]) => new FlowsClient(options).deleteFlow(id),
    delete_run: (options, [id]) => new FlowsClient(options).deleteRun(id),
    get_flow: (options, [id]) => new FlowsClient(options).getFlow(id),
    get_registered_api: (options, [id]) => new FlowsClient(options).getRegisteredApi(id),
    get_run: (options, [id]) => new FlowsClient(options).getRun(id),
    get_run_definition: (options, [id]) => new FlowsClient(options).getRunDefinition(id),
    get_run_logs: (options, [id]) => new FlowsClient(options).getRunLogs(id),
    get_web_input: (options, [id]) => new FlowsClient(options).getWebInput(id),
    list_flows: (options) => new FlowsClient(options).listFlows(),
    list_registered_apis: (options) => new FlowsClient(options).listRegisteredApis(),
    list_runs: (options) => new FlowsClient(options).listRuns(),
    list_web_inputs: (options) => new FlowsClient(options).listWebInputs(),
    respond_to_web_input: (options, [id]) => new FlowsClient(options).respondToWebInput(id, "yes"),
    resume_run: (options, [id]) => new SpecificFlowClient("flow", options).resumeRun(id),
    run_flow: (options, [id]) => new SpecificFlowClient(id, options).runFlow({}),
    update_flow: (options, [id]) => new FlowsClient(options).updateFlow(id, { title: "New" }),
    update_run: (options, [id]) => new FlowsClient(options).updateRun(id, { label: "New" }),
    validate_flow: (options) => new FlowsClient(options).validateFlow({}),
    validate_run: (options, [id]) => new SpecificFlowClient(id, options).validateRun({}),
  },
});
