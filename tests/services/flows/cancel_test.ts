import { assert, assertEquals, assertRejects } from "@std/assert";
import { cancelRuns, FlowsAPIError } from "@globus-deno/sdk";
import { FakeFlows, type FakeRun } from "../../kit/fake_flows.ts";
import { shapes } from "../../kit/signatures.ts";

const FORBIDDEN = { status: 403, json: { error: { code: "FORBIDDEN", detail: "not yours" } } };

Deno.test("cancelRuns() cancels runs by 100 a request, each once, and says what became of each", async () => {
  const service = new FakeFlows();
  const runs = Array.from({ length: 150 }, () => service.add());
  service.end(runs[3]);
  const ids = runs.map(({ run_id }) => run_id);
  const results = await cancelRuns(service.flows, [...ids, ids[0], ids[1]]);
  assertEquals(results.map(({ runId }) => runId), ids);
  const states = results.map(({ state }) => state);
  assertEquals(states.map((state, i) => [i, state]).filter(([, state]) => state !== "canceled"), [
    [3, "ended"],
  ]);
  const batches = service.requests.filter(({ address: url }) => url.pathname === "/batch/runs")
    .map(({ json: body }) => (body as { filters: { run_ids: string[] } }).filters.run_ids);
  assertEquals(batches.map(({ length }) => length), [100, 50]);
  assertEquals(batches.flat(), ids);
});

Deno.test("cancelRuns() of no runs asks for nothing", async () => {
  const service = new FakeFlows();
  assertEquals(await cancelRuns(service.flows, []), []);
  assertEquals(service.requests, []);
});

Deno.test("cancelRuns() cancels each by itself where the service refuses several at once", async () => {
  for (const status of [403, 404, 405, 422, 500]) {
    const service = new FakeFlows();
    const [mine, theirs, gone] = [service.add(), service.add(), crypto.randomUUID()];
    service.spoil = ({ address: url }, good) =>
      url.pathname === "/batch/runs"
        ? { status }
        : url.pathname === `/runs/${theirs.run_id}/cancel`
        ? FORBIDDEN
        : good();
    const results = await cancelRuns(service.flows, [mine.run_id, theirs.run_id, gone]);
    assertEquals(results.map(({ state }) => state), ["canceled", "refused", "refused"]);
    const codes = results.map(({ error }) => error instanceof FlowsAPIError ? error.code : null);
    assertEquals(codes, [null, "FORBIDDEN", "NOT_FOUND"]);
    assertEquals(results[1].run?.status, "ACTIVE");
  }
});

Deno.test("cancelRuns() waits until the runs have ended, or says which have not", async () => {
  const service = new FakeFlows();
  const [slow, stuck] = [service.add(), service.add()];
  service.spoil = ({ address: url }, good) =>
    url.pathname === "/batch/runs" ? { status: 202, json: {} } : good();
  service.onRead = (run: FakeRun) => {
    if (run === slow && service.clock.elapsedMs >= 10_000) {
      service.end(run, "FAILED", { code: "FlowCanceled" });
    }
  };
  const results = await cancelRuns(service.flows, [slow.run_id, stuck.run_id]);
  assertEquals(results.map(({ state }) => state), ["canceled", "active"]);
  assertEquals(service.clock.elapsedMs, 60_000);
});

Deno.test("cancelRuns() does not take an outage for a refusal", async () => {
  const service = new FakeFlows();
  const { run_id: id } = service.add();
  let failing = true;
  service.spoil = ({ method }, good) => failing && method === "GET" ? { status: 503 } : good();
  const cancel = cancelRuns(service.flows, [id], { timeoutMs: 30_000 });
  service.clock.setTimer(() => failing = false, 15_000);
  assertEquals((await cancel)[0].state, "canceled");
  failing = true;
  const [result] = await cancelRuns(service.flows, [id], { timeoutMs: 5000 });
  assert(result.state === "active" && result.error instanceof FlowsAPIError);
});

Deno.test("cancelRuns() reads 8 runs at the same time at most, and ends with an aborted signal", async () => {
  const service = new FakeFlows();
  const ids = Array.from({ length: 30 }, () => service.add().run_id);
  const controller = new AbortController();
  service.spoil = ({ method }, good) => {
    if (method === "POST") return good();
    return { hangs: true };
  };
  const canceled = cancelRuns(service.flows, ids, {}, { signal: controller.signal });
  service.clock.setTimer(() => controller.abort(new Error("enough")), 100);
  await assertRejects(() => canceled, Error, "enough");
  assertEquals(service.count("GET /runs/*"), 8);
});

Deno.test("cancelRuns() refuses what is not a list of texts, and what is not a plain object", async () => {
  const { flows, requests } = new FakeFlows();
  for (const [shape, value] of shapes) {
    if (!/^(empty )?array$/.test(shape)) {
      await assertRejects(() => cancelRuns(flows, value as never), TypeError, "Cannot ", shape);
    }
    await assertRejects(() => cancelRuns(flows, [], value as never), TypeError, ": write ", shape);
    await assertRejects(() => cancelRuns(flows, [], {}, value as never), TypeError, ": write ");
  }
  assertEquals(requests, []);
});
