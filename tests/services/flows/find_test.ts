import { assert, assertEquals, assertRejects } from "@std/assert";
import { findRun, type FindRunParams, FlowsAPIError, type FoundRun } from "@globus-deno/sdk";
import { FakeFlows, FLOW } from "../../kit/fake_flows.ts";
import { shapes } from "../../kit/signatures.ts";
import { errorOf } from "../../kit/outcomes.ts";

const OTHER_FLOW = "c0ffee09-0000-4000-8000-000000000009";

function idsOf(found: FoundRun): string[] {
  if (found.state === "absent") return [];
  return found.state === "found" ? [found.run.run_id] : found.runs.map(({ run_id }) => run_id);
}

Deno.test("findRun() finds the run that is as asked for, on whatever page it is", async () => {
  const service = new FakeFlows();
  const startedAfter = new Date(service.clock.now());
  service.add({ start_time: new Date(startedAfter.getTime() - 1).toISOString(), tags: ["a"] });
  service.add({ flow_id: OTHER_FLOW, tags: ["a"] });
  service.add({ tags: ["b"], label: "x" });
  const wanted = service.add({ tags: ["a", "two words"], label: "x" });
  const cases: Omit<FindRunParams, "startedAfter">[] = [
    { flow_id: FLOW, tags: ["a"] },
    { tags: ["  two   words "] },
    { flow_id: FLOW, label: "x", tags: ["a", "two words"] },
  ];
  for (const params of cases) {
    const found = await findRun(service.flows, { ...params, startedAfter });
    assertEquals([found.state, idsOf(found)], ["found", [wanted.run_id]]);
  }
  const [first] = service.requests;
  assertEquals(Object.fromEntries(first.address.searchParams), {
    filter_flow_id: FLOW,
    filter_start_time: `${startedAfter.toISOString()},`,
  });
});

Deno.test("findRun() says that several runs are alike, and takes none of them", async () => {
  const service = new FakeFlows();
  const startedAfter = new Date(service.clock.now());
  const ids = [1, 2, 3].map(() => service.add({ label: "x" }).run_id);
  const found = await findRun(service.flows, { label: "x", startedAfter });
  assertEquals([found.state, idsOf(found)], ["ambiguous", ids]);
});

Deno.test("findRun() looks once, or until its time limit", async () => {
  const service = new FakeFlows();
  const startedAfter = new Date(service.clock.now());
  assertEquals(await findRun(service.flows, { label: "x", startedAfter }), { state: "absent" });
  assertEquals([service.requests.length, service.clock.elapsedMs], [1, 0]);
  const params = { label: "x", startedAfter, timeoutMs: 30_000 };
  assertEquals(await findRun(service.flows, params), { state: "absent" });
  assertEquals(service.clock.elapsedMs, 30_000);
});

Deno.test("findRun() does not take an outage for absence", async () => {
  const service = new FakeFlows();
  service.spoil = () => ({ status: 503 });
  const params = { label: "x", startedAfter: new Date(service.clock.now()), timeoutMs: 30_000 };
  assert(await errorOf(findRun(service.flows, params)) instanceof FlowsAPIError);
});

Deno.test("findRun() refuses times without a zone, and what is not a plain object", async () => {
  const { flows, requests } = new FakeFlows();
  for (const startedAfter of ["2026-01-01", "2026-01-01T00:00:00", 5, new Date(NaN), null]) {
    const params = { startedAfter: startedAfter as string };
    await assertRejects(() => findRun(flows, params), RangeError, "startedAfter");
  }
  await assertRejects(() => findRun(flows, {} as FindRunParams), RangeError, "startedAfter");
  for (const [shape, value] of shapes) {
    const startedAfter = new Date(0);
    await assertRejects(() => findRun(flows, value as never), TypeError, ": write ", shape);
    await assertRejects(
      () => findRun(flows, { startedAfter }, value as never),
      TypeError,
      ": write ",
    );
  }
  assertEquals(requests, []);
});
