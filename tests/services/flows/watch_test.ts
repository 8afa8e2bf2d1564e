import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  FlowsAPIError,
  NetworkError,
  runOutcome,
  type RunProgress,
  watchRun,
} from "@globus-deno/sdk";
import { FakeFlows, RUN } from "../../kit/fake_flows.ts";
import { shapes } from "../../kit/signatures.ts";
import { nextTurn } from "../../kit/clock.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";

function codesOf({ entries }: RunProgress): string[] {
  return entries.map(({ code }) => code);
}

Deno.test("watchRun() says how the run ended, with its output or what was wrong", async () => {
  const ends: [string, object | null, Partial<RunProgress>][] = [
    ["SUCCEEDED", { code: "FlowSucceeded", output: { a: 1 } }, {
      state: "succeeded",
      output: { a: 1 },
    }],
    ["SUCCEEDED", null, { state: "succeeded" }],
    ["FAILED", { code: "FlowFailed", description: "no", details: { state_name: "Copy" } }, {
      state: "failed",
      fault: { code: "FlowFailed", description: "no", stateName: "Copy" },
    }],
    ["FAILED", { code: "FlowCanceled", description: "by the user" }, {
      state: "canceled",
      fault: { code: "FlowCanceled", description: "by the user" },
    }],
    ["FAILED", { code: 5, description: ["x"] }, { state: "failed", fault: {} }],
    ["ENDED", {}, { state: "ended" }],
    ["INACTIVE", { code: "ActionFailed" }, {
      state: "inactive",
      fault: { code: "ActionFailed" },
      needsLogin: false,
    }],
    ["INACTIVE", { code: "ConsentRequired", required_scope: "s" }, {
      state: "inactive",
      fault: { code: "ConsentRequired" },
      needsLogin: true,
    }],
    ["INACTIVE", { details: [{ cause: { authorization_parameters: {} } }] }, {
      state: "inactive",
      fault: {},
      needsLogin: true,
    }],
  ];
  for (const [status, details, expected] of ends) {
    const service = new FakeFlows();
    const run = service.add();
    let reads = 0;
    service.onRead = () => {
      if (++reads === 2) service.end(run, status, details as Record<string, unknown>);
    };
    const [first, last, ...more] = await collect(watchRun(service.flows, RUN));
    assertEquals([first.state, more], ["active", []]);
    const { state, output, fault, needsLogin } = last;
    const seen = Object.fromEntries(
      Object.entries({ state, output, fault, needsLogin }).filter(([, value]) =>
        value !== undefined
      ),
    );
    assertEquals(seen, expected as Record<string, unknown>);
    assertEquals(last.run.run_id, RUN);
  }
});

Deno.test("watchRun() yields each entry of the log once, over pages and polls", async () => {
  for (const pageSize of [1, 2, 3, 100]) {
    const service = new FakeFlows();
    service.logPageSize = pageSize;
    const run = service.add();
    const steps = [["FlowStarted"], [], ["AStarted", "ACompleted", "BStarted"], ["BCompleted"]];
    let reads = 0;
    service.onRead = () => {
      const codes = steps[reads++];
      if (codes) service.write(run, ...codes);
      else {
        service.write(run, "FlowSucceeded");
        service.end(run);
      }
    };
    const all = await collect(watchRun(service.flows, RUN));
    assertEquals(all.map(codesOf), [...steps, ["FlowSucceeded"]], `${pageSize} a page`);
  }
});

Deno.test("watchRun() reads a log of 1,000 entries by pages of 100, and then the last page alone", async () => {
  const service = new FakeFlows();
  const run = service.add();
  service.write(run, ...Array.from({ length: 1000 }, (_, i) => `E${i}`));
  let reads = 0;
  service.onRead = () => {
    if (++reads === 3) service.end(run);
  };
  const all = await collect(watchRun(service.flows, RUN));
  assertEquals(all.map(({ entries }) => entries.length), [1000, 0, 0]);
  assertEquals(service.count("GET /runs/*/log"), 10 + 1 + 1);
  assert(
    service.requests.every(({ address: url }) =>
      (url.searchParams.get("limit") ?? "100") === "100"
    ),
  );
});

Deno.test("watchRun() with log: false, and runOutcome(), ask for the run alone", async () => {
  const service = new FakeFlows();
  const run = service.add();
  service.write(run, "FlowStarted");
  service.end(run);
  assertEquals((await collect(watchRun(service.flows, RUN, { log: false }))).map(codesOf), [[]]);
  assertEquals((await runOutcome(service.flows, RUN)).state, "succeeded");
  assertEquals(service.count("GET /runs/*/log"), 0);
});

