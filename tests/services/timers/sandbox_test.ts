import { assert, assertEquals } from "@std/assert";
import { AccessTokenAuthorizer, GlobusError, TransferClient, TransferData } from "@globus-deno/sdk";
import {
  FlowTimer,
  OnceTimerSchedule,
  RecurringTimerSchedule,
  resumeJobWithConsents,
  TimersAPIError,
  TimersClient,
  TransferTimer,
} from "@globus-deno/sdk/timers";
import { faultMatrix, HELLO_FLOW_ID, Sandbox, WELL_KNOWN } from "@globus-deno/sdk/sandbox";
import { TIMER_SCOPE } from "../../../lib/sandbox/timers/engine.ts";
import { FakeClock } from "../../kit/clock.ts";
import { errorOf } from "../../kit/outcomes.ts";
import { PassingTime } from "../../kit/passing_time.ts";

/** A sandbox, and Ada's clients in it. */
function setting() {
  const time = new PassingTime();
  const { app, clock, sandbox } = time;
  // A service may only ask for scopes of services that the app uses.
  const transfer = new TransferClient({ app });
  return { time, clock, sandbox, timers: new TimersClient({ app }), transfer };
}

/** A client that holds a token, in a sandbox where time jumps to what is waited for. */
async function loggedIn() {
  const clock = new FakeClock({ jumps: "quick" });
  const sandbox = new Sandbox({ clock, collections: 50 });
  const { access_token } = await sandbox.login({ scopes: TIMER_SCOPE });
  const timers = new TimersClient({
    authorizer: new AccessTokenAuthorizer(access_token),
    environment: "production",
    fetch: sandbox.fetch,
    clock,
  });
  return { sandbox, timers };
}

function nightly(destination: string = WELL_KNOWN.tutorial2) {
  const body = new TransferData(WELL_KNOWN.tutorial1, destination);
  body.addItem("/home/share/godata/file1.txt", "/~/nightly.txt");
  const schedule = new RecurringTimerSchedule(86_400, {
    end: { condition: "iterations", count: 3 },
  });
  return new TransferTimer({ name: "Nightly", schedule, body });
}

const DAY_MS = 86_400_000;

Deno.test("a timer of a transfer makes a task each night, until its count is reached", async () => {
  const { transfer, timers, clock } = setting();
  const { timer } = await timers.createTimer(nightly());
  clock.advance(5 * DAY_MS);
  const job = await timers.getJob(timer.job_id);
  assertEquals([job.status, job.n_runs, job.n_errors], ["ended", 3, 0]);
  const results = await timers.getJobResults(timer.job_id).toArray();
  assertEquals(results.length, 3);
  for (const { resource_id } of results) {
    assertEquals((await transfer.getTask(resource_id!)).status, "SUCCEEDED");
  }
});

Deno.test("resumeJobWithConsents() logs in for what a timer lacks, and makes up for one run", async () => {
  const { time, timers } = setting();
  const { timer } = await timers.createTimer(nightly(WELL_KNOWN.fjordStorage));
  const stopped = await timers.getJob(timer.job_id);
  assertEquals(stopped.inactive_reason?.cause, "globus_auth_requirements");
  const before = time.logins;
  const { state, job } = await resumeJobWithConsents(timers, timer.job_id);
  assertEquals([state, job.n_runs, time.logins - before], ["resumed", 1, 1]);
});

Deno.test("addAppTransferDataAccessScope() asks for the consent in the first login", async () => {
  const { time, timers } = setting();
  timers.addAppTransferDataAccessScope(WELL_KNOWN.fjordStorage);
  const { timer } = await timers.createTimer(nightly(WELL_KNOWN.fjordStorage));
  const job = await timers.getJob(timer.job_id);
  assertEquals([job.status, job.n_runs, time.logins], ["active", 1, 1]);
});

Deno.test("a timer of a flow starts it, with the consent of the one login", async () => {
  const { timers, clock, sandbox, time } = setting();
  timers.addAppFlowUserScope(HELLO_FLOW_ID);
  const schedule = new OnceTimerSchedule({ datetime: new Date(clock.now() + DAY_MS) });
  const body = { body: { echo_string: "by timer" } };
  const { timer } = await timers.createTimer(
    new FlowTimer({ flow_id: HELLO_FLOW_ID, schedule, body }),
  );
  clock.advance(DAY_MS + 60_000);
  const job = await timers.getJob(timer.job_id);
  const [run] = sandbox.world.runs.values();
  assertEquals([job.status, job.results.data[0].resource_id, run.status], [
    "ended",
    run.id,
    "SUCCEEDED",
  ]);
  assertEquals(time.logins, 1);
});

Deno.test("what the service refuses is an error with each place", async () => {
  const { timers } = setting();
  const job = { callback_url: "x", callback_body: {}, start: "2023-11-15T00:00:00Z", interval: 5 };
  const error = await errorOf(timers.createJob(job));
  assert(error instanceof TimersAPIError);
  assertEquals(error.messages, [
    "ensure this value is from 60 to 31536000 seconds: body.interval",
    "invalid or missing URL scheme: body.callback_url",
  ]);
});

Deno.test("createTimer() under each fault makes one timer or none, and an error tells where it may be either", async () => {
  for (const [name, fault] of faultMatrix()) {
    const { timers, sandbox } = await loggedIn();
    sandbox.faults.add({ ...fault, service: "timer" });
    const later = new OnceTimerSchedule({ datetime: "2024-01-01T00:00:00Z" });
    const timer = { ...nightly(), schedule: later };
    const outcome = await timers.createTimer(timer, { timeoutMs: 60_000 }).catch((error) => error);
    assertEquals(sandbox.faults.pending, 0, name);
    const made = [...sandbox.world.timers.values()];
    assert(made.length <= (name === "delivered twice" ? 2 : 1), `${name}: ${made.length} timers`);
    if (outcome instanceof Error) assert(outcome instanceof GlobusError, `${name}: ${outcome}`);
    else assert(made.some(({ id }) => id === outcome.timer.job_id), `${name}: lost`);
  }
});
