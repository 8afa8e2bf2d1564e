import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AccessTokenAuthorizer, GlobusError } from "@globus-deno/sdk";
import {
  ComputeAPIError,
  ComputeClient,
  type ComputeReport,
  registerSource,
  submitAndWait,
  waitForComputeTasks,
} from "@globus-deno/sdk/compute";
import { COMPUTE_ENDPOINT_ID, faultMatrix, Sandbox } from "@globus-deno/sdk/sandbox";
import { FakeClock } from "../../kit/clock.ts";
import { errorOf } from "../../kit/outcomes.ts";
import { PassingTime } from "../../kit/passing_time.ts";

const SOURCE = "def add(a, b):\n    return a + b";
const SCOPE = "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all";

/** A client that holds a token, in a sandbox where time jumps to what is waited for. */
async function setting() {
  const clock = new FakeClock({ jumps: "quick" });
  const sandbox = new Sandbox({ clock, collections: 50 });
  const { access_token } = await sandbox.login({ scopes: SCOPE });
  const compute = new ComputeClient({
    authorizer: new AccessTokenAuthorizer(access_token),
    environment: "production",
    fetch: sandbox.fetch,
    clock,
  });
  sandbox.functions.set("add", ({ args: [a], kwargs: { b } }) => ({ result: a + b }));
  const { function_uuid } = await registerSource(compute, { function_name: "add", source: SOURCE });
  return { sandbox, clock, compute, functionId: function_uuid };
}

function calls(count: number) {
  return Array.from({ length: count }, (_, a) => ({ args: [a], kwargs: { b: 1 } }));
}

Deno.test("an app logs in for Compute, registers a function and gathers what its calls return", async () => {
  const time = new PassingTime();
  const compute = new ComputeClient({ app: time.app });
  time.sandbox.functions.set("add", ({ args: [a, b] }) => ({ result: a + b, seconds: 3600 }));
  const work = async () => {
    const { function_uuid } = await registerSource(compute, {
      function_name: "add",
      source: SOURCE,
    });
    return await submitAndWait<number>(compute, COMPUTE_ENDPOINT_ID, {
      functionId: function_uuid,
      calls: [{ args: [2, 3] }, { args: ["µ", "🚀"] }],
    });
  };
  const report = await time.until(work());
  assertEquals([report.values(), time.logins], [[5, "µ🚀"], 1]);
});

Deno.test("submitAndWait() of 600 calls is never refused for its rate", async () => {
  const { sandbox, compute, functionId } = await setting();
  const report = await submitAndWait<number>(compute, COMPUTE_ENDPOINT_ID, {
    functionId,
    calls: calls(600),
    maxTasks: 10,
  });
  assertEquals(report.values(), Array.from({ length: 600 }, (_, n) => n + 1));
  const statuses = sandbox.requests.filter(({ service }) => service === "compute")
    .map(({ status }) => status);
  assert(statuses.length > 120 && statuses.every((status) => status === 200), `${statuses}`);
});

Deno.test("a function that fails shows its traceback, one without a handler says what to do", async () => {
  const { sandbox, compute, functionId } = await setting();
  sandbox.functions.set("add", () => {
    throw new RangeError("too many");
  });
  const params = { functionId, calls: calls(1) };
  const { results: [failed] } = await submitAndWait(compute, COMPUTE_ENDPOINT_ID, params);
  assert(failed.state === "failed");
  assertStringIncludes(failed.exception, "RangeError: too many");
  sandbox.functions.clear();
  const { results: [missing] } = await submitAndWait(compute, COMPUTE_ENDPOINT_ID, params);
  assert(missing.state === "failed");
  assertStringIncludes(missing.exception, "sandbox.functions.set");
});

Deno.test("a wait that ends early is taken up again, and a result that was read is lost", async () => {
  const { sandbox, clock, compute, functionId } = await setting();
  sandbox.functions.set("add", () => ({ result: 1, seconds: 7200 }));
  const first = await submitAndWait(compute, COMPUTE_ENDPOINT_ID, {
    functionId,
    calls: calls(2),
    timeoutMs: 60_000,
  });
  assertEquals(first.state, "timeout");
  const { tasks } = await compute.getTaskGroup(first.taskGroupId!);
  const ids = tasks.map(({ id }) => id);
  const second = await waitForComputeTasks<number>(compute, ids);
  assertEquals(second.values(), [1, 1]);
  const before = clock.elapsedMs;
  const third = await waitForComputeTasks(compute, ids, { outageMs: 60_000 });
  assertEquals(third.results.map(({ state }) => state), ["lost", "lost"]);
  assert(clock.elapsedMs - before >= 60_000);
});

