import { assert, assertEquals } from "@std/assert";
import { GlobusConnectionError } from "../../../lib/core/errors.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { taskOutcome, watchTask } from "../../../lib/services/transfer/watch.ts";
import {
  type Answer,
  collect,
  errorOf,
  fakeTransfer,
  nextTurn,
  type Seen,
  TASK,
} from "./helpers.ts";

interface Poll {
  status?: string;
  [field: string]: unknown;
}

/** A service that answers questions for a task in turn, the last one for ever, and for events. */
function service(
  polls: (Poll | Answer & { answer: true })[],
  events: Answer = { json: { DATA: [], total: 0 } },
): (seen: Seen) => Answer {
  return ({ url }) => {
    if (url.pathname.endsWith("/event_list")) return events;
    const poll = polls.length > 1 ? polls.shift()! : polls[0];
    return "answer" in poll ? poll as Answer : { json: { task_id: TASK, faults: 0, ...poll } };
  };
}

const failing = (answer: Answer): Answer & { answer: true } => ({ ...answer, answer: true });
const fault = (details: string, code = "FILE_NOT_FOUND"): Answer => ({
  json: { DATA: [{ code, details, time: "2026-01-01T00:00:00+00:00", is_error: true }], total: 1 },
});

Deno.test("watchTask() ends with how the task ended", async () => {
  const ends = { SUCCEEDED: "succeeded", FAILED: "failed", INACTIVE: "inactive" };
  for (const [status, state] of Object.entries(ends)) {
    const { client } = fakeTransfer(
      service([{ status: "ACTIVE" }, { status: "ACTIVE" }, { status }]),
    );
    const states = (await collect(watchTask(client, TASK))).map((progress) => progress.state);
    assertEquals(states, ["active", "active", state]);
  }
});

Deno.test("watchTask() ends with timeout at its deadline, and not with the task", async () => {
  const { client, clock, requests } = fakeTransfer(service([{ status: "ACTIVE" }]));
  const all = await collect(watchTask(client, TASK, { timeoutMs: 30_000 }));
  assertEquals(all.at(-1)?.state, "timeout");
  assert(all.slice(0, -1).every(({ state }) => state === "active"));
  assertEquals(clock.monotonicMs(), 30_000);
  assertEquals(requests.at(-1)?.atMs, 30_000);
});

Deno.test("R10 watchTask() asks after one second, and then less and less often to a minute", async () => {
  const { client, requests } = fakeTransfer(service([{ status: "ACTIVE" }]));
  await collect(watchTask(client, TASK, { timeoutMs: 1_000_000 }));
  const times = requests.map(({ atMs }) => atMs);
  const pauses = times.slice(1).map((at, i) => at - times[i]);
  assertEquals(pauses.slice(0, 3), [1000, 1500, 2250]);
  assert(pauses.every((pause, i) => pause >= (pauses[i - 1] ?? 0) || i === pauses.length - 1));
  assertEquals(Math.max(...pauses), 60_000);
});

Deno.test("R10 watchTask() varies its pauses", async () => {
  const { client, requests } = fakeTransfer(service([{ status: "ACTIVE" }]), { random: () => 0 });
  await collect(watchTask(client, TASK, { timeoutMs: 2_000 }));
  assertEquals(requests[1].atMs, 750);
});

Deno.test("watchTask() tells bytes, parts, speed and the time that remains", async () => {
  const { client } = fakeTransfer(service([
    { status: "ACTIVE", bytes_transferred: 0, subtasks_total: 10, subtasks_succeeded: 0 },
    { status: "ACTIVE", bytes_transferred: 5000, subtasks_total: 10, subtasks_succeeded: 5 },
    { status: "SUCCEEDED", bytes_transferred: 9000, subtasks_total: 10, subtasks_succeeded: 10 },
  ]));
  const [first, second, last] = await collect(watchTask(client, TASK));
  assertEquals(first.remainingMs, undefined);
  assertEquals([second.bytesTransferred, second.bytesPerSecond], [5000n, 5000]);
  assertEquals([second.partsDone, second.partsTotal, second.remainingMs], [5, 10, 1000]);
  assertEquals(last.remainingMs, undefined);
});

Deno.test("watchTask() shows the service's own speed until it has seen one", async () => {
  const { client } = fakeTransfer(service([
    { status: "SUCCEEDED", bytes_transferred: 10, effective_bytes_per_second: 77 },
  ]));
  const [only] = await collect(watchTask(client, TASK));
  assertEquals(only.bytesPerSecond, 77);
});

Deno.test("E9 watchTask() counts bytes exactly beyond 2^53", async () => {
  const text = `{"task_id":"${TASK}","status":"SUCCEEDED","bytes_transferred":9007199254740993}`;
  const { client } = fakeTransfer(() => ({ text }));
  const [only] = await collect(watchTask(client, TASK));
  assertEquals(only.bytesTransferred, 9007199254740993n);
});

Deno.test("watchTask() explains a fault that an active task hides", async () => {
  const details = "Error (transfer)\nEndpoint: Lab (id)\nServer: 192.0.2.1:443\n---\n" +
    "Details: 550-GlobusError: v=1 c=PATH_NOT_FOUND\\r\\n550 End.\\r\\n\n";
  const { client } = fakeTransfer(service([
    { status: "ACTIVE", nice_status: "FILE_NOT_FOUND", faults: 3 },
    { status: "SUCCEEDED" },
  ], fault(details)));
  const [first, last] = await collect(watchTask(client, TASK));
  assertEquals(first.state, "active");
  assertEquals(first.fault?.code, "FILE_NOT_FOUND");
  assertEquals(first.fault?.needsAction, true);
  assertEquals(first.fault?.details, "There is no such file or directory");
  assertEquals(first.fault?.report?.server, "192.0.2.1:443");
  assertEquals(first.fault?.time, "2026-01-01T00:00:00+00:00");
  assertEquals(last.fault, undefined);
});

