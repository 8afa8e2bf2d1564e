import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { GlobusTimeoutError } from "../../lib/core/errors.ts";
import { Gate } from "../../lib/core/gate.ts";
import type { HoldEvent, RetryEvent } from "../../lib/core/hooks.ts";
import { Throughput } from "../../lib/core/throughput.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { FakeClock, turns } from "../kit/clock.ts";
import { json } from "../kit/fake_fetch.ts";

/** The rate limit of a service. */
interface Limit {
  /** Requests that it accepts in a window. */
  perWindow: number;
  windowMs?: number;
  /** Milliseconds that a response takes. */
  latencyMs?: number;
  /** Retry-After of a refusal; undefined leaves the header out. */
  retryAfter?: string;
  /** Whether refused requests count too. */
  countsRefused?: boolean;
}

/** A client of a service with this limit. */
function setUp(limit: Limit, options: ClientOptions = {}) {
  const { perWindow, windowMs = 1000, latencyMs = 0, countsRefused = false } = limit;
  const retryAfter = "retryAfter" in limit ? limit.retryAfter : "1";
  const clock = new FakeClock();
  const random = new SeededRandom(7);
  const requests: { path: string; atMs: number; isRefused: boolean }[] = [];
  const counted: number[] = [];
  const client = new BaseClient({
    baseUrl: "https://things.example",
    clock,
    random: () => random.below(1000) / 1000,
    fetch: async (url) => {
      const atMs = clock.elapsedMs;
      while (counted.length > 0 && counted[0] <= atMs - windowMs) counted.shift();
      const isRefused = counted.length >= perWindow;
      if (!isRefused || countsRefused) counted.push(atMs);
      requests.push({ path: new URL(url).pathname, atMs, isRefused });
      if (latencyMs > 0) await new Promise<void>((done) => clock.setTimer(done, latencyMs));
      const headers: Record<string, string> = retryAfter ? { "retry-after": retryAfter } : {};
      return isRefused ? json({}, 429, headers) : json({ ok: true });
    },
    ...options,
  });
  const startMs = clock.elapsedMs;
  return { client, clock, requests, passedMs: () => clock.elapsedMs - startMs };
}

const limits: Record<string, Limit> = {
  "10 a second": { perWindow: 10 },
  "10 a second, in 300 ms": { perWindow: 10, latencyMs: 300 },
  "10 a second, refusals counted": { perWindow: 10, countsRefused: true },
  "10 a second, without Retry-After": { perWindow: 10, retryAfter: undefined },
  "2 a second": { perWindow: 2 },
  "20 in 5 seconds": { perWindow: 20, windowMs: 5000, retryAfter: "5" },
  "20 in 5 seconds, in 1 second": {
    perWindow: 20,
    windowMs: 5000,
    latencyMs: 1000,
    retryAfter: "5",
  },
};
for (const [name, limit] of Object.entries(limits)) {
  Deno.test(`R6 a service that takes ${name} serves all of 60 parallel calls`, async () => {
    const { client, clock, requests } = setUp(limit);
    const calls = Array.from({ length: 60 }, (_, i) => client.post(`/${i}`, {}));
    assertEquals(
      (await clock.finish(Promise.all(calls))).length,
      60,
    );
    // Each is refused at most once in the first burst, and a few once more later.
    const refusals = requests.filter(({ isRefused }) => isRefused).length;
    assert(refusals < 60 * 1.5, `${refusals}`);
    await turns(1);
    assertEquals(clock.timers, 0);
  });
}

Deno.test("R6 200 parallel calls at 10 a second are served within half a minute", async () => {
  const { client, clock, passedMs } = setUp({ perWindow: 10 });
  await clock.finish(Promise.all(Array.from({ length: 200 }, (_, i) => client.get(`/${i}`))));
  assert(passedMs() < 35_000, `${passedMs()}`);
});

Deno.test("R6 20 workers with 400 calls at 10 a second are all served, and seldom refused", async () => {
  const { client, clock, requests, passedMs } = setUp({ perWindow: 10, latencyMs: 100 });
  let next = 0;
  const work = async () => {
    while (next < 400) await client.get(`/${next++}`);
  };
  await clock.finish(Promise.all(Array.from({ length: 20 }, work)));
  assert(passedMs() < 80_000, `${passedMs()}`);
  const refusals = requests.filter(({ isRefused }) => isRefused).length;
  assert(refusals < 60, `${refusals}`);
});

Deno.test("R6 calls that wait are sent in their order, one by one and with jitter", async () => {
  const { client, clock, requests } = setUp({ perWindow: 10 });
  await clock.finish(Promise.all(Array.from({ length: 30 }, (_, i) => client.get(`/${i}`))));
  const later = requests.filter(({ atMs, isRefused }) => atMs >= 1000 && !isRefused);
  assertEquals(later.map(({ path }) => path), Array.from({ length: 20 }, (_, i) => `/${i + 10}`));
  assertEquals(later[0].atMs, 1000);
  const pauses = later.slice(1).map(({ atMs }, i) => atMs - later[i].atMs);
  assert(pauses.every((ms) => ms > 50), `${pauses}`);
  assert(new Set(pauses).size > 10, `${pauses}`);
});

