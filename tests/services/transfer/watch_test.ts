import { assert, assertEquals } from "@std/assert";
import { GlobusConnectionError } from "../../../lib/core/errors.ts";
import type { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { taskOutcome, type WatchParams, watchTask } from "../../../lib/services/transfer/watch.ts";
import { fakeTransfer, TASK } from "../../kit/fake_transfer.ts";
import { nextTurn } from "../../kit/clock.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";
import { leftBehind } from "../../kit/left_behind.ts";

interface Poll {
  status?: string;
  [field: string]: unknown;
}

/** A service with these responses for a task, of which the last repeats, and for events. */
function service(
  polls: (Poll | Answer & { answer: true })[],
  events: Answer = { json: { DATA: [], total: 0 } },
): (seen: Sent) => Answer {
  return ({ address: url }) => {
    if (url.pathname.endsWith("/event_list")) return events;
    const poll = polls.length > 1 ? polls.shift()! : polls[0];
    return "answer" in poll ? poll as Answer : { json: { task_id: TASK, faults: 0, ...poll } };
  };
}

function failing(answer: Answer): Answer & { answer: true } {
  return { ...answer, answer: true };
}

function fault(details: string, code = "FILE_NOT_FOUND"): Answer {
  return {
    json: {
      DATA: [{ code, details, time: "2026-01-01T00:00:00+00:00", is_error: true }],
      total: 1,
    },
  };
}

Deno.test("watchTask() ends with the outcome of the task", async () => {
  const ends = { SUCCEEDED: "succeeded", FAILED: "failed", INACTIVE: "inactive" };
  for (const [status, state] of Object.entries(ends)) {
    const { client } = fakeTransfer(
      service([{ status: "ACTIVE" }, { status: "ACTIVE" }, { status }]),
    );
    const states = (await collect(watchTask(client, TASK))).map((progress) => progress.state);
    assertEquals(states, ["active", "active", state]);
  }
});

Deno.test("watchTask() ends with timeout at its deadline, and the task goes on", async () => {
  const { client, clock, requests } = fakeTransfer(service([{ status: "ACTIVE" }]));
  const all = await collect(watchTask(client, TASK, { timeoutMs: 30_000 }));
  assertEquals(all.at(-1)?.state, "timeout");
  assert(all.slice(0, -1).every(({ state }) => state === "active"));
  assertEquals(clock.elapsedMs, 30_000);
  assertEquals(requests.at(-1)?.atMs, 30_000);
});

Deno.test("R10 watchTask() polls after one second, and then at longer intervals up to a minute", async () => {
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

Deno.test("watchTask() gives bytes, parts, speed and the remaining time", async () => {
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

Deno.test("watchTask() gives the service's own speed until it has measured one", async () => {
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

Deno.test("watchTask() explains a fault of an active task", async () => {
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

Deno.test("watchTask() requests events only when there is a new fault", async () => {
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
  const asked = requests.filter(({ address: url }) => url.pathname.endsWith("/event_list"));
  assertEquals(asked.length, 2);
  assertEquals(asked[0].address.searchParams.get("filter"), "is_error:1");
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

Deno.test("watchTask() says why a task failed, also without events", async () => {
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

Deno.test("watchTask() reports a pause and an end by an administrator", async () => {
  const { client } = fakeTransfer(service([
    { status: "ACTIVE", is_paused: true },
    { status: "FAILED", fatal_error: { code: "CANCELED", description: "canceled" } },
  ]));
  const codes = (await collect(watchTask(client, TASK))).map(({ fault }) => fault?.code);
  assertEquals(codes, ["PAUSED", "CANCELED"]);
});

Deno.test("R10 watchTask() reports an outage and continues after it", async () => {
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

Deno.test("R10 watchTask() gives up after outageMs, with the error of the last poll", async () => {
  const silent = failing({ throws: new TypeError("connection reset") });
  for (const polls of [[silent], [{ status: "ACTIVE" }, silent]]) {
    const { client, clock } = fakeTransfer(service(polls));
    const error = await errorOf(collect(watchTask(client, TASK, { outageMs: 120_000 })));
    assert(error instanceof GlobusConnectionError);
    assert(clock.elapsedMs >= 120_000 && clock.elapsedMs < 300_000);
  }
});

Deno.test("watchTask() throws a permanent error at once", async () => {
  const { client, requests } = fakeTransfer(() => ({
    status: 404,
    json: { code: "TaskNotFound" },
  }));
  assert(await errorOf(collect(watchTask(client, TASK))) instanceof TransferAPIError);
  assertEquals(requests.length, 1);
});

Deno.test("watchTask() stops polling when its reader stops", async () => {
  const { client, requests, clock } = fakeTransfer(service([{ status: "ACTIVE" }]));
  for await (const { state } of watchTask(client, TASK)) if (state === "active") break;
  await nextTurn();
  assertEquals([requests.length, clock.timers], [1, 0]);
});

Deno.test("R5 watchTask() ends when it is aborted", async () => {
  const stop = new AbortController();
  const { client } = fakeTransfer(({ index }) => {
    if (index === 2) stop.abort(new Error("enough"));
    return { json: { status: "ACTIVE" } };
  });
  const error = await errorOf(collect(watchTask(client, TASK, {}, { signal: stop.signal })));
  assertEquals(error.message, "enough");
});

Deno.test("watchTask() leaves no listener and no timer behind, however it ends", async () => {
  const watch = (params: WatchParams = {}) => (client: TransferClient, signal: AbortSignal) =>
    collect(watchTask(client, TASK, params, { signal }));
  const active = () => service([{ status: "ACTIVE" }]);
  const clean = { error: "", listeners: 0, timers: 0, heard: true };
  const ends = service([{ status: "ACTIVE" }, { status: "SUCCEEDED" }]);
  assertEquals(await leftBehind(ends, watch()), clean);
  assertEquals(await leftBehind(active(), watch({ timeoutMs: 30_000 })), clean);
  assertEquals(await leftBehind(active(), watch({ timeoutMs: 30_000, cancel: true })), clean);
  assertEquals(
    await leftBehind(active(), async (client, signal) => {
      for await (const _ of watchTask(client, TASK, {}, { signal })) break;
    }),
    clean,
  );
  const list = active();
  for (const hangs of [false, true]) {
    const stopped = await leftBehind((seen, stop) => {
      // In the request, or in the pause after it.
      if (hangs) queueMicrotask(stop);
      else nextTurn().then(stop);
      return hangs ? { hangs } : list(seen);
    }, watch());
    assertEquals(stopped, { ...clean, error: "AbortError" });
  }
  const failed = await leftBehind(() => ({ status: 404 }), watch());
  assertEquals(failed, { ...clean, error: "TransferAPIError" });
});

Deno.test("watchTask() accepts any document with a status", async () => {
  const hostile = {
    status: "ACTIVE",
    task_id: undefined,
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

Deno.test("watchTask() refuses times below zero, and reasons to give up that do not exist", async () => {
  const { client, requests } = fakeTransfer(() => ({}));
  const wrong = [{ minIntervalMs: -1 }, { maxIntervalMs: 5 }, { timeoutMs: NaN }];
  for (const params of [...wrong, { giveUp: true }, { giveUp: "needs_action" }]) {
    const error = await errorOf(collect(watchTask(client, TASK, params as WatchParams)));
    assert(error instanceof RangeError && error.message.startsWith("Cannot watch a task: "));
  }
  assertEquals(requests.length, 0);
});

Deno.test("watchTask() throws the error of the last poll if no response arrives before its deadline", async () => {
  for (const timeoutMs of [0, 5_000, 30_000]) {
    const { client, clock } = fakeTransfer(() => ({ throws: new TypeError("connection reset") }));
    const error = await errorOf(collect(watchTask(client, TASK, { timeoutMs })));
    assert(error instanceof GlobusConnectionError, `${error}`);
    // A poll has a limit of a second, and of the remaining time.
    const lastsMs = clock.elapsedMs;
    assert(lastsMs >= timeoutMs && lastsMs <= timeoutMs + 1_000, `${lastsMs}`);
  }
});

Deno.test("watchTask() at its deadline gives the last response, if there was one", async () => {
  const silent = failing({ throws: new TypeError("connection reset") });
  const { client, clock } = fakeTransfer(
    service([{ status: "ACTIVE", bytes_transferred: 7 }, silent]),
  );
  const last = await taskOutcome(client, TASK, { timeoutMs: 30_000 });
  assertEquals([last.state, last.bytesTransferred], ["timeout", 7n]);
  assert(last.problem instanceof GlobusConnectionError);
  assert(clock.elapsedMs >= 30_000 && clock.elapsedMs <= 31_000);
});

Deno.test("watchTask() counts skipped parts as done", async () => {
  const { client } = fakeTransfer(service([
    { status: "ACTIVE", subtasks_total: 10, subtasks_succeeded: 2, subtasks_skipped_errors: 0 },
    { status: "ACTIVE", subtasks_total: 10, subtasks_succeeded: 2, subtasks_skipped_errors: 4 },
    { status: "SUCCEEDED", subtasks_total: 10, subtasks_succeeded: 6, subtasks_skipped_errors: 4 },
  ]));
  const all = await collect(watchTask(client, TASK));
  assertEquals(all.map(({ partsDone }) => partsDone), [2, 6, 10]);
  // Four parts in a second, and four remain.
  assertEquals(all[1].remainingMs, 1000);
});

const STUCK = { status: "ACTIVE", nice_status: "PERMISSION_DENIED", faults: 1 };

function cancels(requests: Sent[]) {
  return requests.filter(({ method }) => method === "POST");
}

Deno.test("giveUp ends the watch at a fault that only a person can remove", async () => {
  const { client, requests, clock } = fakeTransfer(service([
    { status: "ACTIVE" },
    // The watch waits for a fault that passes by itself.
    { status: "ACTIVE", nice_status: "ENDPOINT_TOO_BUSY", faults: 1 },
    STUCK,
  ], fault("no", "PERMISSION_DENIED")));
  const all = await collect(watchTask(client, TASK, { giveUp: "needsAction" }));
  assertEquals(all.map(({ state }) => state), ["active", "active", "needsAction"]);
  assertEquals([all[2].fault?.code, all[2].canceled], ["PERMISSION_DENIED", undefined]);
  assertEquals(cancels(requests), []);
  assert(clock.elapsedMs < 5_000);
});

Deno.test("a watch without giveUp continues at such a fault", async () => {
  const { client } = fakeTransfer(service([STUCK, STUCK, { status: "SUCCEEDED" }]));
  const all = await collect(watchTask(client, TASK));
  assertEquals(all.map(({ state }) => state), ["active", "active", "succeeded"]);
});

Deno.test("cancel ends the task if the watch gives up, times out, or finds it inactive", async () => {
  const cases: [string, Poll, WatchParams][] = [
    ["needsAction", STUCK, { giveUp: "needsAction" }],
    ["timeout", { status: "ACTIVE" }, { timeoutMs: 10_000 }],
    ["inactive", { status: "INACTIVE" }, {}],
  ];
  for (const [state, poll, params] of cases) {
    const { client, requests } = fakeTransfer(service([poll]));
    const outcome = await taskOutcome(client, TASK, { ...params, cancel: true });
    assertEquals([outcome.state, outcome.canceled], [state, true] as const);
    assertEquals(cancels(requests).map(({ address: url }) => url.pathname), [
      `/v0.10/task/${TASK}/cancel`,
    ]);
  }
});

Deno.test("cancel does not end a task whose reader stops, and does nothing for a task that has ended", async () => {
  for (const status of ["SUCCEEDED", "FAILED"]) {
    const { client, requests } = fakeTransfer(service([{ status }]));
    assertEquals((await taskOutcome(client, TASK, { cancel: true })).canceled, undefined);
    assertEquals(cancels(requests), []);
  }
  const left = fakeTransfer(service([{ status: "ACTIVE" }]));
  for await (const _ of watchTask(left.client, TASK, { cancel: true })) break;
  assertEquals(cancels(left.requests), []);
  const stop = new AbortController();
  const aborted = fakeTransfer(({ index }) => {
    if (index === 2) stop.abort(new Error("enough"));
    return { json: { status: "ACTIVE" } };
  });
  const { signal } = stop;
  await errorOf(taskOutcome(aborted.client, TASK, { cancel: true }, { signal }));
  assertEquals(cancels(aborted.requests), []);
});

Deno.test("a cancellation that fails is an error: the task would continue unnoticed", async () => {
  const { client } = fakeTransfer(({ method }) =>
    method === "POST" ? { status: 403, json: { code: "PermissionDenied" } } : { json: STUCK }
  );
  const params = { giveUp: "needsAction", cancel: true } as const;
  const error = await errorOf(taskOutcome(client, TASK, params));
  assert(error instanceof TransferAPIError && error.code === "PermissionDenied", `${error}`);
});
