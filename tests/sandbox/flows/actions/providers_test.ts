import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../../../lib/sandbox/transfer/collections.ts";
import { apiAs, stillSandbox, TRANSFER, TRANSFER_ALL } from "../../../kit/sandbox_calls.ts";
import { chain, flowsApi, startRun } from "../../../kit/sandbox_flows.ts";

/** The result of one action. */
async function act(sandbox: Sandbox, name: string, Parameters: Record<string, unknown>) {
  const state = {
    Type: "Action",
    ActionUrl: `https://actions.globus.org/${name}`,
    Parameters,
    ResultPath: "$.r",
  };
  const run = await startRun(sandbox, chain({ A: state }));
  sandbox.clock.advance(120_000);
  const { details } = await run.read();
  return details.output?.r ?? details;
}

Deno.test("the actions of Transfer work on the collections of the sandbox", async () => {
  const sandbox = stillSandbox();
  const { tutorial1, tutorial2 } = WELL_KNOWN;
  const at = { endpoint_id: tutorial2 };
  const made = await act(sandbox, "transfer/mkdir", { ...at, path: "/~/flow" });
  assertEquals([made.status, made.details.code], ["SUCCEEDED", "DirectoryCreated"]);
  const moved = await act(sandbox, "transfer/transfer", {
    source_endpoint_id: tutorial1,
    destination_endpoint_id: tutorial2,
    transfer_items: [{
      source_path: "/home/share/godata/",
      destination_path: "/~/flow/",
      recursive: true,
    }],
    sync_level: 1,
  });
  assertEquals([moved.status, moved.details.files_transferred], ["SUCCEEDED", 3]);
  assertEquals([moved.details.sync_level, moved.details.label], [1, "Test run"]);
  const listed = await act(sandbox, "transfer/ls", { ...at, path: "/~/flow/" });
  assertEquals(listed.details.DATA.map(({ name }: { name: string }) => name), [
    "file1.txt",
    "file2.txt",
    "file3.txt",
  ]);
  const info = await act(sandbox, "transfer/collection_info", at);
  assertEquals(info.details.id, tutorial2);
  const deleted = await act(sandbox, "transfer/delete", {
    ...at,
    items: ["/~/flow"],
    recursive: true,
  });
  assertEquals([deleted.status, deleted.details.type], ["SUCCEEDED", "DELETE"]);
  const absent = await act(sandbox, "transfer/ls", { ...at, path: "/~/flow/" });
  assertEquals(absent.details.error, "ActionUnableToRun");
});

Deno.test("set_permission gives, and takes back, access to a guest collection", async () => {
  const sandbox = stillSandbox();
  const call = await apiAs(sandbox, TRANSFER, { scopes: TRANSFER_ALL });
  const { body } = await call("POST", "/shared_endpoint", {
    DATA_TYPE: "shared_endpoint",
    display_name: "Shared",
    host_endpoint: WELL_KNOWN.adaLaptop,
    host_path: "/~/",
  });
  const given = await act(sandbox, "transfer/set_permission", {
    operation: "CREATE",
    endpoint_id: body.id,
    path: "/",
    principal_type: "all_authenticated_users",
    principal: "",
    permissions: "r",
  });
  assertEquals([given.status, typeof given.details.access_id], ["SUCCEEDED", "string"]);
  const taken = await act(sandbox, "transfer/set_permission", {
    operation: "DELETE",
    endpoint_id: body.id,
    rule_id: given.details.access_id,
  });
  assertEquals(taken.status, "SUCCEEDED");
  const wrong = await act(sandbox, "transfer/set_permission", { endpoint_id: body.id });
  assertEquals(wrong.details.error, "ActionUnableToRun");
});

