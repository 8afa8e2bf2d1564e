import { assertEquals } from "@std/assert";
import { flowScope, HELLO_FLOW_ID } from "../../../lib/sandbox/flows/flows.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { flowApi, flowsApi, startRun } from "../../kit/sandbox_flows.ts";

const HELLO = `/flows/${HELLO_FLOW_ID}`;
const INPUT = { body: { echo_string: "hi" }, label: "first" };
const NOTHING = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };

Deno.test("a run takes a token for its flow, and ends by the clock", async () => {
  const sandbox = stillSandbox();
  const call = await flowsApi(sandbox);
  const start = await flowApi(sandbox, HELLO_FLOW_ID);
  const path = `${HELLO}/run`;
  const refused = await call("POST", path, INPUT);
  assertEquals([refused.status, refused.body.error.code], [403, "MISSING_SCOPE"]);
  assertEquals(refused.body.error.detail.endsWith(flowScope(HELLO_FLOW_ID)), true);
  const none = await sandbox.fetch(`https://flows.automate.globus.org${path}`, {
    method: "POST",
    headers: { authorization: "Bearer none" },
  });
  assertEquals([none.status, (await none.json()).error.code], [401, "AUTHENTICATION_ERROR"]);
  assertEquals((await start("POST", path, { body: {} })).body.error.code, "FLOW_INPUT_ERROR");
  const run = (await start("POST", path, INPUT)).body;
  assertEquals([run.status, run.label], ["ACTIVE", "first"]);
  sandbox.clock.advance(10_000);
  const done = (await call("GET", `/runs/${run.run_id}`)).body;
  assertEquals([done.status, done.details.code], ["SUCCEEDED", "FlowSucceeded"]);
  assertEquals(done.details.output.HelloResult.details, { Hello: "World", hello: "hi" });
  const log = (await call("GET", `/runs/${run.run_id}/log`)).body.entries;
  assertEquals(log.map((one: { code: string }) => one.code), [
    "FlowStarted",
    "ActionStarted",
    "ActionCompleted",
    "FlowSucceeded",
  ]);
  const second = (await start("POST", path, INPUT)).body;
  const canceled = await call("POST", `/runs/${second.run_id}/cancel`);
  assertEquals([canceled.status, canceled.body.details.code], [202, "FlowCanceled"]);
  assertEquals((await call("GET", "/runs")).body.runs.length, 2);
});

Deno.test("an input that the schema refuses is told fault by fault, and starts no run", async () => {
  const sandbox = stillSandbox();
  const start = await flowApi(sandbox, HELLO_FLOW_ID);
  for (const path of [`${HELLO}/run`, `${HELLO}/validate_run`]) {
    const { status, body } = await start("POST", path, { body: { echo_string: 1, more: 2 } });
    assertEquals(status, 400);
    assertEquals(body.error.detail, [
      {
        loc: ["$.echo_string"],
        type: "InvalidActionInput",
        msg: "1 is not of type 'string'",
      },
      {
        loc: ["$"],
        type: "InvalidActionInput",
        msg: "Additional properties are not allowed ('more' was unexpected)",
      },
    ]);
    assertEquals(body.error.message, "Input failed schema validation with 2 errors.");
  }
  const good = await start("POST", `${HELLO}/validate_run`, INPUT);
  assertEquals([good.status, good.body], [200, { message: "validation successful" }]);
  assertEquals(sandbox.world.runs.size, 0);
});

Deno.test("a run that has ended is released, and not canceled or resumed", async () => {
  const sandbox = stillSandbox();
  const { runId, flows, flow } = await startRun(sandbox, NOTHING);
  const early = await flows("POST", `/runs/${runId}/release`);
  assertEquals([early.status, early.body.error], [409, {
    code: "STATE_CONFLICT",
    detail: `Run ${runId} has status 'ACTIVE' but must have status in ` +
      "{'ENDED', 'SUCCEEDED', 'FAILED'} for requested operation",
  }]);
  assertEquals((await flow("POST", `/runs/${runId}/resume`)).status, 409);
  sandbox.clock.advance(5_000);
  assertEquals((await flows("POST", `/runs/${runId}/cancel`)).status, 409);
  assertEquals((await flow("POST", `/runs/${runId}/resume`)).status, 409);
  assertEquals((await flows("POST", `/runs/${runId}/release`)).status, 200);
  const gone = await flows("GET", `/runs/${runId}`);
  assertEquals([gone.status, gone.body.error.code], [404, "NOT_FOUND"]);
});

