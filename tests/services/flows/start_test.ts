import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  FlowsAPIError,
  NetworkError,
  runAndWait,
  RunStartUnknownError,
  startRun,
} from "@globus-deno/sdk";
import { FakeFlows, FLOW } from "../../kit/fake_flows.ts";
import { shapes } from "../../kit/signatures.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

const RUN_ROUTE = `/flows/${FLOW}/run`;

/** Whether a request starts a run. */
function isStart({ address: url }: Sent): boolean {
  return url.pathname === RUN_ROUTE;
}

Deno.test("startRun() starts one run, with the caller's tags and one of its own", async () => {
  const service = new FakeFlows();
  const run = await startRun(service, { a: 1 }, { label: "Run 7", tags: ["mine"] });
  const [sent] = service.requests;
  const { tags, ...rest } = sent.json as { tags: string[] };
  assertEquals(rest, { body: { a: 1 }, label: "Run 7" } as unknown);
  assertEquals(tags[0], "mine");
  assert(/^start-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(tags[1]) && tags.length === 2);
  assertEquals([service.requests.length, service.runs.size], [1, 1]);
  assert(service.runs.has(run.run_id));
});

/** Faults after which the run has started all the same, by the answer that the caller gets. */
const lost: Record<string, Answer> = {
  "the connection breaks": { throws: new TypeError("connection reset") },
  "the answer is cut off": { text: '{"run_id":"c0ffee', status: 201 },
  "the answer is not JSON": { text: "<html>", status: 200 },
  "the answer has no id": { json: {}, status: 201 },
  "the answer is empty": { text: "", status: 202 },
  "the gateway gives up": { status: 504 },
  "the gateway fails": { status: 502, text: "<html>" },
  "the service fails": { status: 500 },
  "nothing comes": { hangs: true },
};

for (const [name, answer] of Object.entries(lost)) {
  Deno.test(`startRun() finds the run that started although ${name}`, async () => {
    const service = new FakeFlows();
    for (let i = 0; i < 5; i++) service.add({ tags: ["start-other"] });
    service.spoil = (seen, good) => {
      if (!isStart(seen)) return good();
      good();
      return answer;
    };
    const run = await startRun(service, {}, {}, { timeoutMs: 5000 });
    assertEquals(service.count("POST /flows/*/run"), 1);
    assertEquals(service.runs.size, 6);
    assertEquals(run.run_id, [...service.runs.keys()].at(-1));
  });

  Deno.test(`startRun() says that it does not know of a run that did not start, where ${name}`, async () => {
    const service = new FakeFlows();
    service.spoil = (seen, good) => isStart(seen) ? answer : good();
    const error = await errorOf(startRun(service, {}, { searchMs: 20_000 }, { timeoutMs: 5000 }));
    assert(error instanceof RunStartUnknownError, `${error}`);
    const sent = service.requests.find(isStart)!.json as { tags: string[] };
    assertEquals([error.flowId, error.tag], [FLOW, sent.tags[0]]);
    assertEquals(error.message.includes(error.tag), true);
    assertEquals(error.cause instanceof Error, name !== "the answer has no id");
    assert(service.clock.elapsedMs >= 20_000 && service.clock.elapsedMs < 40_000);
    assertEquals([service.runs.size, service.count("POST /flows/*/run")], [0, 1]);
  });
}

Deno.test("startRun() finds a run that the service lists only after a while", async () => {
  const service = new FakeFlows();
  service.spoil = (seen, good) => {
    if (isStart(seen)) return good(), { status: 504 };
    return service.clock.elapsedMs < 15_000
      ? { json: { runs: [], limit: 2, has_next_page: false } }
      : good();
  };
  const run = await startRun(service, {});
  assertEquals([service.runs.size, service.runs.has(run.run_id)], [1, true]);
});

Deno.test("startRun() passes on a refusal, and what was certainly not sent, without a search", async () => {
  const answers: [Answer, new (...args: never[]) => Error][] = [
    [{ status: 400, json: { error: { code: "FLOW_INPUT_ERROR", detail: "no" } } }, FlowsAPIError],
    [{ status: 403, json: { error: { code: "MISSING_SCOPE", detail: "no" } } }, FlowsAPIError],
    [{ status: 404 }, FlowsAPIError],
    [{
      throws: new TypeError("error sending request: client error (Connect): tcp connect error"),
    }, NetworkError],
  ];
  for (const [answer, type] of answers) {
    const service = new FakeFlows();
    service.spoil = () => answer;
    const error = await errorOf(startRun(service, {}));
    assert(error instanceof type && !(error instanceof RunStartUnknownError), `${error}`);
    assertEquals(service.count("GET /runs"), 0);
  }
});

Deno.test("startRun() ends with the reason of an aborted signal, in the start and in the search", async () => {
  for (const inSearch of [false, true]) {
    const service = new FakeFlows();
    const controller = new AbortController();
    service.spoil = (seen, good) => {
      if (isStart(seen) && inSearch) return { status: 504 };
      controller.abort(new Error("enough"));
      return good();
    };
    await assertRejects(
      () => startRun(service, {}, {}, { signal: controller.signal }),
      Error,
      "enough",
    );
  }
});

Deno.test("runAndWait() starts a run and says how it ended, within one time for all", async () => {
  const service = new FakeFlows();
  let reads = 0;
  service.onRead = (run) => {
    if (++reads === 3) service.end(run, "SUCCEEDED", { output: { answer: 42 } });
  };
  const { state, output } = await runAndWait(service, { a: 1 }, { label: "x", timeoutMs: 60_000 });
  assertEquals([state, output], ["succeeded", { answer: 42 }]);
  const { tags: _tags, ...sent } = service.requests[0].json as { tags: unknown };
  assertEquals(sent, { body: { a: 1 }, label: "x" } as unknown);

  const endless = new FakeFlows();
  for (const cancel of [false, true]) {
    const startedAtMs = endless.clock.elapsedMs;
    const outcome = await runAndWait(endless, {}, { timeoutMs: 10_000, cancel });
    assertEquals([outcome.state, outcome.canceled], ["timeout", cancel || undefined]);
    assertEquals(endless.clock.elapsedMs - startedAtMs, 10_000);
    assertEquals(outcome.elapsedMs, 10_000);
    const run = endless.runs.get(outcome.run.run_id)!;
    assertEquals(run.details?.code === "FlowCanceled", cancel);
  }
});

Deno.test("runAndWait() gives an inactive run to its caller, whom it does not log in unasked", async () => {
  const service = new FakeFlows();
  service.onRead = (run) =>
    service.end(run, "INACTIVE", { code: "ConsentRequired", required_scope: "s" });
  const { state, needsLogin } = await runAndWait(service, {});
  assertEquals([state, needsLogin], ["inactive", true]);
  assertEquals(service.count("POST /runs/*/resume"), 0);
});

Deno.test("startRun() and runAndWait() refuse what is not a plain object, and start nothing", async () => {
  const service = new FakeFlows();
  for (const [shape, value] of shapes) {
    for (
      const call of [
        () => startRun(service, {}, value as never),
        () => startRun(service, {}, {}, value as never),
        () => runAndWait(service, {}, value as never),
        () => runAndWait(service, {}, {}, value as never),
      ]
    ) await assertRejects(call, TypeError, ": write ", shape);
  }
  await assertRejects(() => runAndWait(service, {}, { timeoutMs: -1 }), RangeError);
  assertEquals(service.requests, []);
});
