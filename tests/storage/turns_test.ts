import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { isBusy, Turns, whenFree } from "../../lib/storage/turns.ts";
import { FakeClock, turns } from "../kit/clock.ts";

const locked = new Error("database is locked");

Deno.test("F4 whenFree() repeats its work at growing intervals, and gives up after ten seconds", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  let tries = 0;
  const error = await assertRejects(
    () =>
      whenFree(clock, "the store", () => {
        tries++;
        throw locked;
      }),
    TokenStorageError,
    "Cannot use the store: other programs kept it locked for too long; try again",
  );
  assertEquals(error.problem, "busy");
  assert(clock.elapsedMs >= 10_000 && clock.elapsedMs < 10_100, `${clock.elapsedMs}`);
  const { pausesMs } = clock;
  assertEquals(tries, pausesMs.length + 1);
  // 1, 2, 4 … 50 ms, each times 0.5 to 1.5 by chance.
  for (const [n, pauseMs] of pausesMs.entries()) {
    const usualMs = Math.min(2 ** n, 50);
    assert(pauseMs >= usualMs * 0.5 && pauseMs <= usualMs * 1.5, `pause ${n}: ${pauseMs} ms`);
  }
});

Deno.test("whenFree() gives the result of work that succeeds in the end, and other errors at once", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  let tries = 0;
  const work = () => {
    if (++tries < 4) throw locked;
    return "done";
  };
  assertEquals(await whenFree(clock, "the store", work), "done");
  assertEquals([tries, clock.pausesMs.length], [4, 3]);
  const other = new Error("disk I/O error");
  const failed = await assertRejects(() =>
    whenFree(clock, "the store", () => Promise.reject(other))
  );
  assertStrictEquals(failed, other);
  assertEquals(clock.pausesMs.length, 3);
});

Deno.test("R5 an abort ends the wait of whenFree() with its reason", async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const waiting = whenFree(clock, "the store", () => Promise.reject(locked), controller.signal);
  waiting.catch(() => {});
  await turns();
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  assertEquals(clock.timers, 0);
});

Deno.test("isBusy() reads the beginning of the message of SQLite and Deno KV", () => {
  for (const text of ["database is locked", "database table is locked: x", "database is busy"]) {
    assertEquals(isBusy(new Error(text)), true, text);
  }
  for (const text of ["cannot open /database is locked", "database disk image is malformed", ""]) {
    assertEquals(isBusy(new Error(text)), false, text);
  }
  assertEquals(isBusy("database is locked"), false);
});

Deno.test("F4 Turns lets work run in its order, and keeps the place of a waiter that gave up", async () => {
  const clock = new FakeClock();
  const all = new Turns();
  const order: string[] = [];
  const over = Promise.withResolvers<void>();
  const take = (name: string, lockTimeoutMs?: number) =>
    all.take("key", "the store", () => void order.push(name), { clock, lockTimeoutMs });
  const first = all.take("key", "the store", () => over.promise, { clock });
  const second = take("second", 1_000).catch((error) => order.push(error.problem));
  const third = take("third");
  const other = all.take("other key", "the store", () => void order.push("other"), { clock });
  await other;
  clock.advance(1_000);
  await second;
  await turns();
  assertEquals(order, ["other", "busy"]);
  over.resolve();
  await Promise.all([first, third]);
  assertEquals(order, ["other", "busy", "third"]);
});
