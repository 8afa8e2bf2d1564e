import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Clock, sleep } from "../../lib/core/clock.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { DenoKvTokenStorage } from "../../lib/storage/kv.ts";
import type { KvAtomicLike, KvLike } from "../../lib/storage/kv_like.ts";
import { FakeKv } from "./fake_kv.ts";
import { tokens } from "../kit/stores.ts";
import { FakeClock } from "../kit/clock.ts";

/** The methods of a clock, to replace some of them. */
function clockOf(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
  };
}

async function withKv(work: (kv: Deno.Kv) => Promise<void>): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  try {
    await work(kv);
  } finally {
    kv.close();
  }
}

const LEASE_KEY = ["globus-sdk", "tokens", "DEFAULT", "lease"];

Deno.test("DenoKvTokenStorage takes a lease over after 12 seconds without a heartbeat, and not before", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  // As a killed process leaves it. The times in it must not matter.
  for (const until of [undefined, clock.now() - 1e9, clock.now() + 1e9]) {
    kv.set(LEASE_KEY, { owner: "gone", until });
    const before = clock.monotonicMs();
    const early = await assertRejects(
      () => new DenoKvTokenStorage(kv, { clock }).removeTokenData("a", { lockTimeoutMs: 11_500 }),
      TokenStorageError,
    );
    assertEquals(early.problem, "busy");
    assert(early.message.includes('namespace "DEFAULT" of the key-value store'), early.message);
    assert(clock.monotonicMs() - before < 12_000);
    const started = clock.monotonicMs();
    const storage = new DenoKvTokenStorage(kv, { clock });
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    const waitedMs = clock.monotonicMs() - started;
    assert(waitedMs >= 12_000 && waitedMs < 13_000, `${waitedMs}`);
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
    assertEquals((await kv.get(LEASE_KEY)).value, null);
  }
});

Deno.test("DenoKvTokenStorage looks at a lease less and less often while it waits, up to 4 times a second", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  kv.set(LEASE_KEY, { owner: "another" });
  const wait = new DenoKvTokenStorage(kv, { clock }).removeTokenData("a", { lockTimeoutMs: 5_000 });
  await assertRejects(() => wait, TokenStorageError);
  // 5, 10 … 250 ms, each times 0.5 to 1.5 by chance.
  for (const [n, pauseMs] of clock.pausesMs.entries()) {
    const usualMs = Math.min(5 * 2 ** n, 250);
    assert(pauseMs >= usualMs * 0.5 && pauseMs <= usualMs * 1.5, `pause ${n}: ${pauseMs} ms`);
  }
});

Deno.test("DenoKvTokenStorage takes a lease over that several short waits have watched for long enough", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  kv.set(LEASE_KEY, { owner: "gone" });
  const storage = new DenoKvTokenStorage(kv, { clock });
  const store = () =>
    storage.removeTokenData("a", { lockTimeoutMs: 5_000 }).catch((error) => error.problem);
  assertEquals([await store(), await store(), await store()], ["busy", "busy", false]);
});

Deno.test("DenoKvTokenStorage keeps a lease for as long as its holder sends heartbeats", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  const { promise: held, resolve: go } = Promise.withResolvers<void>();
  const holder = new DenoKvTokenStorage(kv, { clock }).update(async (all) => {
    go();
    await sleep(clock, 200_000);
    all.set("a", tokens("a", "holder"));
  });
  await held;
  // Another machine, with a wrong date.
  const wrong = { ...clockOf(clock), now: () => clock.now() + 1e10 };
  const other = new DenoKvTokenStorage(kv, { clock: wrong });
  const late = await assertRejects(
    () => other.removeTokenData("a", { lockTimeoutMs: 150_000 }),
    TokenStorageError,
  );
  assertEquals(late.problem, "busy");
  await holder;
  assertEquals((await other.getTokenData("a"))?.access_token, "access-a-holder");
  assertEquals(await other.removeTokenData("a"), true);
});

