import { assertEquals } from "@std/assert";
import { flowScope, HELLO_FLOW_ID } from "../../../lib/sandbox/flows/flows.ts";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { type Api, apiAs, stillSandbox } from "../../kit/sandbox_calls.ts";

const ALL = "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all";

function flows(sandbox: Sandbox, scopes = ALL): Promise<Api> {
  return apiAs(sandbox, "https://flows.automate.globus.org", { scopes });
}

Deno.test("flows are listed and read with a token for Flows", async () => {
  const sandbox = stillSandbox();
  const call = await flows(sandbox);
  assertEquals((await call("GET", "/flows")).body.flows[0].id, HELLO_FLOW_ID);
  assertEquals((await call("GET", "/flows?filter_fulltext=zebra")).body.flows, []);
  assertEquals((await call("GET", `/flows/${HELLO_FLOW_ID}`)).body.title, "Say hello");
  const absent = await call("GET", "/flows/x");
  assertEquals([absent.status, absent.body.error.code], [404, "FLOW_NOT_FOUND"]);
  const weak = await flows(sandbox, ALL.replace("/all", "/run"));
  assertEquals((await weak("GET", "/flows")).status, 403);
});

Deno.test("a run takes a token for its flow, and ends by the clock", async () => {
  const sandbox = stillSandbox();
  const call = await flows(sandbox);
  const start = await flows(sandbox, flowScope(HELLO_FLOW_ID));
  const path = `/flows/${HELLO_FLOW_ID}/run`;
  const input = { body: { echo_string: "hi" }, label: "first" };
  assertEquals((await call("POST", path, input)).status, 401);
  assertEquals((await start("POST", path, { body: {} })).body.error.code, "FLOW_INPUT_ERROR");
  const run = (await start("POST", path, input)).body;
  assertEquals([run.status, run.label], ["ACTIVE", "first"]);
  sandbox.clock.advance(10_000);
  const done = (await call("GET", `/runs/${run.run_id}`)).body;
  assertEquals([done.status, done.details.code], ["SUCCEEDED", "FlowSucceeded"]);
  const log = (await call("GET", `/runs/${run.run_id}/log`)).body.entries;
  assertEquals(log.map((one: { code: string }) => one.code), ["FlowStarted", "FlowSucceeded"]);
  const second = (await start("POST", path, input)).body;
  const canceled = await call("POST", `/runs/${second.run_id}/cancel`);
  assertEquals(canceled.body.details.code, "FlowCanceled");
  assertEquals((await call("GET", "/runs")).body.runs.length, 2);
});
