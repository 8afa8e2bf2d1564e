import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { type Api, apiAs, stillSandbox } from "../../kit/sandbox_calls.ts";

function timers(sandbox: Sandbox, username?: string): Promise<Api> {
  const scopes = "https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer";
  return apiAs(sandbox, "https://timer.automate.globus.org", { username, scopes });
}

function timer(schedule: unknown) {
  return {
    timer: { timer_type: "transfer", name: "Nightly", body: { DATA_TYPE: "transfer" }, schedule },
  };
}

Deno.test("a recurring timer runs by the clock until its count is reached", async () => {
  const sandbox = stillSandbox();
  const call = await timers(sandbox);
  const schedule = {
    type: "recurring",
    start: "2026-01-15T13:00:00Z",
    interval_seconds: 3600,
    end: { count: 2 },
  };
  const made = await call("POST", "/v2/timer", timer(schedule));
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
  assertEquals(await state(), [1, "loaded", "2026-01-15T14:00:00+00:00"]);
  sandbox.clock.advance(7_200_000);
  assertEquals(await state(), [2, "ended", null]);
  assertEquals((await call("GET", "/jobs/")).body.jobs.length, 1);
  const stranger = await timers(sandbox, "sam@globusid.org");
  assertEquals((await stranger("GET", path)).body.error.code, "NOT_FOUND");
});

Deno.test("timers can be renamed, paused, resumed and deleted", async () => {
  const call = await timers(stillSandbox());
  const { body } = await call("POST", "/v2/timer", timer({ type: "once" }));
  const path = `/jobs/${body.timer.job_id}`;
  assertEquals((await call("PATCH", path, { name: "x" })).body.name, "x");
  assertEquals((await call("POST", `${path}/pause`)).status, 200);
  const paused = (await call("GET", path)).body;
  assertEquals([paused.status, paused.inactive_reason.cause], ["inactive", "user"]);
  await call("POST", `${path}/resume`);
  assertEquals((await call("GET", path)).body.inactive_reason, null);
  assertEquals((await call("DELETE", path)).body.name, "x");
  assertEquals((await call("GET", path)).status, 404);
});

Deno.test("timers refuse schedules that make no sense, with 422", async () => {
  const call = await timers(stillSandbox());
  const bad = [
    { type: "sometimes" },
    { type: "recurring", interval_seconds: 1 },
    { type: "once", datetime: "soon" },
    null,
  ];
  for (const schedule of bad) {
    const { status, body } = await call("POST", "/v2/timer", timer(schedule));
    assertEquals([status, Array.isArray(body.detail)], [422, true], JSON.stringify(schedule));
  }
});
