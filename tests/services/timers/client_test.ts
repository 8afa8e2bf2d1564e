import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ClientApp,
  FlowTimer,
  GlobusSDKUsageError,
  InvalidResponseError,
  type JobListParams,
  OnceTimerSchedule,
  RecurringTimerSchedule,
  type TimerJob,
  TimersAPIError,
  TimersClient,
  TransferTimer,
} from "@globus-deno/sdk";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";
import { testOperations } from "../../kit/operations.ts";

const JOB = "c0ffee01-0000-4000-8000-000000000001";
const COLLECTION = "c0ffee02-0000-4000-8000-000000000002";
const FLOW = "c0ffee03-0000-4000-8000-000000000003";
const TIMER = "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer";
const TIME = "2030-01-01T00:00:00Z";
/** What fits every operation. */
const GOOD = { jobs: [], results: { data: [] } };

function fakeTimers(answer: (seen: Sent) => Answer = () => ({ json: GOOD })) {
  return fakeClient(TimersClient, answer);
}

testOperations({
  name: "Timers",
  clients: [{ source: "timers/client.ts", make: (options) => new TimersClient(options) }],
  operations: 9,
  origin: "https://timer.automate.globus.org",
  errorClass: TimersAPIError,
  good: GOOD,
  listKeys: ["jobs", "results.data"],
  listings: 2,
});

/** Shapes that the methods of every client take: a path, a verb, any JSON as the body. */
const RAW: Record<string, RegExp> = {
  method: /^text$/,
  path: /text$/,
  options: /^$/,
  data: /text$|^(number|zero|NaN|true|false|null|empty array|array|array of arrays|instance|Date)$/,
};

Deno.test("every method of Timers, given any shape for any argument, sends what is meant or refuses it", async () => {
  const { methods, wrong } = await callWithShapes({
    type: TimersClient,
    response: () => GOOD,
    make: (options, method) =>
      new TimersClient(
        /App/.test(method)
          ? { app: new ClientApp("tests", { clientId: JOB, clientSecret: crypto.randomUUID() }) }
          : options,
      ),
    fits(method, parameter, shape) {
      if (/^(get|post|put|patch|delete|request)$/.test(method)) return RAW[parameter].test(shape);
      if (parameter === "...scopes") return /^(empty )?text$/.test(shape);
      if (/^(params|options)$/.test(parameter)) return false;
      if (/^(data|timer)$/.test(parameter)) return shape === "instance";
      if (/^(collection|flow)Ids$/.test(parameter)) return shape === "empty array";
      return /^(JSON )?text$/.test(shape);
    },
  });
  assertEquals(wrong, []);
  assert(methods >= 9 + 2 + 7, `${methods}`);
});

Deno.test("createTimer() sends a timer of either kind, or the fields of one", async () => {
  const { client, requests } = fakeTimers(() => ({ status: 201, json: { timer: {} } }));
  const schedule = new RecurringTimerSchedule(86_400, { start: TIME });
  const transfer = new TransferTimer({
    schedule,
    body: { source_endpoint: COLLECTION, destination_endpoint: JOB, DATA: [] },
  });
  await client.createTimer(transfer);
  await client.createTimer(new FlowTimer({ flow_id: FLOW, schedule, body: { body: {} } }));
  await client.createTimer({
    timer_type: "transfer",
    schedule: { type: "once", datetime: new Date(TIME) },
    body: { own: true },
  });
  const sent = requests.map(({ json }) => (json as { timer: object }).timer);
  assertEquals(sent[0], JSON.parse(JSON.stringify(transfer)));
  assertEquals((sent[1] as FlowTimer).flow_id, FLOW);
  assertEquals(sent[2], {
    timer_type: "transfer",
    schedule: { type: "once", datetime: TIME },
    body: { own: true },
  });
});

