import { assertEquals, assertRejects } from "@std/assert";
import { exclusively } from "../../../site/session/lock.ts";
import { openSessionStore } from "../../../site/session/store.ts";

Deno.test("exclusively() lets one in at a time, and the next after a failure", async () => {
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
