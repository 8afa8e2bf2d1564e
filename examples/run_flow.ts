/**
 * Defines a flow that copies a file and then describes the copy in an index; runs it, watches it, and
 * finds the file in the index.
 *
 *     deno task example run_flow
 */
import {
  FlowsClient,
  plainText,
  SearchClient,
  SearchScopes,
  SpecificFlowClient,
  UserApp,
  watchRun,
} from "@globus-deno/sdk";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
// Two collections that Globus keeps for its tutorials: everyone may read and write there.
const SOURCE = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const DESTINATION = "31ce9ba0-176d-45a5-add3-f37d233ba47d";

/** The input of the flow. */
interface Copy {
  name: string;
  index: string;
}

// What the schema refuses starts no run.
const INPUT_SCHEMA = {
  type: "object",
  required: ["name", "index"],
  properties: { name: { type: "string", pattern: "^[^/]+$" }, index: { type: "string" } },
  additionalProperties: false,
};

// `name.$` takes a value from the flow's state, and `name.=` computes one.
const DEFINITION = {
  StartAt: "Copy",
  States: {
    Copy: {
      Type: "Action",
      ActionUrl: "https://actions.globus.org/transfer/transfer",
      Parameters: {
        source_endpoint_id: SOURCE,
        destination_endpoint_id: DESTINATION,
        transfer_items: [{
          "source_path.=": "'/home/share/godata/' + name",
          "destination_path.=": "'/~/copy-of-' + name",
        }],
      },
      ResultPath: "$.copy",
      WaitTime: 3600,
      Next: "Describe",
    },
    Describe: {
      Type: "Action",
      ActionUrl: "https://actions.globus.org/search/ingest",
      Parameters: {
        "search_index.$": "$.index",
        "subject.=": `'globus://${DESTINATION}/~/copy-of-' + name`,
        visible_to: ["public"],
        content: { "file.$": "$.name", "bytes.$": "$.copy.details.bytes_transferred" },
      },
      ResultPath: "$.entry",
      WaitTime: 600,
      End: true,
    },
  },
} as const;

await using app = new UserApp("my-tool", {
  clientId: CLIENT_ID,
  config: { tokenStorage: "memory" },
});
const flows = new FlowsClient({ app });
const search = new SearchClient({ app });
search.addAppScope(SearchScopes.all);

const { id: index } = await search.createIndex("Copies", "What the example run_flow has copied");
const { id: flowId, title } = await flows.createFlow("Copy and describe", DEFINITION, INPUT_SCHEMA);
console.log(`\nCreated the flow "${plainText(title)}"`);

// To start it takes another login: consent to this flow, and to what its actions do.
const flow = new SpecificFlowClient<Copy>(flowId, { app });
const { run_id } = await flow.runFlow({ name: "file1.txt", index }, { label: "My first run" });
for await (const { entries, state, fault } of watchRun(flows, run_id)) {
  for (const { time, code, details } of entries) {
    console.log(time.slice(11, 19), code, plainText(String(details.state_name ?? "")));
  }
  if (state === "succeeded") console.log("The run has succeeded.");
  else if (state !== "active") {
    // `resumeRunWithConsents({ flow, flows }, run_id)` gets an inactive run what it lacks.
    console.error(`The run is ${state}: ${fault?.description ?? "no reason given"}`);
    Deno.exitCode = 1;
  }
}

for await (const { subject, entries } of search.search(index, "file1.txt")) {
  console.log(`Found ${plainText(subject)}: ${plainText(JSON.stringify(entries[0].content))}`);
}

await flows.deleteFlow(flowId);
await search.deleteIndex(index);
console.log("Deleted the flow and the index.");
