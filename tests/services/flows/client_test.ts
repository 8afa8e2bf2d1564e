import { FlowsClient } from "../../../lib/services/flows/client.ts";
import { FlowsAPIError } from "../../../lib/services/flows/errors.ts";
import { SpecificFlowClient } from "../../../lib/services/flows/specific_client.ts";
import { testOperations } from "../../kit/operations.ts";

testOperations({
  name: "Flows",
  clients: [
    { source: "flows/client.ts", make: (options) => new FlowsClient(options) },
    {
      source: "flows/specific_client.ts",
      make: (options, id) => new SpecificFlowClient(id("flow_id"), options),
    },
  ],
  operations: 23 + 3,
  origin: "https://flows.automate.globus.org",
  errorClass: FlowsAPIError,
  good: { flows: [], runs: [], entries: [], registered_apis: [], web_input_summaries: [] },
  listKeys: ["flows", "runs", "entries", "registered_apis", "web_input_summaries"],
  listings: 6,
});
