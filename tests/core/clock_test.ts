import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { BaseClient } from "../../lib/core/client.ts";
import { sleep, systemClock, type WaitLimit, within } from "../../lib/core/clock.ts";
import { GlobusTimeoutError } from "../../lib/core/errors.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { FakeTime } from "../kit/fake_time.ts";
import { FakeClock, turns } from "../kit/clock.ts";
import { heardSignal } from "../kit/heard_signal.ts";

/** Whether a promise is settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let is = false;
  promise.then(() => is = true, () => is = true);
  await turns(1);
  return is;
}

Deno.test("sleep() lasts as long as it should, to the millisecond", async () => {
  const clock = new FakeClock();
  const promise = sleep(clock, 1000);
  clock.advance(999);
  assertEquals(await settled(promise), false);
  clock.advance(1);
  assertEquals(await settled(promise), true);
});

Deno.test("a timer for a time that has passed gives the runtime no negative delay", async () => {
  const { setTimeout } = globalThis;
  const delays: unknown[] = [];
  globalThis.setTimeout = ((callback: () => void, delayMs: number) => {
    delays.push(delayMs);
    return setTimeout(callback, 0);
  }) as typeof setTimeout;
  try {
    await sleep(systemClock, -46.04);
    assertEquals(delays, [0]);
  } finally {
    globalThis.setTimeout = setTimeout;
  }
});

Deno.test("R5 sleep() ends at once when it is aborted, and leaves no timer", async () => {
  const clock = new FakeClock();
  const { controller, signal } = heardSignal();
  const promise = sleep(clock, 1000, signal);
  const reason = new Error("enough");
  controller.abort(reason);
  assertStrictEquals(await assertRejects(() => promise), reason);
  assertEquals(clock.timers, 0);
});

Deno.test("R5 sleep() with an aborted signal sets no timer", async () => {
  const clock = new FakeClock();
  const signal = AbortSignal.abort();
  assertStrictEquals(await sleep(clock, 1, signal).catch((error) => error), signal.reason);
  assertEquals(clock.timers, 0);
});

Deno.test("sleep() leaves no listener on the signal", async () => {
  const clock = new FakeClock();
  const { signal, listeners } = heardSignal();
  const promise = sleep(clock, 1000, signal);
  assertEquals(listeners.size, 1);
  clock.advance(1000);
  await promise;
  assertEquals(listeners.size, 0);
});

/** A limit that the waits below do not reach. */
const limit: WaitLimit = { limitMs: 1000, late: () => new Error("unexpected") };

Deno.test("within() gives what the promise gives, and leaves nothing behind", async () => {
  const clock = new FakeClock();
  const { signal, listeners } = heardSignal();
  assertEquals(await within(clock, Promise.resolve(5), signal, limit), 5);
  const failure = new Error("no");
  const failed = within(clock, Promise.reject(failure), signal, limit);
  assertStrictEquals(await failed.catch((error) => error), failure);
  assertEquals([clock.timers, listeners.size], [0, 0]);
});

Deno.test("R5 within() ends at once when it is aborted, even if the promise settles later", async () => {
  const clock = new FakeClock();
  const { controller, signal, listeners } = heardSignal();
  const { promise, reject } = Promise.withResolvers<void>();
  const waiting = within(clock, promise, signal, limit);
  controller.abort();
  assertStrictEquals(await waiting.catch((error) => error), signal.reason);
  assertEquals([clock.timers, listeners.size], [0, 0]);
  // Its error must not end the program, although no caller waits for it.
  reject(new Error("too late"));
  await turns(1);
});

Deno.test("R5 within() does not wait for a promise if the signal is aborted before", async () => {
  const clock = new FakeClock();
  const signal = AbortSignal.abort(new Error("before"));
  const waiting = within(clock, new Promise<void>(() => {}), signal, limit);
  assertStrictEquals(await waiting.catch((error) => error), signal.reason);
  assertEquals(clock.timers, 0);
});