Deno.test("the actions of Search fill an index, and empty it", async () => {
  const sandbox = stillSandbox();
  const scopes = "urn:globus:auth:scope:search.api.globus.org:all";
  const search = await apiAs(sandbox, "https://search.api.globus.org", { scopes });
  const index = { display_name: "Test", description: "Test" };
  const { id } = (await search("POST", "/v1/index", index)).body;
  const total = async () => (await search("GET", `/v1/index/${id}/search?q=*`)).body.total;
  const entry = (subject: string) => ({ subject, visible_to: ["public"], content: { n: 1 } });
  const one = await act(sandbox, "search/ingest", { search_index: id, ...entry("a") });
  assertEquals([one.status, one.details.state, await total()], ["SUCCEEDED", "SUCCESS", 1]);
  const gmeta = [entry("b"), entry("c")];
  const more = { search_index: id, ingest_type: "GMetaList", ingest_data: { gmeta } };
  assertEquals((await act(sandbox, "search/ingest", more)).status, "SUCCEEDED");
  assertEquals(await total(), 3);
  await act(sandbox, "search/delete", { search_index: id, subject: "a" });
  assertEquals(await total(), 2);
  const query = { search_index: id, delete_by: "query", query: { q: "*" } };
  assertEquals((await act(sandbox, "search/delete", query)).status, "SUCCEEDED");
  assertEquals(await total(), 0);
  const absent = { search_index: crypto.randomUUID(), ...entry("a") };
  assertEquals((await act(sandbox, "search/ingest", absent)).details.error, "ActionUnableToRun");
});

Deno.test("input that an action lacks is refused as ActionUnableToRun", async () => {
  for (const name of ["transfer/transfer", "transfer/ls", "search/ingest", "search/delete"]) {
    const { details } = await act(stillSandbox(), name, {});
    assertEquals(details.error, "ActionUnableToRun", name);
  }
});

Deno.test("a notification succeeds, and its result shows the message", async () => {
  const message = { subject: "Done", body_template: "All is copied", destination: "ada" };
  const { status, details } = await act(stillSandbox(), "notification/notify", message);
  assertEquals([status, details.subject, details.body_template], [
    "SUCCEEDED",
    "Done",
    "All is copied",
  ]);
});

Deno.test("a web option waits for a person, and gives the option chosen", async () => {
  const sandbox = stillSandbox();
  const urn = (username: string) =>
    `urn:globus:auth:identity:${sandbox.world.identityByUsername(username)!.id}`;
  const run = await startRun(
    sandbox,
    chain({
      A: {
        Type: "Action",
        ActionUrl: "https://actions.globus.org/weboption/wait_for_option",
        Parameters: {
          title: "Publish?",
          text: "The data is ready.",
          options: [{ label: "Yes", description: "Go on" }, { label: "No" }],
          respondents: [urn("kofi@harbor.example")],
        },
        WaitTime: 86_400,
        ResultPath: "$.r",
      },
    }),
  );
  sandbox.clock.advance(5_000);
  const kofi = await flowsApi(sandbox, "kofi@harbor.example");
  const list = (await kofi("GET", `/web_inputs?filter_run_ids=${run.runId}`)).body;
  assertEquals(list.web_input_summaries.length, 1);
  const [{ id, title, user_roles }] = list.web_input_summaries;
  assertEquals([title, user_roles, list.marker], ["Publish?", ["respondent"], null]);
  const { options } = (await kofi("GET", `/web_inputs/${id}`)).body;
  const path = `/web_inputs/${id}/respond`;
  const answer = { response: { value: options[0].option_id } };
  const refused = await run.flows("POST", path, answer);
  assertEquals([refused.status, refused.body.error.code], [403, "FORBIDDEN"]);
  const sam = await flowsApi(sandbox, "sam@globusid.org");
  assertEquals((await sam("POST", path, answer)).status, 404);
  const wrong = await kofi("POST", path, { response: { value: "x" } });
  assertEquals([wrong.status, wrong.body.error.detail], [
    422,
    "'x' is not a registered option id for this input.",
  ]);
  assertEquals((await kofi("POST", path, answer)).body, { status: "ok" });
  assertEquals((await kofi("POST", path, answer)).body.error.code, "STATE_CONFLICT");
  const done = await run.read();
  assertEquals([done.status, done.details.output.r.details.label], ["SUCCEEDED", "Yes"]);
  assertEquals((await kofi("GET", "/web_inputs")).body.web_input_summaries, []);
  const closed = await kofi("GET", "/web_inputs?filter_states=closed");
  assertEquals(closed.body.web_input_summaries[0].status, "closed");
  const many = Array.from({ length: 11 }, () => crypto.randomUUID()).join();
  assertEquals((await kofi("GET", `/web_inputs?filter_flow_ids=${many}`)).status, 422);
});