Deno.test("R6 a new call during a pause waits behind the calls that wait already", async () => {
  const { client, clock, requests } = setUp({ perWindow: 1, retryAfter: "3", windowMs: 3000 });
  const first = [client.get("/0"), client.get("/1")];
  await turns();
  const late = client.get("/2");
  await turns();
  assertEquals(requests.map(({ path }) => path), ["/0", "/1"]);
  await clock.finish(Promise.all([...first, late]));
  assertEquals(
    requests.filter(({ isRefused }) => !isRefused).map(({ path }) => path),
    ["/0", "/1", "/2"],
  );
});

Deno.test("R6 a pause of one client does not hold back another", async () => {
  const limited = setUp({ perWindow: 0, retryAfter: "30" });
  const other = setUp({ perWindow: 10 });
  limited.client.get("/x").catch(() => {});
  await turns();
  assertEquals(await other.client.get("/x"), { ok: true });
});

Deno.test("R6 a call does not wait if its time limit ends first", async () => {
  const { client, clock, requests, passedMs } = setUp({ perWindow: 0, retryAfter: "30" });
  client.get("/first").catch(() => {});
  await turns();
  // Its turn would be too late: it is sent at once, and gets its own response.
  const hasty = client.get("/hasty", { timeoutMs: 20_000 });
  await assertRejects(() => clock.finish(hasty), GlobusAPIError);
  assertEquals([requests.length, passedMs()], [2, 0]);
});

Deno.test("R6 a call whose turn comes too late ends with the service's last response", async () => {
  const { client, clock, requests } = setUp({ perWindow: 1, windowMs: 10_000, retryAfter: "10" });
  const calls = Array.from(
    { length: 12 },
    (_, i) => client.get(`/${i}`, { timeoutMs: 35_000 }).catch((error) => error),
  );
  await turns();
  const late = client.get("/late", { timeoutMs: 12_000 }).catch((error) => error);
  const results = await clock.finish(Promise.all([...calls, late]));
  const failed = results.slice(0, 12).filter((result) => result instanceof Error);
  assert(failed.length > 5);
  for (const error of failed) assert(error instanceof GlobusAPIError, `${error}`);
  // The last request was never sent.
  const error = results[12];
  assert(error instanceof GlobusTimeoutError && error.nothingSent, `${error}`);
  assert(!requests.some(({ path }) => path === "/late"));
  await turns(1);
  assertEquals(clock.timers, 0);
});

Deno.test("R6 hooks see each call that is held back, and each repetition", async () => {
  const holds: HoldEvent[] = [];
  const retries: RetryEvent[] = [];
  const { client, clock } = setUp({ perWindow: 1 }, {
    hooks: {
      onHold: (event) => void holds.push(event),
      onRetry: (event) => void retries.push(event),
    },
    authorizer: { getAuthorizationHeader: () => "Bearer canary-token" },
  });
  const calls = [client.get("/0"), client.get("/1")];
  await turns();
  clock.advance(400);
  calls.push(client.post("/2", { a: 1 }));
  await clock.finish(Promise.all(calls));
  assertEquals(retries.map(({ request, delayMs }) => [request.route, delayMs]).slice(0, 1), [
    ["/1", 1000],
  ]);
  assertEquals(
    holds.map(({ request, delayMs }) => [request.method, request.route, request.body, delayMs]),
    [["POST", "/2", '{"a":1}', 600]],
  );
  assertEquals(holds[0].request.headers.authorization, undefined);
});

Deno.test("R5 R6 an abort while a call is held back ends it at once, and leaves no timer", async () => {
  const { client, clock } = setUp({ perWindow: 1, retryAfter: "30" });
  const controller = new AbortController();
  const calls = Array.from(
    { length: 3 },
    (_, i) => client.get(`/${i}`, { signal: controller.signal }).catch((error) => error),
  );
  await turns();
  calls.push(client.get("/late", { signal: controller.signal }).catch((error) => error));
  await turns();
  const reason = new Error("enough");
  controller.abort(reason);
  const [, ...ended] = await Promise.all(calls);
  for (const error of ended) assertStrictEquals(error, reason);
  await turns(1);
  assertEquals(clock.timers, 0);
});

Deno.test("R6 repetitions that the service asked for cost no retry budget", async () => {
  const { client, clock } = setUp({ perWindow: 50 });
  const calls = Array.from({ length: 600 }, (_, i) => client.get(`/${i}`));
  assertEquals((await clock.finish(Promise.all(calls))).length, 600);
});

Deno.test("R6 repetitions after 429 without Retry-After cost no retry budget either", async () => {
  const { client, clock, requests } = setUp({ perWindow: 50, retryAfter: undefined }, {
    retryConfig: { maxRetries: 20 },
  });
  const calls = Array.from({ length: 300 }, (_, i) => client.get(`/${i}`));
  assertEquals((await clock.finish(Promise.all(calls))).length, 300);
  // The budget is enough for 100 repetitions.
  assert(requests.filter(({ isRefused }) => isRefused).length > 100);
});

