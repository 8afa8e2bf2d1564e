import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { timersApi, transferTimer } from "../../kit/sandbox_timers.ts";

Deno.test("a recurring timer runs by the clock until its count is reached", async () => {
  const sandbox = stillSandbox();
  const call = await timersApi(sandbox);
  const schedule = {
    type: "recurring",
    start: "2026-01-15T13:00:00Z",
    interval_seconds: 3600,
    end: { count: 2 },
  };
  const made = await call("POST", "/v2/timer", transferTimer(schedule));
  assertEquals([made.status, made.body.timer.status, made.body.timer.next_run], [
    201,
    "new",
    "2026-01-15T13:00:00+00:00",
  ]);
  const path = `/jobs/${made.body.timer.job_id}`;
  const state = async () => {
    const { body } = await call("GET", path);
    return [body.n_runs, body.status, body.next_run];
  };
  sandbox.clock.advance(3_600_000);
  assertEquals(await state(), [1, "active", "2026-01-15T14:00:00+00:00"]);
  sandbox.clock.advance(7_200_000);
  assertEquals(await state(), [2, "ended", null]);
  assertEquals((await call("GET", "/jobs/")).body.jobs.length, 1);
  const stranger = await timersApi(sandbox, "sam@globusid.org");
  assertEquals((await stranger("GET", path)).body.error.code, "NOT_FOUND");
});

Deno.test("timers can be renamed, paused, resumed and deleted", async () => {
  const call = await timersApi(stillSandbox());
  const later = { type: "once", datetime: "2026-01-15T13:00:00Z" };
  const { body } = await call("POST", "/v2/timer", transferTimer(later));
  const path = `/jobs/${body.timer.job_id}`;
  assertEquals((await call("PATCH", path, { name: "x" })).body.name, "x");
  assertEquals((await call("POST", `${path}/pause`)).status, 200);
  const paused = (await call("GET", path)).body;
  assertEquals([paused.status, paused.inactive_reason.cause], ["inactive", "user"]);
  assertEquals(paused.activity, { code: "paused", reason: "user" });
  await call("POST", `${path}/resume`);
  assertEquals((await call("GET", path)).body.inactive_reason, null);
  const deleted = (await call("DELETE", path)).body;
  assertEquals([deleted.name, deleted.status], ["x", "delete_in_progress"]);
  assertEquals((await call("GET", path)).status, 404);
});

Deno.test("timers refuse schedules that make no sense, with 422", async () => {
  const call = await timersApi(stillSandbox());
  const recurring = { type: "recurring", interval_seconds: 3600 };
  const bad = [
    { type: "sometimes" },
    { type: "recurring", interval_seconds: 1 },
    { type: "once", datetime: "soon" },
    null,
    { type: "once", datetime: "2020-01-01T00:00:00Z" },
    { type: "once", datetime: "2028-01-01T00:00:00Z" },
    { type: "recurring", interval: 1800 },
    { ...recurring, interval_seconds: 366 * 86_400 },
    { ...recurring, end: { condition: "iterations", iterations: 10 } },
    { ...recurring, end: { condition: "iterations", count: 0 } },
    { ...recurring, end: { condition: "time" } },
    { ...recurring, end: { condition: "never" } },
    {
      ...recurring,
      start: "2026-02-01T00:00:00Z",
      end: { condition: "time", datetime: "2026-01-20T00:00:00Z" },
    },
  ];
  for (const schedule of bad) {
    const { status, body } = await call("POST", "/v2/timer", transferTimer(schedule));
    assertEquals([status, Array.isArray(body.detail)], [422, true], JSON.stringify(schedule));
  }
});

Deno.test("timers refuse bodies that lack something, and name each place", async () => {
  const call = await timersApi(stillSandbox());
  const places = async (path: string, body: unknown) => {
    const answer = await call("POST", path, body);
    assertEquals(answer.status, 422);
    return answer.body.detail.map(({ loc, msg }: { loc: string[]; msg: string }) =>
      `${msg}: ${loc.join(".")}`
    );
  };
  assertEquals(await places("/jobs/", { callback_body: {} }), [
    "field required: body.start",
    "field required: body.callback_url",
  ]);
  const schedule = { type: "once" };
  assertEquals(await places("/v2/timer", {}), ["field required: body.timer"]);
  assertEquals(await places("/v2/timer", { timer: { timer_type: "transfer", schedule } }), [
    "field required: body.timer.body",
  ]);
  assertEquals(await places("/v2/timer", transferTimer(schedule, { DATA: [] })), [
    "ensure this value has at least 1 items: body.timer.body.DATA",
  ]);
  const flow = { timer_type: "flow", schedule, body: {} };
  assertEquals(await places("/v2/timer", { timer: flow }), [
    "field required: body.timer.flow_id",
    "field required: body.timer.body.body",
  ]);
  assertEquals(await places("/v2/timer", { timer: { timer_type: "x", schedule } }), [
    "the type of a timer is transfer or flow: body.timer.timer_type",
  ]);
});

