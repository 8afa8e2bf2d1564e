import { assertEquals, assertRejects } from "@std/assert";
import { Sandbox } from "@globus-deno/sdk/sandbox";
import { FakeClock, START_MS, START_SECONDS, turns } from "./clock.ts";

Deno.test("FakeClock begins at a date, and its monotonic time far from 0 and from the date", () => {
  const clock = new FakeClock();
  assertEquals([clock.now(), clock.monotonicMs()], [START_SECONDS * 1000, START_MS]);
  assertEquals(new FakeClock({ startSeconds: 100 }).now(), 100_000);
});

Deno.test("FakeClock stands still until it is moved, and fires what becomes due in its order", async () => {
  const clock = new FakeClock();
  const fired: [string, number][] = [];
  for (const [name, delayMs] of [["b", 20], ["a", 10], ["c", 20], ["d", 31]] as const) {
    clock.setTimer(() => fired.push([name, clock.elapsedMs]), delayMs);
  }
  clock.setTimer(() => fired.push(["taken back", 0]), 5)();
  await turns();
  assertEquals([fired, clock.timers, clock.nextMs], [[], 4, 10]);
  clock.advance(30);
  assertEquals(fired, [["a", 10], ["b", 20], ["c", 20]]);
  assertEquals([clock.elapsedMs, clock.timers, clock.nextMs], [30, 1, 1]);
  clock.advance(1);
  assertEquals([fired.length, clock.nextMs], [4, Infinity]);
});

Deno.test("FakeClock fires on the way what a timer sets, and a negative delay at once", () => {
  const clock = new FakeClock();
  const fired: number[] = [];
  clock.setTimer(() => {
    clock.setTimer(() => fired.push(clock.elapsedMs), -1);
    clock.setTimer(() => fired.push(clock.elapsedMs), 5);
  }, 10);
  clock.advance(20);
  assertEquals(fired, [10, 15]);
});

Deno.test("FakeClock.finish() steps from timer to timer, and says what it waited for", async () => {
  const clock = new FakeClock();
  const pause = (ms: number) => new Promise<void>((done) => clock.setTimer(done, ms));
  const promise = pause(5).then(() => pause(0)).then(() => pause(7)).then(() => "done");
  assertEquals(await clock.finish(promise), "done");
  assertEquals(clock.stepsMs, [5, 0, 7]);
  await assertRejects(() => clock.finish(new Promise(() => {})), Error, "no timer is left");
});

for (const jumps of ["quick", "patient"] as const) {
  Deno.test(`FakeClock jumps (${jumps}) from timer to timer, and counts pauses alone`, async () => {
    const clock = new FakeClock({ jumps, startSeconds: 100 });
    const order: number[] = [];
    await new Promise<void>((resolve) => {
      clock.setTimer(() => resolve(), 60_000);
      clock.setTimer(() => order.push(clock.elapsedMs), 5000);
      clock.setTimer(() => order.push(0), 1000)();
    });
    assertEquals([order, clock.now()], [[5000], 160_000]);
    assertEquals(clock.pausesMs, [5000, 60_000]);
    clock.requestsUnderWay++;
    await new Promise<void>((resolve) => clock.setTimer(resolve, 9));
    assertEquals(clock.pausesMs, [5000, 60_000]);
  });
}

Deno.test("FakeClock waits with its jump while the program sets timers", async () => {
  const clock = new FakeClock({ jumps: "patient" });
  let jumped = false;
  clock.setTimer(() => jumped = true, 60_000);
  for (let turn = 0; turn < 10; turn++) {
    await turns(1);
    clock.setTimer(() => {}, 90_000)();
  }
  assertEquals(jumped, false);
});

Deno.test("FakeClock.sleep() ends with its time or its signal, without a timer left", async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  let ended = 0;
  clock.sleep(10).then(() => ended++);
  clock.sleep(1000, controller.signal).then(() => ended++);
  clock.sleep(0).then(() => ended++);
  clock.advance(10);
  await turns();
  assertEquals(ended, 2);
  controller.abort();
  await turns();
  assertEquals([ended, clock.timers], [3, 0]);
});

Deno.test("a sandbox lives by a FakeClock", async () => {
  const clock = new FakeClock();
  const sandbox = new Sandbox({ clock });
  const { access_token } = await sandbox.login({ scopes: "openid" });
  const userinfo = () => {
    const headers = { authorization: `Bearer ${access_token}` };
    return sandbox.fetch("https://auth.globus.org/v2/oauth2/userinfo", { headers });
  };
  assertEquals((await userinfo()).status, 200);
  clock.advance(49 * 3_600_000);
  assertEquals((await userinfo()).status, 401);
});
