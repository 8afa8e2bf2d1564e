import { assertEquals } from "@std/assert";
import { flowScope, HELLO_FLOW_ID } from "../../../lib/sandbox/flows/flows.ts";
import { fixedClock } from "../../../lib/sandbox/clock.ts";
import { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { TIMER_SCOPE } from "../../../lib/sandbox/timers/engine.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, TRANSFER_ALL, transferCaller } from "../../kit/sandbox_calls.ts";
import { chain, flowsApi } from "../../kit/sandbox_flows.ts";
import { timersApi, transferTimer } from "../../kit/sandbox_timers.ts";

const HOUR_MS = 3_600_000;
const HOURLY = { type: "recurring", interval_seconds: 3600 };

/** Creates a timer as Ada; reads it as she sees it. */
async function create(sandbox: Sandbox, body: unknown, below = "") {
  const call = await timersApi(sandbox, undefined, below);
  const made = await call("POST", "/v2/timer", body);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const path = `/jobs/${made.body.timer.job_id}`;
  return { call, path, read: async () => (await call("GET", path)).body };
}

Deno.test("a timer submits its transfer when the clock gets there, and dates it so", async () => {
  const sandbox = stillSandbox();
  const later = { type: "once", datetime: "2026-01-15T13:00:00Z" };
  const { read } = await create(sandbox, transferTimer(later));
  const transfer = await transferCaller(sandbox);
  const before = (await transfer("/task_list")).body.total;
  sandbox.clock.advance(2 * HOUR_MS);
  // The timer was not looked at since: its task is there.
  const [task] = (await transfer("/task_list?orderby=request_time%20desc&limit=1")).body.DATA;
  assertEquals((await transfer("/task_list")).body.total, before + 1);
  assertEquals([task.request_time, task.status, task.label], [
    "2026-01-15T13:00:00+00:00",
    "SUCCEEDED",
    "Nightly, run 1",
  ]);
  assertEquals(task.verify_checksum, false);
  const { results, status, activity, last_ran_at } = await read();
  assertEquals([status, activity, last_ran_at], ["ended", null, "2026-01-15T13:00:00+00:00"]);
  const [result] = results.data;
  assertEquals([result.resource_id, result.run_status], [task.task_id, "SUCCEEDED"]);
  assertEquals(result.data.details.files_transferred, 1);
});

Deno.test("ticks lie on a fixed grid, and one at which the run before goes on is left out", async () => {
  // Each task takes 90 minutes.
  const sandbox = stillSandbox({ taskStartSeconds: 5400 });
  const schedule = { ...HOURLY, end: { condition: "iterations", count: 3 } };
  const { read } = await create(sandbox, transferTimer(schedule));
  sandbox.clock.advance(HOUR_MS);
  const going = await read();
  assertEquals([going.n_runs, going.activity.code], [1, "run_in_progress"]);
  sandbox.clock.advance(9 * HOUR_MS);
  const done = await read();
  assertEquals([done.n_runs, done.status], [3, "ended"]);
  assertEquals(done.results.data.map((one: { ran_at: string }) => one.ran_at.slice(11, 16)), [
    "16:00",
    "14:00",
    "12:00",
  ]);
});

Deno.test("ticks pass without a run while a timer is paused, and one that was missed runs at once", async () => {
  const sandbox = stillSandbox();
  const schedule = { ...HOURLY, end: { condition: "iterations", count: 4 } };
  const { call, path, read } = await create(sandbox, transferTimer(schedule));
  sandbox.clock.advance(60_000);
  await call("POST", `${path}/pause`);
  sandbox.clock.advance(5.5 * HOUR_MS);
  assertEquals((await read()).n_runs, 1);
  await call("POST", `${path}/resume`);
  const resumed = await read();
  assertEquals([resumed.n_runs, resumed.next_run.slice(11, 16)], [2, "18:00"]);
  sandbox.clock.advance(10 * HOUR_MS);
  const ran = (await read()).results.data.map((one: { ran_at: string }) =>
    one.ran_at.slice(11, 16)
  );
  assertEquals(ran, ["19:00", "18:00", "17:31", "12:00"]);
});

Deno.test("a timer that was paused between two ticks runs at the next one, and not before", async () => {
  const sandbox = stillSandbox();
  const { call, path, read } = await create(sandbox, transferTimer(HOURLY));
  sandbox.clock.advance(60_000);
  await call("POST", `${path}/pause`);
  sandbox.clock.advance(60_000);
  await call("POST", `${path}/resume`);
  assertEquals([(await read()).n_runs, (await read()).next_run.slice(11, 16)], [1, "13:00"]);
});

Deno.test("a timer with an end in time has no run after it", async () => {
  const sandbox = stillSandbox();
  const end = { condition: "time", datetime: "2026-01-15T14:30:00Z" };
  const { read } = await create(sandbox, transferTimer({ ...HOURLY, end }));
  sandbox.clock.advance(24 * HOUR_MS);
  const { n_runs, status, next_run, stop_after } = await read();
  assertEquals([n_runs, status, next_run], [3, "ended", null]);
  assertEquals(stop_after, { date: "2026-01-15T14:30:00+00:00", n_runs: null });
});

Deno.test("without consent a timer stops, says what it needs, and goes on after a login", async () => {
  const sandbox = stillSandbox();
  const { fjordStorage } = WELL_KNOWN;
  const body = transferTimer(HOURLY, { destination_endpoint: fjordStorage });
  const { call, path, read } = await create(sandbox, body);
  const stopped = await read();
  const access = `https://auth.globus.org/scopes/${fjordStorage}/data_access`;
  const needed = `${TIMER_SCOPE}[${TRANSFER_ALL}[*${access}]]`;
  assertEquals([stopped.status, stopped.n_runs, stopped.n_errors], ["inactive", 0, 0]);
  assertEquals(stopped.inactive_reason, {
    cause: "globus_auth_requirements",
    detail: {
      code: "ConsentRequired",
      authorization_parameters: {
        session_message: "Missing required data_access consent",
        required_scopes: [needed],
      },
    },
  });
  await call("POST", `${path}/resume`);
  assertEquals((await read()).status, "inactive");
  await sandbox.login({ scopes: needed });
  const { access_token } = await sandbox.login({ scopes: TIMER_SCOPE });
  const answer = await sandbox.fetch(
    `https://timer.automate.globus.org${path}/resume?update_credentials=true`,
    { method: "POST", headers: { authorization: `Bearer ${access_token}` } },
  );
  assertEquals(answer.status, 200);
  await answer.body?.cancel();
  const going = await read();
  assertEquals([going.status, going.n_runs, going.inactive_reason], ["active", 1, null]);
});

Deno.test("credentials change only where the resume says so, in the body or in the query", async () => {
  const sandbox = stillSandbox();
  const { call, path } = await create(sandbox, transferTimer(HOURLY));
  const [timer] = sandbox.world.timers.values();
  const first = timer.grant;
  const other = await timersApi(sandbox);
  await call("POST", `${path}/pause`);
  await other("POST", `${path}/resume`);
  assertEquals(timer.grant === first, true);
  await other("POST", `${path}/resume`, { update_credentials: false });
  assertEquals(timer.grant === first, true);
  await other("POST", `${path}/resume`, { update_credentials: true });
  assertEquals(timer.grant === first, false);
});

Deno.test("a transfer that is refused counts as a run and as an error", async () => {
  const sandbox = stillSandbox();
  const body = transferTimer(HOURLY, { destination_endpoint: crypto.randomUUID() });
  const { read } = await create(sandbox, body);
  sandbox.clock.advance(HOUR_MS);
  const { n_runs, n_errors, status, results } = await read();
  assertEquals([n_runs, n_errors, status], [2, 2, "active"]);
  assertEquals([results.data[0].status, results.data[0].data], [404, null]);
  assertEquals(results.data[0].errors.code, "EndpointNotFound");
});

Deno.test("a start that fails for now is tried again for half the interval, then counts as an error", async () => {
  const sandbox = stillSandbox({ taskStartSeconds: 10 });
  const url = "https://lab.example/down";
  let calls = 0;
  sandbox.actions.set(url, () => {
    calls++;
    throw new Error("down");
  });
  const call = await timersApi(sandbox);
  const { body } = await call("POST", "/jobs/", {
    callback_url: `${url}/run`,
    callback_body: { body: {} },
    start: "2026-01-15T12:00:00Z",
    interval: 600,
  });
  const read = async () => (await call("GET", `/jobs/${body.job_id}`)).body;
  assertEquals((await read()).activity, {
    code: "retrying",
    start_timestamp: "2026-01-15T12:00:00+00:00",
  });
  sandbox.clock.advance(290_000);
  assertEquals([(await read()).n_errors, calls], [0, 5]);
  sandbox.clock.advance(60_000);
  const failed = await read();
  assertEquals([failed.n_runs, failed.n_errors, failed.activity.code], [
    1,
    1,
    "awaiting_next_run",
  ]);
  assertEquals(failed.next_run, "2026-01-15T12:10:00+00:00");
});

Deno.test("a timer starts its flow, with the input and roles that it was given", async () => {
  const sandbox = stillSandbox();
  const kofi = sandbox.world.identityByUsername("kofi@harbor.example")!.id;
  const timer = {
    timer_type: "flow",
    flow_id: HELLO_FLOW_ID,
    schedule: { type: "once", datetime: "2026-01-15T13:00:00Z" },
    body: {
      body: { echo_string: "by timer" },
      run_managers: [`urn:globus:auth:identity:${kofi}`],
      label: "Timed",
    },
  };
  const { read } = await create(sandbox, { timer }, `[${flowScope(HELLO_FLOW_ID)}]`);
  sandbox.clock.advance(HOUR_MS + 60_000);
  const manager = await flowsApi(sandbox, "kofi@harbor.example");
  const [run] = (await manager("GET", "/runs")).body.runs;
  assertEquals([run.label, run.status, run.start_time], [
    "Timed",
    "SUCCEEDED",
    "2026-01-15T13:00:00.000000+00:00",
  ]);
  assertEquals(run.details.output.HelloResult.details.hello, "by timer");
  const { flow_id, results, status } = await read();
  assertEquals([flow_id, status, results.data[0].resource_id], [
    HELLO_FLOW_ID,
    "ended",
    run.run_id,
  ]);
});

Deno.test("a flow that the timer may not start for lack of consent stops it", async () => {
  const sandbox = stillSandbox();
  const timer = {
    timer_type: "flow",
    flow_id: HELLO_FLOW_ID,
    schedule: { type: "once" },
    body: { body: { echo_string: "x" } },
  };
  const { call, path, read } = await create(sandbox, { timer });
  const { inactive_reason } = await read();
  const scopes = inactive_reason.detail.authorization_parameters.required_scopes;
  assertEquals(scopes, [`${TIMER_SCOPE}[${flowScope(HELLO_FLOW_ID)}]`]);
  await sandbox.login({ scopes });
  await call("POST", `${path}/resume`);
  assertEquals((await read()).status, "ended");
  assertEquals(sandbox.world.runs.size, 1);
});

Deno.test("a run that waits for consent stops its timer, and both go on together", async () => {
  const sandbox = stillSandbox();
  const { tutorial1, fjordStorage } = WELL_KNOWN;
  const flows = await flowsApi(sandbox);
  const { id } = (await flows("POST", "/flows", {
    title: "Copy",
    input_schema: {},
    definition: chain({
      A: {
        Type: "Action",
        ActionUrl: "https://transfer.actions.globus.org/transfer",
        Parameters: {
          source_endpoint: tutorial1,
          destination_endpoint: fjordStorage,
          DATA: [{ source_path: "/home/share/godata/file1.txt", destination_path: "/~/x.txt" }],
        },
      },
    }),
  })).body;
  const timer = {
    timer_type: "flow",
    flow_id: id,
    schedule: HOURLY,
    body: { body: {} },
  };
  const { call, path, read } = await create(sandbox, { timer }, `[${flowScope(id)}]`);
  sandbox.clock.advance(10_000);
  const stopped = await read();
  assertEquals([stopped.status, stopped.n_runs], ["inactive", 1]);
  const scopes = stopped.inactive_reason.detail.authorization_parameters.required_scopes;
  assertEquals(scopes[0].startsWith(`${TIMER_SCOPE}[${flowScope(id)}[${TRANSFER_ALL}[`), true);
  await sandbox.login({ scopes });
  await call("POST", `${path}/resume`, { update_credentials: true });
  sandbox.clock.advance(60_000);
  const { status, results } = await read();
  assertEquals([status, results.data[0].run_status], ["active", "SUCCEEDED"]);
});

Deno.test("a timer without a start runs at once, also by a clock that goes on meanwhile", async () => {
  const clock = fixedClock();
  const ticking = { ...clock, now: () => (clock.advance(1), clock.now()) };
  const { read } = await create(new Sandbox({ clock: ticking }), transferTimer(HOURLY));
  assertEquals((await read()).n_runs, 1);
});
