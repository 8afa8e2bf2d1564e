import { assert, assertEquals } from "@std/assert";
import { RateLimiter } from "../../../../site/portal/middleware/rate_limiter.ts";

Deno.test("G8 RateLimiter allows a burst, then the agreed calls a minute", () => {
  let now = 1_000;
  const limiter = new RateLimiter({ burst: 3, perMinute: 6 }, () => now);
  assertEquals([1, 2, 3, 4].map(() => limiter.take("a")), [0, 0, 0, 10]);
  now += 9_999;
  assertEquals(limiter.take("a"), 1);
  now += 1;
  assertEquals(limiter.take("a"), 0);
  assert(limiter.take("a") > 0);
  now += 3_600_000;
  assertEquals([1, 2, 3, 4].map(() => limiter.take("a") === 0), [true, true, true, false]);
});

Deno.test("G8 RateLimiter counts each key separately", () => {
  const limiter = new RateLimiter({ burst: 1, perMinute: 1 }, () => 0);
  assertEquals([limiter.take("a"), limiter.take("b")], [0, 0]);
  assert(limiter.take("a") > 0);
});

Deno.test("G8 RateLimiter keeps 20,000 keys, and drops idle ones first", () => {
  const limiter = new RateLimiter({ burst: 1, perMinute: 1 }, () => 0);
  limiter.take("idle");
  limiter.take("busy");
  for (let i = 0; i < 19_999; i++) limiter.take(`key ${i}`);
  // Each call of `take` moves "busy" to the end, so "idle" was dropped.
  assertEquals(limiter.take("idle"), 0);
  assert(limiter.take("key 19998") > 0);
});
