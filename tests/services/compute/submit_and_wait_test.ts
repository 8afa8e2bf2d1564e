import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ComputeAPIError,
  type ComputeCall,
  ComputeClient,
  ComputeClientV2,
  ComputeClientV3,
  type ComputeOutcome,
  ComputeSerializationError,
  ComputeTaskError,
  GlobusSDKUsageError,
  InvalidResponseError,
  JSON_RESULT_SERIALIZER,
  NetworkError,
  RateLimiter,
  submitAndWait,
} from "@globus-deno/sdk";
import { nextTurn } from "../../kit/clock.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import { FakeCompute } from "../../kit/fake_compute.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";

const ENDPOINT = "c0ffee01-0000-4000-8000-000000000001";
const FUNCTION = "c0ffee02-0000-4000-8000-000000000002";

function calls(count: number): ComputeCall[] {
  return Array.from({ length: count }, (_, n) => ({ args: [n] }));
}

/** A client of a service that runs each call, and answers with its first argument. */
function setting(spoil: (sent: Sent, good: () => Answer) => Answer = (_, good) => good()) {
  const service = new FakeCompute();
  service.end = (payload) => ({
    status: "success",
    result: `11\n${/\[(.*)\]/.exec(payload)![1] || null}`,
  });
  const made = fakeClient(ComputeClient, (sent) => spoil(sent, () => service.answer(sent)));
  return { ...made, service };
}

function states(results: readonly { readonly state: string }[]) {
  return results.map(({ state }) => state);
}

Deno.test("submitAndWait() returns what the calls returned, in their order", async () => {
  const { client, service } = setting();
  const seen: ComputeOutcome<number>[] = [];
  const report = await submitAndWait<number>(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(5),
    maxTasks: 2,
    user_endpoint_config: { account: "lab" },
    onOutcome: (outcome) => seen.push(outcome),
  });
  assertEquals([report.state, report.taskGroupId], ["complete", "group-1"]);
  const values: number[] = report.values();
  assertEquals(values, [0, 1, 2, 3, 4]);
  assertEquals(seen, report.results as ComputeOutcome<number>[]);
  // Later submissions join the group of the first one.
  assertEquals(service.submissions.map(({ task_group_id }) => task_group_id), [
    undefined,
    "group-1",
    "group-1",
  ]);
  assertEquals(service.submissions[0].user_endpoint_config, { account: "lab" });
  assertEquals(service.submissions[0].result_serializers, [JSON_RESULT_SERIALIZER]);
});

Deno.test("submitAndWait() asks for many tasks in one request, and not again for a result that arrived", async () => {
  const { client, service } = setting();
  let ended = 0;
  service.waits = 0;
  service.end = (payload) => {
    // Two tasks end with each question.
    const isEnd = ended++ % 3 < 2;
    return isEnd ? { status: "success", result: "11\n1" } : { status: "running", payload };
  };
  const report = await submitAndWait(client, ENDPOINT, { functionId: FUNCTION, calls: calls(3) });
  assertEquals(service.questions[0], ["task-0", "task-1", "task-2"]);
  assertEquals(service.questions[1], ["task-2"]);
  assertEquals(states(report.results).slice(0, 2), ["succeeded", "succeeded"]);
});

Deno.test("submitAndWait() splits by bytes, and refuses one call that is too large before it sends any", async () => {
  const { client, service, requests } = setting();
  const long = { args: ["é".repeat(1000)] };
  const report = await submitAndWait(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: [long, long, long],
    maxBytes: 4500,
  });
  assertEquals(states(report.results), Array(3).fill("succeeded"));
  assertEquals(service.submissions.length, 2);
  const sizes = requests.filter(({ url }) => url.endsWith("/submit"))
    .map(({ text }) => new TextEncoder().encode(text).length);
  assert(sizes.every((size) => size <= 4500), `${sizes}`);
  const before = requests.length;
  const tooLong = [calls(1)[0], { args: ["x".repeat(10_000_000)] }];
  await assertRejects(
    () => submitAndWait(client, ENDPOINT, { functionId: FUNCTION, calls: tooLong }),
    RangeError,
    "Cannot submit call 1: it has 100000",
  );
  assertEquals(requests.length, before);
});

