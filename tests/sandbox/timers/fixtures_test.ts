import { flowScope, HELLO_FLOW_ID } from "../../../lib/sandbox/flows/flows.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { type Answer, stillSandbox } from "../../kit/sandbox_calls.ts";
import { testSandboxFixtures } from "../../kit/sandbox_fixtures.ts";
import { timersApi, transferTimer } from "../../kit/sandbox_timers.ts";

const HOURLY = { type: "recurring", interval_seconds: 3600, end: { count: 9 } };

testSandboxFixtures({
  service: "timer",
  fields: new URL("./fixture_fields.json", import.meta.url),
  // What users wrote, and the tasks that Transfer answers.
  opaque: /callback_body[.[]|\.data\.details\.|\.body\.DATA\[\]\./,
  // The OpenAPI description has these: `activity`, the newer names of results, `condition`.
  added: new RegExp(
    "\\.(activity|timer_type|schedule|flow_id|condition|run_status|start_timestamp|" +
      "end_timestamp|next_check_timestamp|last_check_timestamp|http_status_submission|" +
      "http_status_polled|resource_id)(\\.|$)",
  ),
  left: {
    "get_job/simple_500_error": "faults.add() makes a service fail",
  },
  async answers() {
    const sandbox = stillSandbox();
    const timers = await timersApi(sandbox, undefined, `[${flowScope(HELLO_FLOW_ID)}]`);
    const ran = async (more: Record<string, unknown> = {}) => {
      const { body } = await timers("POST", "/v2/timer", transferTimer(HOURLY, more));
      sandbox.clock.advance(60_000);
      return `/jobs/${body.timer.job_id}`;
    };
    const job = {
      name: "example timer",
      start: "2026-01-15T13:30:00Z",
      callback_url: "https://actions.automate.globus.org/transfer/transfer/run",
      callback_body: { body: {} },
      interval: 864_000,
    };
    const read = async (path: string) => await timers("GET", path);
    const flow = {
      timer_type: "flow",
      flow_id: HELLO_FLOW_ID,
      schedule: { type: "once", datetime: "2026-01-16T12:00:00Z" },
      body: { body: { echo_string: "x" } },
    };
    const paused = async () => {
      const path = await ran();
      await timers("POST", `${path}/pause`);
      return path;
    };
    return new Map<string, () => Promise<Answer>>([
      ["create_job/default", () => timers("POST", "/jobs/", job)],
      ["create_job/validation_error", () => timers("POST", "/jobs/", { callback_body: {} })],
      ["create_timer/default", () => timers("POST", "/v2/timer", transferTimer(HOURLY))],
      ["create_timer/flow_timer_success", () => timers("POST", "/v2/timer", { timer: flow })],
      ["get_job/default", async () => await read(await ran())],
      [
        "get_job/inactive_gare",
        async () => await read(await ran({ destination_endpoint: WELL_KNOWN.fjordStorage })),
      ],
      ["get_job/inactive_user", async () => await read(await paused())],
      ["list_jobs/default", () => ran().then(() => timers("GET", "/jobs/"))],
      ["update_job/default", async () => await timers("PATCH", await ran(), { name: "n" })],
      ["pause_job/default", async () => await timers("POST", `${await ran()}/pause`)],
      ["resume_job/default", async () => await timers("POST", `${await paused()}/resume`)],
      ["delete_job/default", async () => await timers("DELETE", await ran())],
    ]);
  },
});
