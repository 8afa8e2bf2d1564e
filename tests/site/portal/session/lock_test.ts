import { assert, assertEquals, assertRejects } from "@std/assert";
import { exclusively } from "../../../../site/portal/session/lock.ts";
import { openSessionStore } from "../../../../site/portal/session/open_store.ts";
import { StoreUnavailableError } from "../../../../site/portal/session/store.ts";
import { FakeClock } from "../../../kit/clock.ts";

Deno.test("exclusively() runs one work at a time, and the next one after a failure", async () => {
  const store = await openSessionStore(":memory:");
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await store.get("anything");
    inside--;
  };
  await assertRejects(
    () => exclusively(store, "a", () => Promise.reject(new RangeError("fails"))),
    RangeError,
  );
  await Promise.all(Array.from({ length: 5 }, () => exclusively(store, "a", work)));
  assertEquals(most, 1);
  await store.close();
});

Deno.test("exclusively() gives up after 90 seconds if the lock is not released, without running the work", async () => {
  const store = await openSessionStore(":memory:");
  const clock = new FakeClock({ jumps: "quick" });
  await store.set("lock/a", new Uint8Array([1]), { ttlMs: 3_600_000, ifVersion: null });
  let worked = false;
  await assertRejects(
    () => exclusively(store, "a", () => Promise.resolve(worked = true), clock),
    StoreUnavailableError,
  );
  assertEquals(worked, false);
  assertEquals(clock.elapsedMs, 90_050);
  await store.close();
});

Deno.test("G2 work that takes longer than a lock lasts keeps it, and the next work waits for its end", async () => {
  const store = await openSessionStore(":memory:");
  const clock = new FakeClock();
  const done: string[] = [];
  const { promise: slow, resolve: end } = Promise.withResolvers<void>();
  const first = exclusively(store, "a", async () => {
    await slow;
    done.push("first");
  }, clock);
  while (clock.timers === 0) await store.get("other");
  const held = await store.get("lock/a");
  // A heartbeat writes the lock again.
  clock.advance(4_000);
  while ((await store.get("lock/a"))!.version === held!.version);
  const second = exclusively(store, "a", () => Promise.resolve(done.push("second")), clock);
  await store.get("other");
  assertEquals(done, []);
  end();
  await first;
  while (done.length < 2) {
    clock.advance(50);
    await store.get("other");
  }
  await second;
  assertEquals(done, ["first", "second"]);
  assertEquals(await store.get("lock/a"), undefined);
  assertEquals(clock.timers, 0);
  await store.close();
});

Deno.test("G2 a holder whose lock has ended does not free the lock of the next holder", async () => {
  const store = await openSessionStore(":memory:");
  const clock = new FakeClock();
  await exclusively(store, "a", async () => {
    // The lock has ended by age, and another process holds it.
    await store.set("lock/a", new Uint8Array(16), { ttlMs: 60_000 });
  }, clock);
  assert(await store.get("lock/a"), "the other process still holds it");
  await store.close();
});
