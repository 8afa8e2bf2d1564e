import { assert, assertEquals, assertThrows } from "@std/assert";
import { limiterOf } from "../../lib/core/client_limiter.ts";
import { RateLimiter } from "../../lib/core/limiter.ts";
import { watchTask } from "../../lib/services/transfer/watch.ts";
import { walk } from "../../lib/services/transfer/walk.ts";
import { fakeTransfer, SOURCE, TASK } from "../kit/fake_transfer.ts";
import { FakeClock, nextTurn } from "../kit/clock.ts";
import { collect, errorOf } from "../kit/outcomes.ts";

/** The most events that fall in any 10 seconds. */
function mostInTenSeconds(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (let last = 0; last < times.length; last++) {
    while (times[first] <= times[last] - 10_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

Deno.test("R6 acquire() lets no more than 200 requests through in any 10 seconds", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  const limiter = new RateLimiter(clock);
  const times: number[] = [];
  await Promise.all(Array.from({ length: 900 }, async () => {
    await limiter.acquire();
    times.push(clock.elapsedMs);
  }));
  assert(mostInTenSeconds(times) <= 200);
  // And it is not too slow: 900 at 18 a second, minus the burst.
  assert(times.at(-1)! < 50_000);
});

Deno.test("R6 note() halves the rate on 429 and lets it recover gradually", () => {
  const limiter = new RateLimiter(new FakeClock({ jumps: "quick" }));
  assertEquals(limiter.requestsPerSecond, 18);
  limiter.note(429);
  assertEquals(limiter.requestsPerSecond, 9);
  limiter.note(429);
  assertEquals(limiter.requestsPerSecond, 4.5);
  for (let i = 0; i < 10; i++) limiter.note(200);
  assert(limiter.requestsPerSecond > 4.5 && limiter.requestsPerSecond < 7);
  for (let i = 0; i < 1000; i++) limiter.note(200);
  assertEquals(limiter.requestsPerSecond, 18);
});

Deno.test("note() never stops requests altogether", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  const limiter = new RateLimiter(clock);
  for (let i = 0; i < 100; i++) limiter.note(429);
  for (let i = 0; i < 25; i++) await limiter.acquire();
  assert(clock.elapsedMs <= 10_000);
});

Deno.test("R5 acquire() ends when it is aborted, and gives its turn back", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  const limiter = new RateLimiter(clock);
  for (let i = 0; i < 20; i++) await limiter.acquire();
  const stop = new AbortController();
  const waits = Array.from({ length: 50 }, () => errorOf(limiter.acquire(stop.signal)));
  stop.abort(new Error("enough"));
  for (const error of await Promise.all(waits)) assertEquals(error.message, "enough");
  assertEquals(clock.timers, 0);
  await limiter.acquire();
  assert(clock.elapsedMs < 100);
});

Deno.test("R5 acquire() with an aborted signal rejects and takes no turn", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter(clock, { burst: 1 });
  const reason = new Error("enough");
  assertEquals(await errorOf(limiter.acquire(AbortSignal.abort(reason))), reason);
  await limiter.acquire();
  assertEquals(clock.timers, 0);
});

Deno.test("R6 note() changes the rate from now on, not for the time before", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter(clock);
  for (let i = 0; i < 20; i++) await limiter.acquire();
  clock.advance(1_000);
  limiter.note(429);
  // The second before has given 18 turns at the full rate.
  for (let i = 0; i < 18; i++) await limiter.acquire();
  assertEquals(clock.timers, 0);
  const waiting = limiter.acquire();
  assertEquals(clock.timers, 1);
  clock.advance(112);
  await waiting;
});

Deno.test("R6 fetch() counts repetitions of a call, and not its first request", async () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter(clock, { burst: 3 });
  await limiter.acquire();
  const send = limiter.fetch(() => Promise.resolve(new Response()));
  for (let i = 0; i < 3; i++) await send("https://things.example/", {});
  assertEquals(clock.timers, 0);
  const waiting = limiter.acquire();
  assertEquals(clock.timers, 1);
  // The first request took no turn: the next turn is the one after three.
  assertEquals(Math.round(clock.nextMs), Math.round(1000 / limiter.requestsPerSecond));
  clock.advance(60_000);
  await waiting;
});