Deno.test("tasks wait for an endpoint that returns, and results outlive a pause of 25 minutes", async () => {
  const { sandbox, clock, compute, functionId } = await setting();
  const endpoint = sandbox.world.computeEndpoints.get(COMPUTE_ENDPOINT_ID)!;
  endpoint.isOnline = false;
  clock.setTimer(() => endpoint.isOnline = true, 3_600_000);
  const report = await submitAndWait<number>(compute, COMPUTE_ENDPOINT_ID, {
    functionId,
    calls: calls(3),
    minIntervalMs: 1_200_000,
    maxIntervalMs: 1_500_000,
  });
  assertEquals(report.values(), [1, 2, 3]);
});

Deno.test("what the service refuses is reported with its code, and nothing runs", async () => {
  const { sandbox, compute, functionId } = await setting();
  sandbox.world.computeEndpoints.get(COMPUTE_ENDPOINT_ID)!.allowedFunctions = [];
  const params = { functionId, calls: calls(2) };
  const report = await submitAndWait(compute, COMPUTE_ENDPOINT_ID, params);
  assert(report.error instanceof ComputeAPIError);
  assertEquals([report.error.httpStatus, report.error.code], [403, "FUNCTION_NOT_PERMITTED"]);
  assertEquals(report.results, [{ state: "refused" }, { state: "refused" }]);
  await compute.lockEndpoint(COMPUTE_ENDPOINT_ID);
  const locked = await errorOf(compute.updateEndpoint(COMPUTE_ENDPOINT_ID, {}));
  assert(locked instanceof ComputeAPIError && locked.httpStatus === 423);
  const malformed = await errorOf(compute.submit(COMPUTE_ENDPOINT_ID, { tasks: { x: ["y"] } }));
  assert(malformed instanceof ComputeAPIError);
  assertEquals(malformed.messages, ["value is not a valid uuid: body.tasks.x"]);
  assertEquals(malformed.details[0].type, "type_error.uuid");
});

Deno.test("submitAndWait() under each fault of the sandbox runs each call once, and says what is known", async () => {
  let spoilt = 0;
  for (const [name, fault] of faultMatrix()) {
    for (const path of ["/v3/endpoints/*", "/v2/batch_status"]) {
      const { sandbox, compute, functionId } = await setting();
      const runs = [0, 0];
      sandbox.functions.set("add", ({ args: [a] }) => ({ result: ++runs[a] }));
      sandbox.faults.add({ ...fault, service: "compute", path });
      const report: ComputeReport = await submitAndWait(compute, COMPUTE_ENDPOINT_ID, {
        functionId,
        calls: calls(2),
        outageMs: 300_000,
        timeoutMs: 3_600_000,
      }, { timeoutMs: 60_000 });
      const label = `${name} at ${path}`;
      assertEquals(sandbox.faults.pending, 0, label);
      const twice = name === "delivered twice" && path !== "/v2/batch_status";
      for (const [call, result] of report.results.entries()) {
        assert(runs[call] <= (twice ? 2 : 1), `${label}: ${runs[call]} runs`);
        if (result.state === "succeeded") assertEquals(runs[call] >= 1, true, label);
        else spoilt++;
      }
      if (report.state !== "complete") assert(report.error instanceof GlobusError, label);
    }
  }
  assert(spoilt > 20, `${spoilt}`);
});

Deno.test("an endpoint whose policy asks for a recent login gets one, and then the tasks", async () => {
  const time = new PassingTime({ autoRedriveGares: true });
  const { app, sandbox, clock } = time;
  const compute = new ComputeClient({ app });
  sandbox.functions.set("add", ({ args: [a, b] }) => ({ result: a + b }));
  const { function_uuid: functionId } = await registerSource(compute, {
    function_name: "add",
    source: SOURCE,
  });
  const [policy] = sandbox.world.policies.values();
  Object.assign(policy, {
    authentication_assurance_timeout: 30,
    domain_constraints_include: null,
    domain_constraints_exclude: null,
    required_mfa: false,
  });
  sandbox.world.computeEndpoints.get(COMPUTE_ENDPOINT_ID)!.policyId = policy.id;
  clock.advance(3_600_000);
  const before = time.logins;
  const report = await time.until(submitAndWait<number>(compute, COMPUTE_ENDPOINT_ID, {
    functionId,
    calls: [{ args: [2, 3] }],
  }));
  assertEquals([report.values(), time.logins - before], [[5], 1]);
});
