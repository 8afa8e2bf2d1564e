import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { SharedResult } from "../../lib/core/reentry.ts";
import { Cached } from "../../lib/oauth/cached.ts";
import { FakeClock } from "../kit/clock.ts";

const TIMES = { freshMs: 1000, staleMs: 10_000, againMs: 100 };

/** A value whose load gives another number each time, or an error. */
function setUp() {
  const clock = new FakeClock();
  const state = { loads: 0, fails: false };
  const failure = new Error("cannot load");
  const cached = new Cached(
    () => {
      state.loads++;
      return state.fails ? Promise.reject(failure) : Promise.resolve(state.loads);
    },
    clock,
    TIMES,
    SharedResult,
  );
  return { clock, state, cached, failure };
}

Deno.test("Cached.get() loads once for simultaneous calls, and while the value is fresh", async () => {
  const { cached, clock, state } = setUp();
  assertEquals(state.loads, 0);
  const all = await Promise.all(Array.from({ length: 100 }, () => cached.get()));
  assertEquals([new Set(all), state.loads, cached.loads], [new Set([1]), 1, 1]);
  clock.advance(999);
  assertEquals(await cached.get(), 1);
  clock.advance(1);
  assertEquals([await cached.get(), state.loads], [2, 2]);
});

Deno.test("Cached.get() keeps a value that cannot be loaded again for a time, and seldom tries", async () => {
  const { cached, clock, state, failure } = setUp();
  await cached.get();
  state.fails = true;
  clock.advance(1000);
  for (let i = 0; i < 50; i++) assertEquals(await cached.get(), 1);
  assertEquals(state.loads, 2);
  clock.advance(100);
  assertEquals([await cached.get(), state.loads], [1, 3]);
  clock.advance(8900);
  assertStrictEquals(await cached.get().catch((error) => error), failure);
  state.fails = false;
  assertEquals(await cached.get(), state.loads);
});

Deno.test("Cached.get() without a value fails for all waiting calls, and tries again for the next", async () => {
  const { cached, state } = setUp();
  state.fails = true;
  const all = await Promise.allSettled([cached.get(), cached.get()]);
  assert(all.every(({ status }) => status === "rejected"));
  assertEquals(state.loads, 1);
  await assertRejects(() => cached.get());
  assertEquals([state.loads, cached.loads], [2, 0]);
});

Deno.test("Cached.getAgain() loads an outdated value again, once in a while", async () => {
  const { cached, clock, state } = setUp();
  const used = await cached.get();
  assertEquals(await cached.getAgain(used, cached.loads), 2);
  const again = await cached.get();
  for (let i = 0; i < 50; i++) assertEquals(await cached.getAgain(again, cached.loads), undefined);
  assertEquals(state.loads, 2);
  clock.advance(100);
  assertEquals(await cached.getAgain(again, cached.loads), 3);
});

Deno.test("Cached.getAgain() returns the value that another call has loaded in the meantime", async () => {
  const { cached, state } = setUp();
  const used = await cached.get();
  const all = await Promise.all(
    Array.from({ length: 20 }, () => cached.getAgain(used, cached.loads)),
  );
  assertEquals([new Set(all), state.loads], [new Set([2]), 2]);
  assertEquals([await cached.getAgain(used, 1), state.loads], [2, 2]);
});

Deno.test("Cached.getAgain() does not load a value that was loaded since it was needed", async () => {
  const { cached, state } = setUp();
  const before = cached.loads;
  const used = await cached.get();
  assertEquals([await cached.getAgain(used, before), state.loads], [undefined, 1]);
});

Deno.test("Cached.getAgain() that fails keeps the value", async () => {
  const { cached, state } = setUp();
  const used = await cached.get();
  state.fails = true;
  assertEquals(await cached.getAgain(used, cached.loads), undefined);
  assertEquals([await cached.get(), state.loads], [1, 2]);
});

Deno.test("Cached fails at once if its load requests the same value, and loads later", async () => {
  let asks = true;
  const cached: Cached<number> = new Cached(
    async () => {
      await Promise.resolve();
      return asks ? await cached.get() : 1;
    },
    new FakeClock(),
    TIMES,
    SharedResult,
  );
  const waits = [cached.get(), cached.get()];
  for (const wait of waits) {
    await assertRejects(() => wait, GlobusSDKUsageError, "the load, such as its fetch, makes");
  }
  asks = false;
  assertEquals(await cached.get(), 1);
});