Deno.test("DenoKvTokenStorage does not take a lease over because its own machine was asleep", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  const { promise: held, resolve: go } = Promise.withResolvers<void>();
  const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
  const holder = new DenoKvTokenStorage(kv, { clock }).update(async (all) => {
    go();
    await release;
    all.set("a", tokens("a", "holder"));
  });
  await held;
  const other = new DenoKvTokenStorage(kv, { clock });
  const waiting = other.removeTokenData("a", { lockTimeoutMs: 10_000_000 });
  await sleep(clock, 2_000);
  // Both are asleep for two hours: the one that wakes first must not take the lease over.
  clock.advance(7_200_000);
  await sleep(clock, 100);
  letGo();
  await holder;
  assertEquals(await waiting, true);
});

Deno.test("F6 DenoKvTokenStorage refuses the change of a holder whose lease another process took over", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  // A process that hangs: its timers do not fire.
  const stopped = { ...clockOf(clock), setTimer: () => () => {} };
  const slow = new DenoKvTokenStorage(kv, { clock: stopped });
  const error = await assertRejects(
    () =>
      slow.update(async (all) => {
        await new DenoKvTokenStorage(kv, { clock })
          .storeTokenDataByResourceServer([["a", tokens("a", "newer")]]);
        all.set("a", tokens("a", "late"));
      }),
    TokenStorageError,
  );
  assertEquals(error.problem, "busy");
  assert(error.message.includes("another process has taken its lease over"), error.message);
  assert(error.message.includes("did not renew it for 12 seconds"), error.message);
  assertEquals((await slow.getTokenData("a"))?.access_token, "access-a-newer");
  // It does not end the lease of its successor either.
  const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
  let successor: Promise<void> | undefined;
  await slow.update(async () => {
    const { promise: held, resolve: go } = Promise.withResolvers<void>();
    successor = new DenoKvTokenStorage(kv, { clock }).update(() => (go(), release));
    await held;
  });
  assert((await kv.get(LEASE_KEY)).value !== null);
  letGo();
  await successor;
  assertEquals((await kv.get(LEASE_KEY)).value, null);
});

Deno.test("F6 DenoKvTokenStorage gives an abandoned lease to one of many waiters", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  kv.set(LEASE_KEY, { owner: "gone" });
  await Promise.all(
    Array.from({ length: 20 }, () =>
      new DenoKvTokenStorage(kv, { clock }).update(async (all) => {
        const n = Number(all.get("count")?.access_token.split("-")[2] ?? 0);
        await sleep(clock, 10);
        all.set("count", tokens("count", n + 1));
      }, { lockTimeoutMs: 600_000 })),
  );
  const data = await new DenoKvTokenStorage(kv, { clock }).getTokenData("count");
  assertEquals(data?.access_token, "access-count-20");
});

/** The same store, which calls a function between each commit and its response. */
function afterCommits(kv: FakeKv, respond: () => void | Promise<void>): KvLike {
  return {
    get: (key) => kv.get(key),
    list: (selector) => kv.list(selector),
    atomic: () => {
      const write = kv.atomic();
      const { commit } = write;
      return Object.assign(write, {
        async commit() {
          const result = await commit.call(write);
          await respond();
          return result;
        },
      });
    },
  };
}

Deno.test("F4 DenoKvTokenStorage waits for the response to a heartbeat before it writes", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  const { promise: beating, resolve: beats } = Promise.withResolvers<void>();
  const { promise: answer, resolve: answers } = Promise.withResolvers<void>();
  let commits = 0;
  const slow = afterCommits(kv, async () => {
    if (++commits === 2) {
      beats();
      await answer;
    }
  });
  const storage = new DenoKvTokenStorage(slow, { clock });
  const change = storage.update(async (all) => {
    all.set("a", tokens("a"));
    await beating;
  });
  await beating;
  setTimeout(answers, 0);
  await change;
  assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
  assertEquals((await kv.get(LEASE_KEY)).value, null);
});

Deno.test("F4 DenoKvTokenStorage keeps its lease when the responses to its heartbeats get lost", async () => {
  const kv = new FakeKv();
  const clock = new FakeClock({ jumps: "quick" });
  let commits = 0;
  const lossy = afterCommits(kv, () => {
    // The first one takes the lease; every other response to the next ones is lost.
    if (commits++ % 2 === 1) throw new TypeError("connection reset");
  });
  const storage = new DenoKvTokenStorage(lossy, { clock });
  const other = new DenoKvTokenStorage(kv, { clock });
  await storage.update(async (all) => {
    await assertRejects(() => other.removeTokenData("a", { lockTimeoutMs: 24_000 }));
    assert(commits > 6, `${commits}`);
    // The next response arrives.
    commits = 0;
    all.set("a", tokens("a"));
  });
  assertEquals((await other.getTokenData("a"))?.access_token, "access-a-1");
  assertEquals((await kv.get(LEASE_KEY)).value, null);
});