Deno.test("submitAndWait() of 10,000 calls never sends more than 20 requests in 10 seconds", async () => {
  const { client, requests } = setting();
  const report = await submitAndWait<number>(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(10_000),
  });
  assertEquals(report.values().at(-1), 9999);
  const times = requests.map(({ atMs }) => atMs);
  assert(times.length >= 2 * Math.ceil(10_000 / 128), `${times.length}`);
  for (const [i, atMs] of times.entries()) {
    assert(i < 20 || atMs - times[i - 20] >= 10_000, `request ${i} at ${atMs}`);
  }
});

Deno.test("two waits of a client share its limit, and a limiter that is given is used", async () => {
  const { client, requests, clock } = setting();
  const params = { functionId: FUNCTION, calls: calls(60), maxTasks: 4 };
  await Promise.all([
    submitAndWait(client, ENDPOINT, params),
    submitAndWait(client, ENDPOINT, params),
  ]);
  const times = requests.map(({ atMs }) => atMs);
  assert(times.length > 60);
  for (const [i, atMs] of times.entries()) assert(i < 20 || atMs - times[i - 20] >= 10_000);
  const before = clock.elapsedMs;
  const limiter = new RateLimiter(clock, { requestsPerSecond: 1000, burst: 1000 });
  await submitAndWait(client, ENDPOINT, { ...params, limiter });
  assert(clock.elapsedMs - before < 10_000);
});

Deno.test("submitAndWait() reads results between submissions, as it may take longer than results are kept", async () => {
  const { client, service, requests } = setting();
  service.waits = 0;
  const report = await submitAndWait<number>(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(400),
    maxTasks: 1,
    maxIntervalMs: 60_000,
  });
  assertEquals(report.values().length, 400);
  const kinds = requests.map(({ url }) => url.endsWith("/submit") ? "submit" : "read");
  const first = kinds.indexOf("read");
  // 400 submissions take more than four minutes.
  assert(requests[first].atMs - requests[0].atMs < 62_000, `${requests[first].atMs}`);
  assert(first < kinds.lastIndexOf("submit") - 200, `${first}`);
});

Deno.test("a failed task shows its traceback, and values() throws its last line", async () => {
  const { client, service } = setting();
  service.end = (payload) =>
    payload.includes("[1]")
      ? { status: "FAILED", exception: "Traceback\n  line 1\nValueError: too \u001b[31mmany\n" }
      : payload.includes("[2]")
      ? { status: "Failed", reason: "MaxResultSizeExceeded" }
      : { status: "SUCCESS", result: "11\n1" };
  const report = await submitAndWait(client, ENDPOINT, { functionId: FUNCTION, calls: calls(3) });
  assertEquals(states(report.results), ["succeeded", "failed", "failed"]);
  const [, failed, cut] = report.results;
  assert(failed.state === "failed" && failed.exception.startsWith("Traceback"));
  assert(cut.state === "failed" && cut.exception === "MaxResultSizeExceeded");
  const error = assertThrows(() => report.values(), ComputeTaskError);
  assertEquals([error.index, error.report], [1, report]);
  assertEquals(
    error.message,
    "Cannot use the result of call 1: it failed (ValueError: too  [31mmany)",
  );
});

Deno.test("a result of dill is kept as it was sent, and names what would make it readable", async () => {
  const { client, service } = setting();
  service.end = () => ({ status: "success", result: "00\ngASVAAA=\n" });
  const { results: [result], values, ...report } = await submitAndWait(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(1),
  });
  assert(result.state === "undecodable" && values !== undefined);
  assertEquals([result.payload, report.state], ["00\ngASVAAA=\n", "complete"]);
  assert(result.error instanceof ComputeSerializationError);
  assertEquals(result.error.serializer, "DillDataBase64");
});