Deno.test("R6 walkers and watchers of a client share one limiter", async () => {
  const { client, requests } = fakeTransfer(({ address: url, index }) =>
    url.pathname.endsWith("/ls")
      ? { json: { path: "/", DATA: [{ name: `${index}`, type: "dir" }], total: 1 } }
      : { json: { status: index < 500 ? "ACTIVE" : "SUCCEEDED" } }
  );
  const walking = collect(walk(client, SOURCE, { path: "/", maxRequests: 300, maxDepth: 1000 }));
  const watching = collect(watchTask(client, TASK, { minIntervalMs: 0, maxIntervalMs: 0 }));
  await Promise.all([walking, watching]);
  assert(requests.length > 500);
  assert(mostInTenSeconds(requests.map(({ atMs }) => atMs)) <= 200);
  assertEquals(limiterOf(client), limiterOf(client));
});

Deno.test("R6 a repetition by the client counts, and its 429 slows the limiter down", async () => {
  const { client } = fakeTransfer(({ index }) =>
    index === 0
      ? { status: 429, json: {}, headers: { "retry-after": "1" } }
      : { json: { path: "/", DATA: [], total: 0 } }
  );
  await collect(walk(client, SOURCE, { path: "/" }));
  const { requestsPerSecond } = limiterOf(client);
  assert(requestsPerSecond > 9 && requestsPerSecond < 9.5);
});

Deno.test("R6 RateLimiter takes limits, and refuses those that are not positive", async () => {
  const clock = new FakeClock({ jumps: "quick" });
  const limiter = new RateLimiter(clock, { requestsPerSecond: 2, burst: 5 });
  for (let i = 0; i < 25; i++) await limiter.acquire();
  assertEquals([limiter.requestsPerSecond, clock.elapsedMs], [2, 10_000]);
  const slow = new RateLimiter(clock, { requestsPerSecond: 0.1 });
  slow.note(429);
  assertEquals(slow.requestsPerSecond, 0.1);
  for (const wrong of [0, -1, NaN]) {
    for (const limits of [{ requestsPerSecond: wrong }, { burst: wrong }]) {
      assertThrows(() => new RateLimiter(clock, limits), RangeError, "Cannot limit");
    }
  }
});

Deno.test("R6 listings, walks, watches, waits and single calls all wait once the service asks for a pause", async () => {
  const { client, requests } = fakeTransfer(({ index, address: url }) =>
    index === 0
      ? { status: 429, headers: { "retry-after": "5" } }
      : url.pathname.endsWith("/ls")
      ? { json: { path: "/", DATA: [], total: 0 } }
      : { json: { DATA: [], total: 0, status: "SUCCEEDED", value: "v" } }
  );
  const first = client.getSubmissionId();
  while (requests.length === 0) await nextTurn();
  await nextTurn();
  await Promise.all([
    first,
    collect(client.taskList()),
    collect(walk(client, SOURCE, { path: "/" })),
    collect(watchTask(client, TASK)),
    client.taskWait(TASK),
    client.operationMkdir(SOURCE, "/a"),
  ]);
  const times = requests.map(({ atMs }) => atMs);
  assertEquals(times.slice(0, 2), [0, 5000]);
  assertEquals(requests.length, 7);
  // One after the other, and the refused call first.
  assertEquals(requests[1].address.pathname, "/v0.10/submission_id");
  for (let i = 2; i < times.length; i++) assert(times[i] > times[i - 1], `${times}`);
});

Deno.test("limiterOf() makes a limiter by the limits of the client's service, once", async () => {
  const clock = new FakeClock();
  const client = { clock, fetch: undefined };
  const limiter = limiterOf(client, { requestsPerSecond: 1.5, burst: 5 });
  assertEquals([limiter.requestsPerSecond, limiterOf(client)], [1.5, limiter]);
  for (let i = 0; i < 5; i++) await limiter.acquire();
  const waiting = limiter.acquire();
  assertEquals(Math.round(clock.nextMs), 667);
  await clock.finish(waiting);
});
