import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { sleep, systemClock, within } from "../../lib/core/clock.ts";
import { heardSignal, StepsClock, turns } from "./steps_clock.ts";

/** Whether a promise is settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let is = false;
  promise.then(() => is = true, () => is = true);
  await turns(1);
  return is;
}

Deno.test("sleep() lasts as long as it should, to the millisecond", async () => {
  const clock = new StepsClock();
  const promise = sleep(clock, 1000);
  clock.advance(999);
  assertEquals(await settled(promise), false);
  clock.advance(1);
  assertEquals(await settled(promise), true);
});

Deno.test("R5 sleep() ends at once when it is aborted, and leaves no timer", async () => {
  const clock = new StepsClock();
  const { controller, signal } = heardSignal();
  const promise = sleep(clock, 1000, signal);
  const reason = new Error("enough");
  controller.abort(reason);
  assertStrictEquals(await assertRejects(() => promise), reason);
  assertEquals(clock.timers, 0);
});

Deno.test("R5 sleep() with an aborted signal sets no timer", async () => {
  const clock = new StepsClock();
  const signal = AbortSignal.abort();
  assertStrictEquals(await sleep(clock, 1, signal).catch((error) => error), signal.reason);
  assertEquals(clock.timers, 0);
});

Deno.test("sleep() leaves no listener on the signal", async () => {
  const clock = new StepsClock();
  const { signal, listeners } = heardSignal();
  const promise = sleep(clock, 1000, signal);
  assertEquals(listeners.size, 1);
  clock.advance(1000);
  await promise;
  assertEquals(listeners.size, 0);
});

Deno.test("within() gives what the promise gives, and leaves nothing behind", async () => {
  const clock = new StepsClock();
  const { signal, listeners } = heardSignal();
  assertEquals(await within(clock, Promise.resolve(5), signal, 1000), 5);
  const failure = new Error("no");
  const failed = within(clock, Promise.reject(failure), signal, 1000);
  assertStrictEquals(await failed.catch((error) => error), failure);
  assertEquals([clock.timers, listeners.size], [0, 0]);
});

Deno.test("R5 within() ends at once when it is aborted, whatever becomes of the promise", async () => {
  const clock = new StepsClock();
  const { controller, signal, listeners } = heardSignal();
  const { promise, reject } = Promise.withResolvers<void>();
  const waiting = within(clock, promise, signal, 1000);
  controller.abort();
  assertStrictEquals(await waiting.catch((error) => error), signal.reason);
  assertEquals([clock.timers, listeners.size], [0, 0]);
  // Nobody waits for it any more: its error must not end the program.
  reject(new Error("too late"));
  await turns(1);
});

Deno.test("R5 within() does not wait for a promise if the signal is aborted before", async () => {
  const clock = new StepsClock();
  const signal = AbortSignal.abort(new Error("before"));
  const waiting = within(clock, new Promise<void>(() => {}), signal, 1000);
  assertStrictEquals(await waiting.catch((error) => error), signal.reason);
  assertEquals(clock.timers, 0);
});

Deno.test("R4 within() ends at its limit with the error of who is late", async () => {
  const clock = new StepsClock();
  const late = new Error("late");
  const { signal, listeners } = heardSignal();
  const waiting = within(clock, new Promise<void>(() => {}), signal, 1000, () => late);
  clock.advance(999);
  assertEquals(await settled(waiting), false);
  clock.advance(1);
  assertStrictEquals(await waiting.catch((error) => error), late);
  assertEquals([clock.timers, listeners.size], [0, 0]);
});

Deno.test("within() sets no timer where there is no limit", async () => {
  const clock = new StepsClock();
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = within(clock, promise);
  assertEquals(clock.timers, 0);
  resolve("a");
  assertEquals(await waiting, "a");
});

Deno.test("systemClock never runs backwards, and says the date", () => {
  const before = systemClock.monotonicMs();
  assert(systemClock.monotonicMs() >= before);
  assert(Math.abs(systemClock.now() - Date.now()) < 1000);
});

Deno.test("systemClock waits for a delay that does not fit the runtime's counter", async () => {
  // The runtime fires a timer of 2^31 ms at once. This one is taken back: nothing is left running.
  let fired = false;
  const cancels = [2 ** 31, 2 ** 40, Infinity].map((delayMs) =>
    systemClock.setTimer(() => fired = true, delayMs)
  );
  await turns(5);
  for (const cancel of cancels) cancel();
  assertEquals(fired, false);
});