Deno.test("createTimer() and createJob() tell each other's documents, and say where to give them", async () => {
  const { client, requests } = fakeTimers();
  const job: TimerJob = {
    callback_url: "https://x",
    callback_body: {},
    start: TIME,
    interval: null,
  };
  const timer = new FlowTimer({
    flow_id: FLOW,
    schedule: new OnceTimerSchedule(),
    body: { body: {} },
  });
  const wrongJob = await errorOf(client.createTimer(job as never));
  const wrongTimer = await errorOf(client.createJob(timer as never));
  assert(wrongJob instanceof GlobusSDKUsageError && wrongJob.message.endsWith("to createJob"));
  assert(wrongTimer instanceof GlobusSDKUsageError && wrongTimer.message.includes("createTimer"));
  const naive = { timer_type: "flow", flow_id: FLOW, body: { body: {} } } as const;
  await assertRejects(
    () => client.createTimer({ ...naive, schedule: { type: "once", datetime: "2030-01-01" } }),
    RangeError,
    "datetime",
  );
  assertEquals(requests, []);
});

Deno.test("createJob() sends Dates as text, and refuses times without a zone", async () => {
  const { client, requests } = fakeTimers();
  const job: TimerJob = {
    callback_url: "https://x",
    callback_body: { start: "2030-01-01" },
    start: new Date(TIME),
    interval: null,
    stop_after: new Date(Date.UTC(2031, 0, 1)),
  };
  await client.createJob(job);
  assertEquals(requests[0].json, {
    ...job,
    start: "2030-01-01T00:00:00.000Z",
    stop_after: "2031-01-01T00:00:00.000Z",
  });
  const span = { date: null, n_runs: 3 } as never;
  await client.createJob({ ...job, stop_after: span });
  assertEquals((requests[1].json as TimerJob).stop_after, span);
  for (const time of ["2030-01-01", "2030-01-01T00:00:00", 5, new Date(NaN)] as string[]) {
    await assertRejects(() => client.createJob({ ...job, start: time }), RangeError, "start");
    await assertRejects(() => client.createJob({ ...job, stop_after: time }), RangeError, "stop");
  }
  assertEquals(requests.length, 2);
});

Deno.test("listJobs() filters by name, status and time", async () => {
  const { client, requests } = fakeTimers();
  await client.listJobs({
    filter_name: "nightly",
    filter_status: ["active", "inactive"],
    submitted_after: new Date(TIME),
    submitted_before: "2031-01-01T00:00:00+01:00",
    order: "submitted_at desc",
    result_count: 0,
  }).page();
  assertEquals(Object.fromEntries(requests[0].address.searchParams), {
    filter_name: "nightly",
    filter_status: "active,inactive",
    submitted_after: "2030-01-01T00:00:00.000Z",
    submitted_before: "2031-01-01T00:00:00+01:00",
    order: "submitted_at desc",
    result_count: "0",
  });
  assertThrows(() => client.listJobs({ submitted_after: "2030-01-01" }), RangeError, "after");
  // @ts-expect-error: the service knows no such status
  const params: JobListParams = { filter_status: ["paused"] };
  assert(params);
});

Deno.test("E1 a list of timers comes in one page of up to 64 MiB, other responses have 8", async () => {
  const large = `{"jobs":[{"job_id":"a"}],"x":"${"x".repeat(20 * 1024 * 1024)}"}`;
  const { client, requests } = fakeTimers(() => ({ text: large }));
  assertEquals((await collect(client.listJobs())).length, 1);
  assertEquals(requests.length, 1);
  assert(await errorOf(client.getJob(JOB)) instanceof InvalidResponseError);
});

Deno.test("getJobResults() goes on by page_next, and ends without one", async () => {
  const { client, requests } = fakeTimers(({ address }) => {
    const at = Number(address.searchParams.get("results_pt") ?? 0);
    const data = [{ ran_at: `${at}` }, { ran_at: `${at + 1}` }];
    return { json: { job_id: JOB, results: { data, page_next: at < 4 ? `${at + 2}` : null } } };
  });
  const results = await collect(client.getJobResults(JOB, { page_size: 20 }));
  assertEquals(results.map(({ ran_at }) => ran_at), ["0", "1", "2", "3", "4", "5"]);
  assertEquals(requests.map(({ address }) => address.search), [
    "?page_size=20",
    "?page_size=20&results_pt=2",
    "?page_size=20&results_pt=4",
  ]);
});