Deno.test("a result whose answer got lost is asked for again, and is lost if it is gone", async () => {
  for (const isGone of [true, false]) {
    let questions = 0;
    const { client, service } = setting((sent, good) => {
      if (!sent.url.endsWith("/batch_status") || ++questions !== 2) return good();
      // The service reads the results, and the answer breaks; or the request never gets there.
      if (isGone) good();
      return isGone ? { ...good(), breaks: true } : { status: 503 };
    });
    const { state, results } = await submitAndWait(client, ENDPOINT, {
      functionId: FUNCTION,
      calls: calls(2),
    });
    assertEquals(state, "complete");
    const expected = isGone ? ["lost", "lost"] : ["succeeded", "succeeded"];
    assertEquals(states(results), expected, `${isGone}`);
    assert(service.questions.length >= 2);
  }
});

Deno.test("a response with results that is too large to be read is said to be why they are lost", async () => {
  const { client, service } = setting();
  service.end = () => ({ status: "success", result: `11\n"${"x".repeat(5000)}"` });
  const report = await submitAndWait(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(1),
  }, { maxBodyBytes: 4000 });
  const [result] = report.results;
  assert(result.state === "lost" && result.error instanceof InvalidResponseError);
  const error = assertThrows(() => report.values(), ComputeTaskError, "maxBodyBytes");
  assertEquals(error.cause, result.error);
});

Deno.test("a task that the service does not know yet is asked for again, and lost if that lasts", async () => {
  let missing = 3;
  const { client, clock } = setting((sent, good) =>
    sent.url.endsWith("/batch_status") && missing-- > 0 ? { json: { results: {} } } : good()
  );
  const params = { functionId: FUNCTION, calls: calls(1) };
  assertEquals(states((await submitAndWait(client, ENDPOINT, params)).results), ["succeeded"]);
  missing = Infinity;
  const before = clock.elapsedMs;
  const never = await submitAndWait(client, ENDPOINT, { ...params, outageMs: 300_000 });
  assertEquals([never.state, ...states(never.results)], ["complete", "lost"]);
  assert(clock.elapsedMs - before >= 300_000 && clock.elapsedMs - before < 400_000);
});

Deno.test("a submission that is refused or whose answer got lost ends all that come after", async () => {
  const spoilt: [Answer, string][] = [
    [{ status: 403, json: { code: "FUNCTION_NOT_PERMITTED", detail: "no" } }, "refused"],
    [{ throws: new TypeError("client error (Connect): refused") }, "refused"],
    [{ throws: new TypeError("connection reset") }, "unknown"],
    [{ status: 500 }, "unknown"],
    [{ json: { tasks: {} } }, "unknown"],
    [{ json: { tasks: { [FUNCTION]: [5] } } }, "unknown"],
    [{ json: null }, "unknown"],
  ];
  for (const [answer, outcome] of spoilt) {
    let submissions = 0;
    const { client, service } = setting((sent, good) =>
      sent.url.endsWith("/submit") && ++submissions >= 2 ? answer : good()
    );
    const report = await submitAndWait<number>(client, ENDPOINT, {
      functionId: FUNCTION,
      calls: calls(6),
      maxTasks: 2,
    });
    assertEquals(report.state, "stopped", outcome);
    assertEquals(
      states(report.results),
      ["succeeded", "succeeded", outcome, outcome, "notSent", "notSent"],
      JSON.stringify(answer),
    );
    assertEquals(service.submissions.length, 1);
    assert(report.error instanceof ComputeAPIError || report.error instanceof NetworkError);
    const error = assertThrows(() => report.values(), ComputeTaskError);
    assertEquals([error.index, error.cause], [2, report.error]);
  }
});

Deno.test("after timeoutMs the report names the tasks that go on", async () => {
  const { client, service, clock } = setting();
  service.waits = Infinity;
  const report = await submitAndWait(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(2),
    timeoutMs: 90_000,
  });
  assertEquals(report.state, "timeout");
  assertEquals(report.results, [
    { state: "running", taskId: "task-0" },
    { state: "running", taskId: "task-1" },
  ]);
  assert(clock.elapsedMs >= 90_000 && clock.elapsedMs < 92_000, `${clock.elapsedMs}`);
  assertThrows(() => report.values(), ComputeTaskError, "it is not known to have ended");
});