Deno.test("watchTask() asks for events only when there is a new fault", async () => {
  const stuck = { status: "ACTIVE", nice_status: "PERMISSION_DENIED", faults: 1 };
  const { client, requests } = fakeTransfer(service([
    { status: "ACTIVE", nice_status: "Queued" },
    { status: "ACTIVE", nice_status: "OK" },
    stuck,
    stuck,
    stuck,
    { ...stuck, faults: 2 },
    { status: "SUCCEEDED", faults: 2 },
  ], fault("no", "PERMISSION_DENIED")));
  const all = await collect(watchTask(client, TASK));
  const asked = requests.filter(({ url }) => url.pathname.endsWith("/event_list"));
  assertEquals(asked.length, 2);
  assertEquals(asked[0].url.searchParams.get("filter"), "is_error:1");
  assertEquals(all.map(({ fault }) => fault?.code), [
    undefined,
    undefined,
    "PERMISSION_DENIED",
    "PERMISSION_DENIED",
    "PERMISSION_DENIED",
    "PERMISSION_DENIED",
    undefined,
  ]);
});

Deno.test("watchTask() says why a task failed, from the task alone if need be", async () => {
  const failed = {
    status: "FAILED",
    fatal_error: { code: "QUOTA_EXCEEDED", description: "over quota" },
  };
  for (const events of [{ status: 403, json: {} }, { json: { DATA: [] } }, { json: 5 }]) {
    const { client } = fakeTransfer(service([failed], events));
    const { state, fault } = await taskOutcome(client, TASK);
    assertEquals([state, fault?.code, fault?.details], ["failed", "QUOTA_EXCEEDED", "over quota"]);
  }
});

Deno.test("watchTask() tells a pause and an end by an administrator", async () => {
  const { client } = fakeTransfer(service([
    { status: "ACTIVE", is_paused: true },
    { status: "FAILED", fatal_error: { code: "CANCELED", description: "canceled" } },
  ]));
  const codes = (await collect(watchTask(client, TASK))).map(({ fault }) => fault?.code);
  assertEquals(codes, ["PAUSED", "CANCELED"]);
});

Deno.test("R10 watchTask() shows an outage and goes on after it", async () => {
  const { client } = fakeTransfer(service([
    { status: "ACTIVE", bytes_transferred: 1 },
    ...Array.from({ length: 8 }, () => failing({ status: 502, text: "<html>" })),
    { status: "SUCCEEDED", bytes_transferred: 2 },
  ]));
  const all = await collect(watchTask(client, TASK));
  assertEquals(all.at(-1)?.state, "succeeded");
  assertEquals(all.at(-1)?.problem, undefined);
  assert(all.some(({ problem }) => problem instanceof TransferAPIError));
});

Deno.test("R10 watchTask() gives up after outageMs, with the error of the last question", async () => {
  const silent = failing({ throws: new TypeError("connection reset") });
  for (const polls of [[silent], [{ status: "ACTIVE" }, silent]]) {
    const { client, clock } = fakeTransfer(service(polls));
    const error = await errorOf(collect(watchTask(client, TASK, { outageMs: 120_000 })));
    assert(error instanceof GlobusConnectionError);
    assert(clock.monotonicMs() >= 120_000 && clock.monotonicMs() < 300_000);
  }
});

Deno.test("watchTask() throws at once what will not pass", async () => {
  const { client, requests } = fakeTransfer(() => ({
    status: 404,
    json: { code: "TaskNotFound" },
  }));
  assert(await errorOf(collect(watchTask(client, TASK))) instanceof TransferAPIError);
  assertEquals(requests.length, 1);
});

Deno.test("watchTask() asks no more once its reader has left", async () => {
  const { client, requests, clock } = fakeTransfer(service([{ status: "ACTIVE" }]));
  for await (const { state } of watchTask(client, TASK)) if (state === "active") break;
  await nextTurn();
  assertEquals([requests.length, clock.timers], [1, 0]);
});

Deno.test("R5 watchTask() ends with its signal", async () => {
  const stop = new AbortController();
  const { client } = fakeTransfer(({ index }) => {
    if (index === 2) stop.abort(new Error("enough"));
    return { json: { status: "ACTIVE" } };
  });
  const error = await errorOf(collect(watchTask(client, TASK, {}, { signal: stop.signal })));
  assertEquals(error.message, "enough");
});

Deno.test("watchTask() bears any kind of document that has a status", async () => {
  const hostile = {
    status: "ACTIVE",
    fatal_error: "text",
    nice_status: { a: 1 },
    nice_status_details: 7,
    bytes_transferred: "many",
    subtasks_total: -5,
    subtasks_succeeded: null,
    is_paused: "yes",
    effective_bytes_per_second: "1",
  };
  const { client } = fakeTransfer(service([hostile, { ...hostile, status: "FAILED" }], {
    json: { DATA: [null] },
  }));
  const all = await collect(watchTask(client, TASK));
  assertEquals(all.map(({ bytesTransferred, partsTotal }) => [bytesTransferred, partsTotal]), [
    [0n, 0],
    [0n, 0],
  ]);
});

Deno.test("watchTask() refuses times that are none", async () => {
  const { client } = fakeTransfer(() => ({}));
  for (const params of [{ minIntervalMs: -1 }, { maxIntervalMs: 5 }, { timeoutMs: NaN }]) {
    assert(await errorOf(collect(watchTask(client, TASK, params))) instanceof RangeError);
  }
});