Deno.test("resumeJob() says in body and query whether credentials are replaced, or leaves it open", async () => {
  const { client, requests } = fakeTimers();
  for (const update_credentials of [true, false, null, undefined]) {
    await client.resumeJob(JOB, { update_credentials });
  }
  await client.resumeJob(JOB, { update_credentials: true }, { query: { extra: 1 } });
  assertEquals(requests.map(({ address, json }) => [address.search, json]), [
    ["?update_credentials=true", { update_credentials: true }],
    ["?update_credentials=false", { update_credentials: false }],
    ["", {}],
    ["", {}],
    ["?update_credentials=true&extra=1", { update_credentials: true }],
  ]);
});

Deno.test("R1 the creation of a timer is sent once, and what would not happen twice is repeated", async () => {
  const timer = new FlowTimer({
    flow_id: FLOW,
    schedule: new OnceTimerSchedule(),
    body: { body: {} },
  });
  const job = { callback_url: "https://x", callback_body: {}, start: TIME, interval: null };
  const calls: [count: number, call: (client: TimersClient) => Promise<unknown>][] = [
    [1, (client) => client.createTimer(timer)],
    [1, (client) => client.createJob(job)],
    [4, (client) => client.updateJob(JOB, { name: "x" })],
    [4, (client) => client.pauseJob(JOB)],
    [4, (client) => client.resumeJob(JOB)],
    [4, (client) => client.deleteJob(JOB)],
    [4, (client) => client.listJobs().page()],
  ];
  for (const [count, call] of calls) {
    for (
      const answer of [{ throws: new TypeError("connection reset") }, { status: 503 }] as Answer[]
    ) {
      const { client, requests } = fakeTimers(() => answer);
      await errorOf(call(client));
      assertEquals(requests.length, count, `${call}`);
    }
  }
});

Deno.test("an app is asked for the scopes of what timers do", () => {
  const app = new ClientApp("tests", { clientId: JOB, clientSecret: crypto.randomUUID() });
  const client = new TimersClient({ app });
  const scopes = () =>
    app.scopeRequirements.get("524230d7-ea86-4a52-8312-86065a9e0417")!.map(String);
  assertEquals(scopes(), [TIMER]);
  assertEquals(client.addAppTransferDataAccessScope(COLLECTION), client);
  const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
  const access = `https://auth.globus.org/scopes/${COLLECTION}/data_access`;
  assert(scopes().includes(`${TIMER}[${all}[*${access}]]`), scopes().join());
  client.addAppFlowUserScope([FLOW]);
  const flow = `https://auth.globus.org/scopes/${FLOW}/flow_${FLOW.replaceAll("-", "_")}_user`;
  assert(scopes().some((scope) => scope.includes(flow)), scopes().join());
  for (const ids of ["nope", [COLLECTION, "x"], `${COLLECTION.replaceAll("-", "")}`]) {
    assertThrows(() => client.addAppTransferDataAccessScope(ids), TypeError, "not a UUID");
    assertThrows(() => client.addAppFlowUserScope(ids), TypeError, "not a UUID");
  }
  const alone = new TimersClient();
  assertThrows(() => alone.addAppTransferDataAccessScope(COLLECTION), GlobusSDKUsageError);
  assertThrows(() => alone.addAppFlowUserScope(FLOW), GlobusSDKUsageError);
});

Deno.test("errors of Timers show each fault, with its place or without, and no secret", async () => {
  const detail = [
    { loc: ["body", "start"], msg: "field required", type: "value_error.missing" },
    { loc: ["body", "DATA", 0], msg: "bad item" },
    { msg: "no place" },
    { loc: [] },
  ];
  const { client } = fakeTimers(() => ({ status: 422, json: { detail } }));
  const error = await errorOf(client.getJob(JOB));
  assert(error instanceof TimersAPIError);
  assertEquals(error.messages, ["field required: body.start", "bad item: body.DATA.0", "no place"]);
  assertEquals([error.code, error.details], [null, detail]);
  assert(error.message.includes("field required: body.start; bad item"), error.message);
  assert(!error.message.includes("a-token-for-tests"));
  const other = fakeTimers(() => ({
    status: 403,
    json: { error: { code: "ERROR", detail: "Request failed terribly", status: 403 } },
  }));
  const refusal = await errorOf(other.client.getJob(JOB));
  assert(refusal instanceof TimersAPIError);
  assertEquals([refusal.code, refusal.messages, refusal.details], [
    "ERROR",
    ["Request failed terribly"],
    [],
  ]);
});