Deno.test("R6 after a pause an error that asks for none lets calls pass at once, as a success does", async () => {
  for (const status of [200, 404, 500]) {
    const answers = [json({}, 429, { "retry-after": "1" }), json({}, status), json({ ok: true })];
    const times: number[] = [];
    const clock = new FakeClock();
    const client = new BaseClient({
      baseUrl: "https://things.example",
      clock,
      retryConfig: { maxRetries: 1 },
      fetch: () => {
        times.push(clock.elapsedMs);
        return Promise.resolve(answers[times.length - 1]);
      },
    });
    await clock.finish(client.get("/a").catch(() => {}));
    assertEquals(await client.get("/b"), { ok: true });
    assertEquals(times, [0, 1000, 1000], `${status}`);
  }
});

Deno.test("R6 calls one after the other wait no longer than the service asks for", async () => {
  const { client, clock, requests } = setUp({ perWindow: 3 });
  for (let i = 0; i < 9; i++) await clock.finish(client.get(`/${i}`));
  const served = requests.filter(({ isRefused }) => !isRefused).map(({ atMs }) => atMs);
  assertEquals(served, [0, 0, 0, 1000, 1000, 1000, 2000, 2000, 2000]);
});

Deno.test("R6 retryConfig.backoff and retryAfterStatusCodes decide whether Retry-After holds calls back", async () => {
  for (const retryConfig of [{ backoff: () => 10 }, { retryAfterStatusCodes: [] }]) {
    const { client, clock, requests } = setUp({ perWindow: 1, retryAfter: "30" }, { retryConfig });
    client.get("/0").catch(() => {});
    client.get("/1").catch(() => {});
    await turns();
    await clock.finish(client.get("/2").catch(() => {}));
    assertEquals(requests.filter(({ path }) => path === "/2")[0].atMs, 0);
  }
});

Deno.test("R6 503 with Retry-After also holds calls back; a lost response, or 503 without it, does not", async () => {
  for (
    const [answer, atMs] of [
      [() => json({}, 503, { "retry-after": "5" }), 5000],
      [() => json({}, 503), 0],
      [() => json({}, 500, { "retry-after": "5" }), 0],
      [() => Promise.reject(new TypeError("connection reset")), 0],
    ] as const
  ) {
    const clock = new FakeClock();
    const startMs = clock.elapsedMs;
    const sent: [string, number][] = [];
    const client = new BaseClient({
      baseUrl: "https://things.example",
      clock,
      retryConfig: { maxRetries: 0 },
      fetch: (url) => {
        sent.push([new URL(url).pathname, clock.elapsedMs - startMs]);
        return Promise.resolve(sent.length === 1 ? answer() : json({}));
      },
    });
    await client.get("/first").catch(() => {});
    await clock.finish(client.get("/second"));
    assertEquals(sent[1], ["/second", atMs]);
  }
});

Deno.test("Gate starts at three quarters of the throughput, and never falls below one call in 5 s", () => {
  for (const [random, spread] of [[0, 0.75], [0.5, 1], [1, 1.25]]) {
    const clock = new FakeClock();
    const gate = new Gate(clock, () => random, new Throughput());
    for (let i = 0; i < 16; i++) gate.passed();
    gate.hold(2_000, gate.holds);
    for (let ticket = 0; ticket < 4; ticket++) gate.enter(ticket);
    assertEquals(clock.nextMs, 2_000);
    clock.advance(2_000);
    // 12 calls a second, spread by the random number.
    assertEquals(Math.round(clock.nextMs), Math.round(1_000 / 12 * spread));
    for (let i = 0; i < 30; i++) gate.hold(1_000, gate.holds);
    assertEquals(clock.nextMs, 1_000);
    clock.advance(1_000);
    assertEquals(Math.round(clock.nextMs), 5_000 * spread);
  }
});

Deno.test("Gate lowers its rate once for calls that were refused together", () => {
  const clock = new FakeClock();
  const gate = new Gate(clock, () => 0.5, new Throughput());
  for (let i = 0; i < 20; i++) gate.passed();
  const { holds } = gate;
  for (let i = 0; i < 10; i++) gate.hold(1000, holds);
  const passed: number[] = [];
  for (let ticket = 0; ticket < 6; ticket++) {
    gate.enter(ticket).turn.then(() => passed.push(clock.elapsedMs));
  }
  assertEquals([gate.isShut, gate.opensInMs], [true, 1000]);
  clock.advance(999);
  assertEquals(clock.timers, 1);
  clock.advance(1001);
  // Three quarters of the 20 requests that were served in a second.
  assertEquals([gate.isShut, gate.opensInMs, clock.timers], [true, 0, 0]);
  gate.passed();
  assertEquals(gate.isShut, false);
});