Deno.test("all timers of a user together run once a minute at most", async () => {
  const sandbox = stillSandbox();
  const call = await timersApi(sandbox);
  const every = (interval_seconds: number) =>
    transferTimer({ type: "recurring", interval_seconds });
  for (let i = 0; i < 3; i++) {
    assertEquals((await call("POST", "/v2/timer", every(180))).status, 201);
  }
  assertEquals((await call("POST", "/v2/timer", every(86_400))).status, 422);
  assertEquals((await call("POST", "/v2/timer", transferTimer({ type: "once" }))).status, 201);
  const other = await timersApi(sandbox, "sam@globusid.org");
  assertEquals((await other("POST", "/v2/timer", every(60))).status, 201);
});

Deno.test("jobs are filtered by name, status and time, and sorted", async () => {
  const sandbox = stillSandbox();
  const call = await timersApi(sandbox);
  const daily = { type: "recurring", interval_seconds: 86_400 };
  for (const name of ["Bees", "ants", "Cats"]) {
    const { timer } = transferTimer(daily);
    await call("POST", "/v2/timer", { timer: { ...timer, name } });
    sandbox.clock.advance(60_000);
  }
  const names = async (query: string) =>
    (await call("GET", `/jobs/?${query}`)).body.jobs.map(({ name }: { name: string }) => name);
  const [first] = (await call("GET", "/jobs/")).body.jobs;
  await call("POST", `/jobs/${first.job_id}/pause`);
  assertEquals(await names("filter_name=ANT"), ["ants"]);
  assertEquals(await names("filter_status=inactive"), ["Bees"]);
  assertEquals(await names("filter_status=active,ended&order=name%20desc"), ["ants", "Cats"]);
  assertEquals(await names("filter_active=false"), ["Bees"]);
  assertEquals(await names("submitted_after=2026-01-15T12:00:30Z"), ["ants", "Cats"]);
  assertEquals(await names("submitted_before=2026-01-15T12:00:30Z"), ["Bees"]);
  for (const query of ["filter_status=new", "order=color", "submitted_after=soon"]) {
    assertEquals((await call("GET", `/jobs/?${query}`)).status, 422, query);
  }
});

Deno.test("results are paged, the newest first", async () => {
  const sandbox = stillSandbox();
  const call = await timersApi(sandbox);
  const hourly = { type: "recurring", interval_seconds: 3600 };
  const { body } = await call("POST", "/v2/timer", transferTimer(hourly));
  sandbox.clock.advance(5 * 3_600_000);
  const path = `/jobs/${body.timer.job_id}`;
  const first = (await call("GET", `${path}?page_size=4`)).body.results;
  assertEquals(first.data[0].ran_at, "2026-01-15T17:00:00+00:00");
  assertEquals(first.data.length, 4);
  const rest =
    (await call("GET", `${path}?page_size=4&results_pt=${first.page_next}`)).body.results;
  assertEquals([rest.data.length, rest.page_next], [2, null]);
  assertEquals((await call("GET", `${path}?results_pt=x`)).status, 422);
  assertEquals((await call("GET", "/jobs/?result_count=1")).body.jobs[0].results.data.length, 1);
});

Deno.test("a job of the older kind calls an action provider", async () => {
  const sandbox = stillSandbox();
  const call = await timersApi(sandbox);
  const url = "https://lab.example/measure";
  const seen: unknown[] = [];
  sandbox.actions.set(url, ({ parameters }) => {
    seen.push(parameters);
    return {};
  });
  const job = {
    callback_url: `${url}/run`,
    callback_body: { body: { n: 1 } },
    start: "2026-01-15T12:00:00Z",
    interval: 60.5,
    stop_after_n: 2,
    name: "old",
  };
  const made = await call("POST", "/jobs/", job);
  assertEquals([made.status, made.body.timer_type, made.body.interval], [201, "generic", 60]);
  sandbox.clock.advance(600_000);
  const { status, n_runs, n_errors } = (await call("GET", `/jobs/${made.body.job_id}`)).body;
  assertEquals([status, n_runs, n_errors, seen], ["ended", 2, 0, [{ n: 1 }, { n: 1 }]]);
  const once = await call("POST", "/jobs/", { ...job, stop_after_n: 1 });
  assertEquals(once.status, 422);
});
