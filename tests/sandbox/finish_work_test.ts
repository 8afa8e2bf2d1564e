import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { AUTH, stillSandbox } from "../kit/sandbox_calls.ts";

Deno.test("finish() moves the clock until the work has ended, and returns what it returned", async () => {
  const sandbox = stillSandbox();
  const begin = sandbox.clock.now();
  const work = async () => {
    await sandbox.fetch(`${AUTH}/jwk.json`);
    await sandbox.clock.sleep(60_000);
    await sandbox.fetch(`${AUTH}/jwk.json`);
    return "done";
  };
  assertEquals(await sandbox.finish(work()), "done");
  const movedMs = sandbox.clock.now() - begin;
  assert(movedMs >= 60_000 && movedMs < 65_000, `${movedMs}`);
});

Deno.test("finish() does not move the clock while keys are made", async () => {
  const sandbox = stillSandbox();
  const begin = sandbox.clock.now();
  for (let i = 0; i < 5; i++) sandbox.world.keys.rotate();
  assertEquals((await sandbox.finish(sandbox.fetch(`${AUTH}/jwk.json`))).status, 200);
  assertEquals(sandbox.clock.now(), begin);
});

Deno.test("finish() does not move the clock while a program works without waiting by it", async () => {
  const sandbox = stillSandbox();
  const begin = sandbox.clock.now();
  const work = async () => {
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  await sandbox.finish(work());
  assertEquals(sandbox.clock.now(), begin);
});

Deno.test("finish() ends a request that waits by the clock", async () => {
  const sandbox = stillSandbox();
  sandbox.faults.add({ fault: "drip", bytes: 1000, intervalMs: 1000 });
  const body = await sandbox.finish(sandbox.fetch(`${AUTH}/jwk.json`).then((it) => it.json()));
  assert(body.keys.length > 0);
  sandbox.settings.latencyMs = 2000;
  assertEquals((await sandbox.finish(sandbox.fetch(`${AUTH}/jwk.json`))).status, 200);
});

Deno.test("finish() gives up work that does not end, and passes on what work throws", async () => {
  const sandbox = stillSandbox();
  const begin = sandbox.clock.now();
  const never = new Promise<void>(() => {});
  await assertRejects(() => sandbox.finish(never, 1500), Error, "it has not ended 1.5 s later");
  assertEquals(sandbox.clock.now() - begin, 1500);
  const reason = new RangeError("no");
  const thrown = await sandbox.finish(Promise.reject(reason)).catch((error) => error);
  assertStrictEquals(thrown, reason);
  await assertRejects(() => sandbox.finish(never, NaN), RangeError, "maxMs");
});