Deno.test("managers change and cancel a run, monitors read it, others do not see it", async () => {
  const sandbox = stillSandbox();
  const { runId, flows } = await startRun(sandbox, NOTHING);
  const urn = (username: string) =>
    `urn:globus:auth:identity:${sandbox.world.identityByUsername(username)!.id}`;
  const [kofi, mei, sam] = ["kofi@harbor.example", "mei@fjord.example", "sam@globusid.org"];
  const path = `/runs/${runId}`;
  const roles = { run_managers: [urn(kofi)], run_monitors: [urn(mei)], tags: ["  a   b "] };
  assertEquals((await flows("PUT", path, roles)).body.tags, ["a b"]);
  const manager = await flowsApi(sandbox, kofi);
  const monitor = await flowsApi(sandbox, mei);
  const stranger = await flowsApi(sandbox, sam);
  assertEquals((await manager("PUT", path, { label: "new" })).body.user_role, "run_manager");
  const seen = (await monitor("GET", path)).body;
  assertEquals([seen.user_role, seen.label, seen.run_managers], ["run_monitor", "new", []]);
  assertEquals((await monitor("PUT", path, { label: "x" })).body.error.code, "FORBIDDEN");
  assertEquals((await monitor("POST", `${path}/cancel`)).status, 403);
  assertEquals((await stranger("GET", path)).status, 404);
  assertEquals((await stranger("GET", "/runs")).body.runs, []);
  const mine = await manager("GET", "/runs?filter_roles=run_manager");
  assertEquals(mine.body.runs.length, 1);
  assertEquals((await manager("GET", "/runs?filter_roles=run_owner")).body.runs, []);
  // The Python SDK sends an empty list where it has no condition.
  const unfiltered = await manager("GET", "/runs?filter_roles=&filter_flow_id=");
  assertEquals(unfiltered.body.runs, mine.body.runs);
  assertEquals((await manager("POST", `${path}/cancel`)).status, 202);
});

Deno.test("runs are filtered, sorted and paged by markers that carry the query", async () => {
  const sandbox = stillSandbox();
  const flow = await flowApi(sandbox, HELLO_FLOW_ID);
  const flows = await flowsApi(sandbox);
  for (const label of ["c", "a", "b", "x"]) {
    await flow("POST", `${HELLO}/run`, { ...INPUT, label });
    sandbox.clock.advance(1_000);
  }
  const labels = (body: { runs: { label: string }[] }) => body.runs.map(({ label }) => label);
  const first = await flows("GET", "/runs?orderby=label%20DESC&per_page=2");
  assertEquals([labels(first.body), first.body.has_next_page], [["x", "c"], true]);
  const rest = await flows("GET", `/runs?marker=${encodeURIComponent(first.body.marker)}`);
  assertEquals([labels(rest.body), rest.body.marker], [["b", "a"], null]);
  const [run] = sandbox.world.runs.values();
  const from = new Date(run.startMs + 1_000).toISOString();
  const to = new Date(run.startMs + 3_000).toISOString();
  const some = await flows("GET", `/runs?filter_start_time=${from},${to}`);
  assertEquals(labels(some.body), ["a", "b"]);
  assertEquals(labels((await flows("GET", "/runs?filter_label=X")).body), ["x"]);
  assertEquals((await flows("GET", "/runs?filter_status=FAILED")).body.runs, []);
  for (const query of ["orderby=nonsense", "per_page=0", "marker=x", "filter_start_time=soon"]) {
    assertEquals((await flows("GET", `/runs?${query}`)).status, 422, query);
  }
});

Deno.test("a batch changes and cancels runs, or none where one is not the caller's", async () => {
  const sandbox = stillSandbox();
  const { runId, flows } = await startRun(sandbox, NOTHING);
  const other = await startRun(sandbox, NOTHING);
  const bad = { filters: { run_ids: [runId, crypto.randomUUID()] }, set: { status: "cancel" } };
  assertEquals((await flows("POST", "/batch/runs", bad)).status, 404);
  const set = { status: "cancel", tags: ["old"] };
  const body = { filters: { run_ids: [runId, other.runId] }, set };
  assertEquals((await flows("POST", "/batch/runs", body)).status, 202);
  for (
    const { read } of [other, { read: async () => (await flows("GET", `/runs/${runId}`)).body }]
  ) {
    const { tags, details } = await read();
    assertEquals([tags, details.code], [["old"], "FlowCanceled"]);
  }
});

Deno.test("a run keeps the definition of its start", async () => {
  const sandbox = stillSandbox();
  const { flowId, runId, flows, read } = await startRun(sandbox, NOTHING);
  const changed = { StartAt: "B", States: { B: { Type: "Fail", Cause: "x", Error: "y" } } };
  assertEquals((await flows("PUT", `/flows/${flowId}`, { definition: changed })).status, 200);
  assertEquals((await flows("GET", `/runs/${runId}/definition`)).body.definition, NOTHING);
  sandbox.clock.advance(5_000);
  assertEquals((await read()).status, "SUCCEEDED");
  const described = await flows("GET", `/runs/${runId}?include_flow_description=true`);
  assertEquals(described.body.flow_description.id, flowId);
});

Deno.test("a log is paged, and read in either order", async () => {
  const sandbox = stillSandbox();
  const { runId, flows } = await startRun(sandbox, NOTHING);
  sandbox.clock.advance(5_000);
  const codes = (body: { entries: { code: string }[] }) => body.entries.map(({ code }) => code);
  const first = await flows("GET", `/runs/${runId}/log?limit=3`);
  assertEquals(codes(first.body), ["FlowStarted", "PassStarted", "PassCompleted"]);
  const next = await flows(
    "GET",
    `/runs/${runId}/log?pagination_token=${encodeURIComponent(first.body.marker)}`,
  );
  assertEquals([codes(next.body), "marker" in next.body], [["FlowSucceeded"], false]);
  const back = await flows("GET", `/runs/${runId}/log?limit=1&reverse_order=true`);
  assertEquals(codes(back.body), ["FlowSucceeded"]);
  assertEquals((await flows("GET", `/runs/${runId}/log?limit=101`)).status, 422);
});