Deno.test("an abort before the first submission rejects, one after it is reported with what arrived", async () => {
  const reason = new Error("enough");
  const early = setting();
  await assertRejects(
    () =>
      submitAndWait(early.client, ENDPOINT, { functionId: FUNCTION, calls: calls(1) }, {
        signal: AbortSignal.abort(reason),
      }),
    Error,
    "enough",
  );
  assertEquals(early.requests, []);
  const controller = new AbortController();
  const { client, service, clock } = setting();
  service.end = (payload) =>
    payload.includes("[0]") ? { status: "success", result: "11\n7" } : { status: "running" };
  const report = await submitAndWait(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(2),
    onOutcome: () => controller.abort(reason),
  }, { signal: controller.signal });
  assertEquals([report.state, report.error], ["aborted", reason]);
  assertEquals(states(report.results), ["succeeded", "running"]);
  assertThrows(() => report.values(), Error, "enough");
  await nextTurn();
  assertEquals(clock.timers, 0);
});

Deno.test("an error of onOutcome loses no result that arrived with it", async () => {
  const { client } = setting();
  const failure = new Error("disk is full");
  const report = await submitAndWait(client, ENDPOINT, {
    functionId: FUNCTION,
    calls: calls(3),
    onOutcome() {
      throw failure;
    },
  });
  assertEquals([report.state, report.error], ["stopped", failure]);
  assertEquals(states(report.results), ["succeeded", "succeeded", "succeeded"]);
});

Deno.test("submitAndWait() refuses wrong arguments before it sends anything", async () => {
  const { client, requests } = setting();
  const good = { functionId: FUNCTION, calls: calls(1) };
  const wrong: [unknown, unknown][] = [
    [undefined, TypeError],
    ["x", TypeError],
    [[], TypeError],
    [{ ...good, calls: 5 }, TypeError],
    [{ ...good, calls: "ab" }, TypeError],
    [{ ...good, calls: null }, TypeError],
    [{ ...good, calls: [{ args: [undefined] }] }, TypeError],
    [{ ...good, calls: [calls(1)[0], { args: [NaN] }] }, TypeError],
    [{ ...good, functionId: "" }, TypeError],
    [{ ...good, functionId: undefined }, TypeError],
    [{ ...good, maxTasks: 0 }, RangeError],
    [{ ...good, maxTasks: 1.5 }, RangeError],
    [{ ...good, maxBytes: 0 }, RangeError],
    [{ ...good, maxBytes: 10_000_001 }, RangeError],
    [{ ...good, timeoutMs: -1 }, RangeError],
    [{ ...good, maxIntervalMs: 1_800_000 }, RangeError],
  ];
  for (const [params, type] of wrong) {
    await assertRejects(
      () => submitAndWait(client, ENDPOINT, params as never),
      type as typeof TypeError,
      "Cannot ",
      Deno.inspect(params),
    );
  }
  const { client: older } = fakeClient(ComputeClientV3, () => ({ json: {} }));
  await assertRejects(
    // @ts-expect-error: version 3 alone cannot ask for tasks
    () => submitAndWait(older, ENDPOINT, good),
    GlobusSDKUsageError,
    "give a ComputeClient",
  );
  const { client: oldest } = fakeClient(ComputeClientV2, () => ({ json: {} }));
  // @ts-expect-error: version 2 submits in another form
  const wrongClient: Parameters<typeof submitAndWait>[0] = oldest;
  assert(wrongClient);
  assertEquals(requests, []);
});

Deno.test("submitAndWait() of no calls sends nothing", async () => {
  const { client, requests } = setting();
  const report = await submitAndWait(client, ENDPOINT, { functionId: FUNCTION, calls: [] });
  assertEquals([report.state, report.values(), requests.length], ["complete", [], 0]);
});