/** The same store, whose file another process has locked whenever `isLocked` says so. */
function contended(kv: Deno.Kv, isLocked: () => boolean): KvLike {
  const check = () => {
    if (isLocked()) throw new TypeError("database is locked");
  };
  const atomic = (operation: Deno.AtomicOperation): KvAtomicLike => ({
    check: (entry) => atomic(operation.check(entry as Deno.AtomicCheck)),
    set: (key, value, options) => atomic(operation.set(key as string[], value, options)),
    delete: (key) => atomic(operation.delete(key as string[])),
    // deno-lint-ignore require-await -- the failure is a rejection
    commit: async () => (check(), operation.commit()),
  });
  return {
    // deno-lint-ignore require-await -- the failure is a rejection
    get: async (key) => (check(), kv.get(key as string[])),
    list: (selector) => (check(), kv.list({ prefix: selector.prefix as string[] })),
    atomic: () => atomic(kv.atomic()),
  };
}

Deno.test("F4 DenoKvTokenStorage waits for ten seconds while another process has locked the file of the store", () =>
  withKv(async (kv) => {
    const clock = new FakeClock({ jumps: "patient" });
    let calls = 0;
    const storage = new DenoKvTokenStorage(contended(kv, () => ++calls % 3 !== 0), { clock });
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
    assertEquals(await storage.removeTokenData("a"), true);
    const shut = new DenoKvTokenStorage(contended(kv, () => true), { clock });
    const before = clock.now();
    assertEquals(
      (await assertRejects(() => shut.getTokenData("a"), TokenStorageError)).problem,
      "busy",
    );
    assertEquals(Math.round((clock.now() - before) / 1_000), 10);
  }));

Deno.test("DenoKvTokenStorage makes failures of its store typed errors, and does not change those of a change", () =>
  withKv(async (kv) => {
    const storage = new DenoKvTokenStorage(kv);
    const failure = async (work: () => Promise<unknown>) => {
      const error = await assertRejects(work, TokenStorageError);
      assertEquals(error.problem, "unavailable");
      assert(error.cause instanceof Error);
      assert(!error.message.includes("access-"), error.message);
    };
    // Deno KV does not accept an entry above 64 KiB.
    const big = new TokenStorageData({ ...tokens("a").toDict(), access_token: "x".repeat(70_000) });
    await failure(() => storage.storeTokenDataByResourceServer([["a", big]]));
    assertEquals(await storage.getTokenData("a"), undefined);
    const own = new TypeError("database is locked by my own code");
    assertEquals(await assertRejects(() => storage.update(() => Promise.reject(own))), own);
    const closed = await Deno.openKv(":memory:");
    closed.close();
    const gone = new DenoKvTokenStorage(closed);
    await failure(() => gone.getTokenData("a"));
    await failure(() => gone.removeTokenData("a"));
  }));

Deno.test("DenoKvTokenStorage leaves no entry of a namespace whose tokens were removed", () =>
  withKv(async (kv) => {
    const storage = new DenoKvTokenStorage(kv, { namespace: "session" });
    await storage.storeTokenDataByResourceServer([["a", tokens("a")], ["b", tokens("b")]]);
    await storage.removeTokenData("a");
    assertEquals((await storage.getTokenData("b"))?.access_token, "access-b-1");
    await storage.removeTokenData("b");
    assertEquals(await Array.fromAsync(kv.list({ prefix: [] })), []);
  }));

Deno.test("DenoKvTokenStorage separates prefixes, and stores 200 tokens of a grant together", () =>
  withKv(async (kv) => {
    const storage = new DenoKvTokenStorage(kv, { prefix: ["mine"] });
    const many = Array.from({ length: 200 }, (_, i) => [`rs${i}`, tokens(`rs${i}`)] as const);
    await storage.storeTokenDataByResourceServer(many);
    assertEquals((await storage.getTokenDataByResourceServer()).size, 200);
    assertEquals((await new DenoKvTokenStorage(kv).getTokenDataByResourceServer()).size, 0);
  }));
