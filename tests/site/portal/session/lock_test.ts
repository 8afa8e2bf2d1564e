import { assertEquals, assertRejects } from "@std/assert";
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

Deno.test("exclusively() gives up after 20 seconds if the lock is not released, without running the work", async () => {
  const store = await openSessionStore(":memory:");
  const clock = new FakeClock({ jumps: "quick" });
  await store.set("lock/a", new Uint8Array([1]), { ttlMs: 3_600_000, ifVersion: null });
  let worked = false;
  await assertRejects(
    () => exclusively(store, "a", () => Promise.resolve(worked = true), clock),
    StoreUnavailableError,
  );
  assertEquals(worked, false);
  assertEquals(clock.elapsedMs, 20_050);
  await store.close();
});