Deno.test("R10 watchRun() asks after one second, and then less and less often to a minute", async () => {
  const service = new FakeFlows();
  service.add();
  const outcome = await runOutcome(service.flows, RUN, { timeoutMs: 1_000_000 });
  const times = service.requests.map(({ atMs }) => atMs);
  const pauses = times.slice(1).map((at, i) => at - times[i]);
  assertEquals(pauses.slice(0, 3), [1000, 1500, 2250]);
  assertEquals(Math.max(...pauses), 60_000);
  assertEquals([outcome.state, outcome.elapsedMs, service.clock.elapsedMs], [
    "timeout",
    1_000_000,
    1_000_000,
  ]);
});

Deno.test("watchRun() survives an outage, says so, and ends with an error after outageMs", async () => {
  const service = new FakeFlows();
  const run = service.add();
  let failing = true;
  service.spoil = (_seen, good) =>
    failing && service.clock.elapsedMs > 0 ? { status: 503 } : good();
  const progress = watchRun(service.flows, RUN, { log: false });
  assertEquals((await progress.next()).value?.problem, undefined);
  const { problem } = (await progress.next()).value!;
  assert(problem instanceof FlowsAPIError && problem.httpStatus === 503);
  failing = false;
  service.end(run);
  const last = (await progress.next()).value!;
  assertEquals([last.state, last.problem], ["succeeded", undefined]);

  const dead = new FakeFlows();
  dead.spoil = () => ({ throws: new TypeError("connection reset") });
  const error = await errorOf(runOutcome(dead.flows, RUN, { outageMs: 120_000 }));
  assert(error instanceof NetworkError);
  assert(dead.clock.elapsedMs >= 120_000 && dead.clock.elapsedMs < 300_000);
});

Deno.test("watchRun() waits for the end of a log that is late, but not forever", async () => {
  for (const [failures, entries, problems] of [[2, ["FlowSucceeded"], 0], [99, [], 1]] as const) {
    const service = new FakeFlows();
    const run = service.add();
    service.write(run, "FlowSucceeded");
    service.end(run);
    let left: number = failures * 4;
    service.spoil = ({ address: url }, good) =>
      url.pathname.endsWith("/log") && left-- > 0 ? { status: 502 } : good();
    const all = await collect(watchRun(service.flows, RUN));
    assertEquals(all.length, 1);
    assertEquals(codesOf(all[0]), [...entries]);
    assertEquals(all.filter(({ problem }) => problem).length, problems);
  }
});

Deno.test("watchRun() ends at once with an error that will not pass", async () => {
  const service = new FakeFlows();
  const error = await errorOf(runOutcome(service.flows, RUN));
  assert(error instanceof FlowsAPIError && error.code === "NOT_FOUND");
  assertEquals(service.requests.length, 1);
});

Deno.test("watchRun() cancels the run at the end of the time if asked to, and else does not", async () => {
  for (const cancel of [false, true]) {
    const service = new FakeFlows();
    const run = service.add();
    const outcome = await runOutcome(service.flows, RUN, { timeoutMs: 5000, cancel });
    assertEquals([outcome.state, outcome.canceled], ["timeout", cancel || undefined]);
    assertEquals(run.status, cancel ? "FAILED" : "ACTIVE");
  }
});

Deno.test("R5 watchRun() ends with the reason of an aborted signal, and leaves no timer", async () => {
  const service = new FakeFlows();
  service.add();
  const controller = new AbortController();
  let polls = 0;
  service.onRead = () => {
    if (++polls === 3) controller.abort(new Error("enough"));
  };
  await assertRejects(
    () => runOutcome(service.flows, RUN, {}, { signal: controller.signal }),
    Error,
    "enough",
  );
  await nextTurn();
  assertEquals([service.clock.timers, service.count("POST /runs/*/cancel")], [0, 0]);
});

Deno.test("what the service says of a run cannot move the cursor, nor fill the screen", async () => {
  const service = new FakeFlows();
  const run = service.add();
  service.end(run, "FAILED", {
    code: "\u001b[31mX",
    description: `\u001b]0;pwn\u0007${"a".repeat(9000)}`,
  });
  const { fault } = await runOutcome(service.flows, RUN);
  const text = `${fault?.code}${fault?.description}`;
  // deno-lint-ignore no-control-regex
  assert(!/[\u0000-\u001f]/.test(text) && text.length < 700, text);
});

Deno.test("watchRun() and runOutcome() refuse what is not a plain object, and invalid times", async () => {
  const { flows, requests } = new FakeFlows();
  for (const [shape, value] of shapes) {
    for (
      const call of [
        () => collect(watchRun(flows, RUN, value as never)),
        () => collect(watchRun(flows, RUN, {}, value as never)),
        () => runOutcome(flows, RUN, value as never),
        () => runOutcome(flows, RUN, {}, value as never),
      ]
    ) await assertRejects(call, TypeError, ": write ", shape);
  }
  const times = [
    { timeoutMs: -1 },
    { timeoutMs: NaN },
    { minIntervalMs: -1 },
    { minIntervalMs: 5000, maxIntervalMs: 1000 },
  ];
  for (const params of times) {
    await assertRejects(() => runOutcome(flows, RUN, params), RangeError, "Cannot watch a run: ");
  }
  assertEquals(requests, []);
});
