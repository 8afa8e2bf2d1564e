import { assert, assertEquals } from "@std/assert";
import { GlobusConnectionError, InvalidResponseError } from "../../../lib/core/errors.ts";
import type { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { fakeTransfer, TASK } from "../../kit/fake_transfer.ts";
import { nextTurn } from "../../kit/clock.ts";
import { errorOf } from "../../kit/outcomes.ts";
import { leftBehind } from "../../kit/left_behind.ts";

function task(status: string) {
  return { json: { task_id: TASK, status } };
}

Deno.test("taskWait() is true as soon as a task is not active, however it ended", async () => {
  for (const status of ["SUCCEEDED", "FAILED", "INACTIVE"]) {
    const { client, requests } = fakeTransfer(({ index }) => task(index < 2 ? "ACTIVE" : status));
    assertEquals(await client.taskWait(TASK, { timeoutMs: 60_000 }), true);
    assertEquals(requests.map(({ atMs }) => atMs), [0, 10_000, 20_000]);
  }
});

Deno.test("taskWait() is false at its deadline, counted by the clock", async () => {
  const { client, requests, clock } = fakeTransfer(() => task("ACTIVE"));
  assertEquals(await client.taskWait(TASK, { timeoutMs: 25_000 }), false);
  assertEquals(requests.map(({ atMs }) => atMs), [0, 10_000, 20_000, 25_000]);
  assertEquals(clock.elapsedMs, 25_000);
});

Deno.test("taskWait() asks every 10 seconds for 10 seconds by default, as in Python", async () => {
  const { client, requests } = fakeTransfer(() => task("ACTIVE"));
  assertEquals(await client.taskWait(TASK), false);
  assertEquals(requests.map(({ atMs }) => atMs), [0, 10_000]);
});

Deno.test("R10 taskWait() varies its pauses by up to a quarter", async () => {
  const times = async (random: number) => {
    const { client, requests } = fakeTransfer(() => task("ACTIVE"), { random: () => random });
    await client.taskWait(TASK, { timeoutMs: 20_000, intervalMs: 8_000 });
    return requests.map(({ atMs }) => atMs);
  };
  assertEquals((await times(0))[1], 6_000);
  assertEquals((await times(1))[1], 10_000);
});

Deno.test("R10 taskWait() continues while the service or the network fails", async () => {
  const failures = [
    { status: 500 },
    { status: 502, text: "<html>" },
    { status: 503 },
    { status: 429 },
    { throws: new TypeError("connection reset") },
    { text: "no JSON" },
    { json: [] },
    { json: null },
  ];
  for (const failure of failures) {
    let answers = 0;
    const { client } = fakeTransfer(({ index }) =>
      index < 12 ? failure : task(++answers < 2 ? "ACTIVE" : "SUCCEEDED")
    );
    assertEquals(await client.taskWait(TASK, { timeoutMs: 3_600_000 }), true);
    assertEquals(answers, 2);
  }
});

Deno.test("R10 taskWait() ends with a typed error if no response arrives in its whole time", async () => {
  const down = fakeTransfer(() => ({ throws: new TypeError("connection reset") }));
  const error = await errorOf(down.client.taskWait(TASK, { timeoutMs: 60_000 }));
  assert(error instanceof GlobusConnectionError);
  assert(down.clock.elapsedMs <= 61_000);
  const wrong = fakeTransfer(() => ({ json: { status: 5 } }));
  const invalid = await errorOf(wrong.client.taskWait(TASK, { timeoutMs: 60_000 }));
  assert(invalid instanceof InvalidResponseError);
});

Deno.test("taskWait() is false if the task was active and the service then stopped responding", async () => {
  const { client } = fakeTransfer(({ index }) => index === 0 ? task("ACTIVE") : { hangs: true });
  assertEquals(await client.taskWait(TASK, { timeoutMs: 60_000 }), false);
});

Deno.test("taskWait() never outlasts its time by more than a second", async () => {
  const { client, clock } = fakeTransfer(() => ({ hangs: true }));
  await errorOf(client.taskWait(TASK, { timeoutMs: 5_000 }));
  assert(clock.elapsedMs <= 6_000);
});

Deno.test("taskWait() throws a permanent error at once", async () => {
  for (const status of [400, 401, 403, 404]) {
    const { client, requests } = fakeTransfer(() => ({ status, json: { code: "x" } }));
    const error = await errorOf(client.taskWait(TASK));
    assert(error instanceof TransferAPIError && error.httpStatus === status);
    assertEquals(requests.length, 1);
  }
});

Deno.test("R5 taskWait() ends when it is aborted, in a pause and in a request", async () => {
  const paused = new AbortController();
  const inPause = fakeTransfer(({ index }) => {
    if (index === 1) paused.abort(new Error("enough"));
    return task("ACTIVE");
  });
  const options = { signal: paused.signal };
  const waiting = inPause.client.taskWait(TASK, { timeoutMs: 60_000 }, options);
  assertEquals((await errorOf(waiting)).message, "enough");
  const asked = new AbortController();
  const inRequest = fakeTransfer(() => {
    queueMicrotask(() => asked.abort(new Error("enough")));
    return { hangs: true };
  });
  const asking = inRequest.client.taskWait(TASK, {}, { signal: asked.signal });
  assertEquals((await errorOf(asking)).message, "enough");
  await nextTurn();
  assertEquals([inPause.clock.timers, inRequest.clock.timers], [0, 0]);
});

Deno.test("taskWait() leaves no listener and no timer behind, however it ends", async () => {
  const wait = (client: TransferClient, signal: AbortSignal) =>
    client.taskWait(TASK, { timeoutMs: 60_000 }, { signal });
  const clean = { error: "", listeners: 0, timers: 0, heard: true };
  const ended = await leftBehind(({ index }) => task(index < 2 ? "ACTIVE" : "SUCCEEDED"), wait);
  assertEquals(ended, clean);
  assertEquals(await leftBehind(() => task("ACTIVE"), wait), clean);
  for (const hangs of [false, true]) {
    const stopped = await leftBehind((_, stop) => {
      // In the request, or in the pause after it.
      if (hangs) queueMicrotask(stop);
      else nextTurn().then(stop);
      return hangs ? { hangs } : task("ACTIVE");
    }, wait);
    assertEquals(stopped, { ...clean, error: "AbortError" });
  }
  const failed = await leftBehind(() => ({ status: 404 }), wait);
  assertEquals(failed, { ...clean, error: "TransferAPIError" });
});

Deno.test("taskWait() refuses times below a second, as in Python", async () => {
  for (const params of [{ timeoutMs: 999 }, { intervalMs: 0 }, { timeoutMs: NaN }]) {
    const { client, requests } = fakeTransfer(() => task("ACTIVE"));
    assert(await errorOf(client.taskWait(TASK, params)) instanceof RangeError);
    assertEquals(requests.length, 0);
  }
});

Deno.test("a poll has the limit of the client's calls, unless the caller sets one", async () => {
  for (const [timeoutMs, pollMs] of [[undefined, 60_000], [5_000, 5_000], [150_000, 150_000]]) {
    const { client, requests, clock } = fakeTransfer(
      ({ index }) => index === 0 ? { hangs: true } : task("SUCCEEDED"),
      { timeoutMs },
    );
    assertEquals(await client.taskWait(TASK, { timeoutMs: 600_000 }), true);
    assertEquals([requests.length, requests[1].atMs - requests[0].atMs], [2, pollMs! + 10_000]);
    await nextTurn();
    assertEquals(clock.timers, 0);
  }
});
