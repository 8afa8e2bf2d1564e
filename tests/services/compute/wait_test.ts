import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ComputeAPIError,
  ComputeClient,
  ComputeClientV2,
  GlobusSDKUsageError,
  NetworkError,
  waitForComputeTasks,
} from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import type { Answer } from "../../kit/fake_fetch.ts";

function batch(...tasks: [string, Record<string, unknown>][]): Answer {
  return { json: { response: "batch", results: Object.fromEntries(tasks) } };
}

const DONE = { status: "success", result: "11\n1" };

Deno.test("waitForComputeTasks() waits for tasks of an earlier program, by either client", async () => {
  for (const type of [ComputeClient, ComputeClientV2]) {
    const { client, clock } = fakeClient<ComputeClient | ComputeClientV2>(type, (_, index) => {
      // Words that are not known are states before the end.
      const status = index < 3 ? { status: ["waiting-for-ep", "anything", 5][index] } : DONE;
      return batch(["a", status], ["b", DONE]);
    });
    const report = await waitForComputeTasks<number>(client, ["a", "b", "a"]);
    assertEquals([report.state, report.values()], ["complete", [1, 1, 1]]);
    assert(clock.elapsedMs >= 3000);
  }
});

Deno.test("waitForComputeTasks() keeps on through an outage, and stops where the service refuses", async () => {
  const outage: Answer[] = [{ status: 503 }, { throws: new TypeError("client error (Connect)") }];
  for (const answer of outage) {
    const { client } = fakeClient(
      ComputeClient,
      (_, index) => index < 12 ? answer : batch(["a", DONE]),
    );
    const { results: [result] } = await waitForComputeTasks(client, "a");
    assertEquals(result.state, "succeeded");
  }
  const refused = fakeClient(
    ComputeClient,
    (_, index) =>
      index === 0
        ? batch(["a", DONE], ["b", { status: "running" }])
        : { status: 403, json: { code: "FORBIDDEN", detail: "no" } },
  );
  const report = await waitForComputeTasks(refused.client, ["a", "b"]);
  assertEquals(report.results.map(({ state }) => state), ["succeeded", "running"]);
  assert(report.state === "stopped" && report.error instanceof ComputeAPIError);
  const silent = fakeClient(ComputeClient, () => ({ status: 503 }));
  const never = await waitForComputeTasks(silent.client, "a", { outageMs: 60_000 });
  assert(never.state === "stopped" && never.error instanceof Error);
  assert(silent.clock.elapsedMs >= 60_000);
});

Deno.test("waitForComputeTasks() takes nonsense for a lost answer: what is gone then is lost", async () => {
  const nonsense: Answer[] = [
    { json: null },
    { json: [] },
    { json: { results: [] } },
    { json: { results: null } },
    { text: "<html>" },
    { text: '{"results": {"a"' },
  ];
  for (const answer of nonsense) {
    const { client } = fakeClient(
      ComputeClient,
      (_, index) => index === 0 ? answer : batch(["b", DONE]),
    );
    const { results } = await waitForComputeTasks(client, ["a", "b"]);
    assertEquals(results.map(({ state }) => state), ["lost", "succeeded"], JSON.stringify(answer));
  }
});

Deno.test("a task that ends without a result, or that the service forgets, is lost", async () => {
  for (
    const end of [{ status: "success" }, { status: "failed" }, { status: "success", result: 5 }]
  ) {
    const { client } = fakeClient(ComputeClient, () => batch(["a", end]));
    const { results } = await waitForComputeTasks(client, "a");
    assertEquals(results, [{ state: "lost", taskId: "a" }]);
  }
  const forgets = fakeClient(
    ComputeClient,
    (_, index) => index === 0 ? batch(["a", { status: "running" }]) : batch(),
  );
  assertEquals((await waitForComputeTasks(forgets.client, "a")).results[0].state, "lost");
  const odd = fakeClient(ComputeClient, () => batch(["__proto__", DONE], ["toString", DONE]));
  const { results } = await waitForComputeTasks(odd.client, ["constructor"], { timeoutMs: 1000 });
  assertEquals(results, [{ state: "running", taskId: "constructor" }]);
});

Deno.test("waitForComputeTasks() waits as its intervals say, also if the first is longer than a minute", async () => {
  const { client, requests } = fakeClient(
    ComputeClient,
    (_, index) => index < 3 ? batch(["a", { status: "running" }]) : batch(["a", DONE]),
  );
  await waitForComputeTasks(client, "a", { minIntervalMs: 300_000 });
  assertEquals(requests.map(({ atMs }) => atMs), [0, 300_000, 600_000, 900_000]);
});

Deno.test("waitForComputeTasks() refuses wrong arguments, and a signal that is aborted already", async () => {
  const { client, requests } = fakeClient(ComputeClient, () => batch());
  for (const ids of [5, null, undefined, [5], [["a"]]]) {
    await assertRejects(() => waitForComputeTasks(client, ids as never), TypeError, "not a string");
  }
  for (const params of ["x", [], new Map()]) {
    await assertRejects(
      () => waitForComputeTasks(client, "a", params as never),
      TypeError,
      "write",
    );
  }
  await assertRejects(
    () => waitForComputeTasks(client, "a", { minIntervalMs: -1 }),
    RangeError,
    "Cannot wait for tasks",
  );
  await assertRejects(() => waitForComputeTasks({} as never, "a"), GlobusSDKUsageError);
  const signal = AbortSignal.abort(new NetworkError("Cannot go on: stopped"));
  await assertRejects(() => waitForComputeTasks(client, "a", {}, { signal }), NetworkError);
  assertEquals(requests, []);
  assertEquals((await waitForComputeTasks(client, [])).state, "complete");
});