Deno.test("R4 within() ends at its limit with the error that the caller made for it", async () => {
  const clock = new FakeClock();
  const late = new Error("late");
  const { signal, listeners } = heardSignal();
  const waiting = within(clock, new Promise<void>(() => {}), signal, {
    limitMs: 1000,
    late: () => late,
  });
  clock.advance(999);
  assertEquals(await settled(waiting), false);
  clock.advance(1);
  assertStrictEquals(await waiting.catch((error) => error), late);
  assertEquals([clock.timers, listeners.size], [0, 0]);
});

Deno.test("within() sets no timer if there is no limit", async () => {
  const clock = new FakeClock();
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = within(clock, promise);
  assertEquals(clock.timers, 0);
  resolve("a");
  assertEquals(await waiting, "a");
});

Deno.test("systemClock never runs backwards, and gives the date", () => {
  const before = systemClock.monotonicMs();
  assert(systemClock.monotonicMs() >= before);
  assert(Math.abs(systemClock.now() - Date.now()) < 1000);
});

Deno.test("systemClock waits for a delay that does not fit the runtime's counter", async () => {
  // The runtime fires a timer of 2^31 ms at once. The test cancels this one at its end.
  let fired = false;
  const cancels = [2 ** 31, 2 ** 40, Infinity].map((delayMs) =>
    systemClock.setTimer(() => fired = true, delayMs)
  );
  await turns(5);
  for (const cancel of cancels) cancel();
  assertEquals(fired, false);
});

Deno.test("R4 a call ends at its time limit if Date and timers are faked, and performance.now is not", async () => {
  using time = new FakeTime();
  const client = new BaseClient({
    baseUrl: "https://things.example",
    fetch: (_url, { signal }) =>
      new Promise((_, reject) => {
        signal!.addEventListener("abort", () => reject(signal!.reason));
      }),
  });
  let error: unknown;
  client.get("/x").catch((thrown) => error = thrown);
  await time.tick(59_999);
  assertEquals(error, undefined);
  await time.tick(1);
  assert(error instanceof GlobusTimeoutError, `${error}`);
  await time.settle();
  assertEquals([error.limit, time.timers], ["total", 0]);
  assert(time.timersSet < 5, `${time.timersSet} timers`);
});

Deno.test("R4 pauses count against the time of a call if only Date and timers are faked", async () => {
  using time = new FakeTime();
  let requests = 0;
  const client = new BaseClient({
    baseUrl: "https://things.example",
    fetch: () => {
      requests++;
      return Promise.resolve(new Response("{}", { status: 429, headers: { "retry-after": "25" } }));
    },
  });
  let error: unknown;
  client.get("/x").catch((thrown) => error = thrown);
  // Real milliseconds of performance.now count too: a busy machine shortens the pauses by some.
  await time.tick(49_500);
  assertEquals([requests, error], [2, undefined]);
  // A third pause would not fit into the minute.
  await time.tick(500);
  assert(error instanceof GlobusAPIError);
  assertEquals([requests, time.timers], [3, 0]);
});

Deno.test("R4 a wait for a task ends if only Date and timers are faked", async () => {
  using time = new FakeTime();
  const client = new TransferClient({
    fetch: () => Promise.resolve(Response.json({ status: "ACTIVE" })),
  });
  let ended: boolean | undefined;
  client.taskWait("id", { timeoutMs: 30_000 }).then((value) => ended = value);
  await time.tick(29_000);
  assertEquals(ended, undefined);
  await time.tick(2000);
  assertEquals([ended, time.timers], [false, 0]);
});

Deno.test("systemClock does not count a timer that fires a little early as lost time", async () => {
  const before = systemClock.monotonicMs() - performance.now();
  await sleep(systemClock, 1);
  const after = systemClock.monotonicMs() - performance.now();
  assert(Math.abs(after - before) < 1, `${after - before}`);
});
