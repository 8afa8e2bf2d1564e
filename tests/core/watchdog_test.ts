import { assert, assertEquals } from "@std/assert";
import type { Clock } from "../../lib/core/clock.ts";
import { Watchdog, type Watched } from "../../lib/core/watchdog.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { FakeClock, START_MS, turns } from "../kit/clock.ts";

/** A watched object that notes when it was found late. */
class Item implements Watched {
  place = -1;
  dueMs: number;
  readonly lateMs: number[] = [];
  then: (() => void) | undefined;

  constructor(dueMs: number) {
    this.dueMs = dueMs;
  }

  onDue(nowMs: number): void {
    this.lateMs.push(nowMs - START_MS);
    this.then?.();
  }
}

function setUp(...dues: number[]) {
  const clock = new FakeClock();
  const watchdog = new Watchdog(clock);
  const items = dues.map((due) => new Item(START_MS + due));
  for (const item of items) watchdog.watch(item);
  return { clock, watchdog, items };
}

Deno.test("Watchdog finds each of many objects late at its own time, with one timer", () => {
  const { clock, items } = setUp(300, 100, 200, 100);
  assertEquals(clock.timers, 1);
  clock.advance(1000);
  assertEquals(items.map(({ lateMs }) => lateMs), [[300], [100], [200], [100]]);
  assertEquals(clock.timers, 0);
});

Deno.test("Watchdog ignores released objects", async () => {
  const { clock, watchdog, items: [first, second, third] } = setUp(100, 200, 300);
  watchdog.release(first);
  watchdog.release(third);
  clock.advance(1000);
  assertEquals([first.lateMs, second.lateMs, third.lateMs], [[], [200], []]);
  watchdog.release(second);
  await turns(1);
  assertEquals(clock.timers, 0);
});

Deno.test("Watchdog applies a limit that is moved to later", () => {
  const { clock, items: [item] } = setUp(100);
  item.dueMs = START_MS + 250;
  clock.advance(200);
  assertEquals(item.lateMs, []);
  clock.advance(100);
  assertEquals(item.lateMs, [250]);
});

Deno.test("Watchdog applies a limit that is moved to earlier, once it is told", () => {
  const { clock, watchdog, items: [item] } = setUp(500);
  item.dueMs = START_MS + 100;
  watchdog.watch(item);
  clock.advance(100);
  assertEquals([item.lateMs, clock.timers], [[100], 0]);
});

Deno.test("Watchdog sets no timer for an object without a limit", () => {
  const { clock } = setUp(Infinity);
  assertEquals(clock.timers, 0);
});

Deno.test("R5 Watchdog leaves no timer once nothing is watched, within a turn of the event loop", async () => {
  const { clock, watchdog, items } = setUp(100, 200);
  for (const item of items) watchdog.release(item);
  await turns(1);
  assertEquals(clock.timers, 0);
});

Deno.test("Watchdog keeps its timer while one request follows another", async () => {
  const { clock, watchdog, items: [item] } = setUp(30_000);
  const set = clock.setTimer.bind(clock);
  let timersSet = 0;
  clock.setTimer = (...args) => (timersSet++, set(...args));
  for (let i = 0; i < 1000; i++) {
    watchdog.release(item);
    await undefined;
    item.dueMs = START_MS + 30_000 + i;
    watchdog.watch(item);
    // As long as the fastest response takes.
    await undefined;
    await undefined;
  }
  assertEquals([timersSet, clock.timers], [0, 1]);
  clock.advance(40_000);
  assertEquals(item.lateMs, [30_999]);
});

Deno.test("an object can be released twice, and from within the call for being late", () => {
  const { clock, watchdog, items: [first, second] } = setUp(100, 100);
  first.then = () => {
    watchdog.release(first);
    watchdog.watch(second);
  };
  clock.advance(100);
  watchdog.release(second);
  assertEquals([first.lateMs, second.lateMs[0]], [[100], 100]);
});

Deno.test("Watchdog finds exactly the late objects, in 10,000 random orders of events", async () => {
  const random = new SeededRandom(4);
  const clock = new FakeClock();
  const watchdog = new Watchdog(clock);
  const open = new Set<Item>();
  let late = 0;
  for (let i = 0; i < 10_000; i++) {
    const nowMs = clock.monotonicMs();
    const some = [...open];
    switch (random.below(5)) {
      case 0:
      case 1: {
        const item = new Item(nowMs + 1 + random.below(50));
        open.add(item);
        item.then = () => {
          late++;
          assertEquals(item.lateMs, [item.dueMs - START_MS]);
          open.delete(item);
        };
        watchdog.watch(item);
        break;
      }
      case 2:
        if (some.length > 0) {
          const item = random.pick(some);
          open.delete(item);
          watchdog.release(item);
          item.then = () => assert(false, "a released one was found late");
        }
        break;
      case 3:
        if (some.length > 0) random.pick(some).dueMs += random.below(50);
        break;
      default:
        clock.advance(random.below(10));
        for (const item of open) assert(item.dueMs > clock.monotonicMs());
    }
    assert(clock.timers <= 1);
  }
  assert(late > 500, `${late}`);
  clock.advance(1000);
  await turns(1);
  assertEquals([open.size, clock.timers], [0, 0]);
});

Deno.test("R4 when a timer fires, Watchdog assumes that its time has come", () => {
  // A clock that lags behind its timers, as if only the timers were faked.
  const timers: { callback: () => void; delayMs: number }[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonicMs: () => START_MS,
    setTimer(callback, delayMs) {
      timers.push({ callback, delayMs });
      return () => {};
    },
  };
  const watchdog = new Watchdog(clock);
  const [first, second] = [new Item(START_MS + 100), new Item(START_MS + 250)];
  for (const item of [first, second]) watchdog.watch(item);
  for (let fired = 0; fired < timers.length; fired++) {
    assert(fired < 5, "it sets timers forever");
    timers[fired].callback();
  }
  assertEquals([first.lateMs, second.lateMs], [[100], [250]]);
});

Deno.test("Watchdog applies a limit that is longer than any timer", () => {
  const { clock, items: [item] } = setUp(3 * 2 ** 31);
  clock.advance(3 * 2 ** 31 - 1);
  assertEquals(item.lateMs, []);
  clock.advance(1);
  assertEquals(item.lateMs, [3 * 2 ** 31]);
});
