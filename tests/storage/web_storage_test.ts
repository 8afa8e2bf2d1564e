import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { type LocksLike, WebTokenStorage } from "../../lib/storage/web_storage.ts";
import { fakeWebStorage, tokens } from "../kit/stores.ts";
import { asBrowser, loadInTab, Origin, TabLocks, TabStorage } from "./tabs.ts";
import { withFolder } from "../kit/processes.ts";

/** Locks of a browser with two tabs. */
function fakeLocks(): LocksLike & { held: string[] } {
  const tails = new Map<string, Promise<unknown>>();
  const held: string[] = [];
  return {
    held,
    async request(name, { signal }, work) {
      const before = tails.get(name) ?? Promise.resolve();
      const aborted = new Promise<never>((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
      await Promise.race([before, aborted]);
      held.push(name);
      const running = work();
      tails.set(name, running.catch(() => {}));
      return await running;
    },
  };
}

Deno.test("WebTokenStorage holds a lock of the browser while it changes tokens", async () => {
  const items = fakeWebStorage();
  const locks = fakeLocks();
  const storage = new WebTokenStorage(items, { locks, namespace: "work", key: "k" });
  await storage.update(async (all) => {
    assertEquals(locks.held, ["k work"]);
    await Promise.resolve();
    all.set("a", tokens("a"));
  });
  assertEquals([...items.items.keys()], ["k"]);
  assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
});

Deno.test("WebTokenStorage fails if another tab holds the lock for too long", async () => {
  const locks: LocksLike = {
    request: (_name, { signal }) =>
      new Promise((_, reject) =>
        signal!.addEventListener("abort", () => reject(signal!.reason), { once: true })
      ),
  };
  const storage = new WebTokenStorage(fakeWebStorage(), { locks });
  const error = await assertRejects(
    () => storage.removeTokenData("a", { lockTimeoutMs: 0 }),
    TokenStorageError,
  );
  assertEquals(error.problem, "busy");
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => storage.removeTokenData("a", { signal }), Error, "enough");
});

Deno.test("WebTokenStorage does not keep a program from ending", () =>
  withFolder(async (folder) => {
    const program = new URL("children/web_storage.ts", import.meta.url).pathname;
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--location=https://tool.example", program],
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
      cwd: folder,
      signal: AbortSignal.timeout(20_000),
    }).output();
    assertEquals([code, new TextDecoder().decode(stdout)], [0, "openid\n"]);
  }));

Deno.test("F5 WebTokenStorage does not change an item that is not a token store", async () => {
  const items = fakeWebStorage();
  items.setItem("globus-sdk-tokens", "mine");
  const storage = new WebTokenStorage(items);
  const reason = `Cannot read item "globus-sdk-tokens" of the browser's storage: it is not JSON`;
  await assertRejects(() => storage.getTokenData("a"), TokenStorageError, reason);
  await assertRejects(
    () => storage.storeTokenDataByResourceServer([["a", tokens("a")]]),
    TokenStorageError,
    reason,
  );
  assertEquals(items.getItem("globus-sdk-tokens"), "mine");
  assertThrows(() => new WebTokenStorage(undefined as unknown as Storage), GlobusSDKUsageError);
});

Deno.test("WebTokenStorage turns errors of the browser into TokenStorageErrors that show no token", async () => {
  for (const name of ["QuotaExceededError", "SecurityError", "TypeError"]) {
    const items = fakeWebStorage();
    const storage = new WebTokenStorage(items);
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
    const failure = new DOMException("access-a-1", name);
    const fail = () => {
      throw failure;
    };
    const { getItem } = items;
    items.setItem = fail;
    const write = await assertRejects(
      () => storage.storeTokenDataByResourceServer([["a", tokens("a", 2)]]),
      TokenStorageError,
    );
    items.getItem = fail;
    const read = await assertRejects(() => storage.getTokenData("a"), TokenStorageError);
    for (const error of [write, read]) {
      assertEquals([error.problem, error.cause], ["unavailable", failure]);
      assertEquals(error.message.includes("access-a"), false);
    }
    items.getItem = getItem;
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
  }
});

function countOf(text: string | undefined) {
  return Number(text?.split("-")[2] ?? 0);
}

/** Counts up what is stored. */
function count(storage: WebTokenStorage): Promise<void> {
  return storage.update(async (all) => {
    await Promise.resolve();
    all.set("a", tokens("a", countOf(all.get("a")?.access_token) + 1));
  });
}

Deno.test("F4 tabs that see the changes of others late lose nothing, and each announces its last change", async () => {
  const { WebTokenStorage: Other } = await loadInTab();
  await asBrowser(async () => {
    for (const lagReads of [0, 1, 3]) {
      const origin = new Origin();
      const locks = new TabLocks();
      const key = `k${lagReads}`;
      const one = new WebTokenStorage(new TabStorage(origin, lagReads), { locks, key });
      const two = new Other(new TabStorage(origin, lagReads), { locks, key });
      for (let round = 0; round < 4; round++) {
        await Promise.all([count(one), count(two), count(two)]);
      }
      const data = await new WebTokenStorage(new TabStorage(origin, 0), { key }).getTokenData("a");
      assertEquals(data?.access_token, "access-a-12");
      const announced = locks.held.map(({ name, mode }) => `${mode} ${name}`);
      assertEquals(announced.length, 2, announced.join());
      assert(announced.includes(`shared ${key}#12`), announced.join());
      assertEquals(JSON.parse(origin.item.text!).change, 12);
    }
  });
});

Deno.test("F4 a change keeps what another namespace has stored meanwhile, in a tab that sees it late", async () => {
  const { WebTokenStorage: Other } = await loadInTab();
  await asBrowser(async () => {
    const origin = new Origin();
    const locks = new TabLocks();
    const one = new WebTokenStorage(new TabStorage(origin, 2), { locks, key: "m" });
    const two = new Other(new TabStorage(origin, 2), { locks, key: "m", namespace: "work" });
    await one.update(async (all) => {
      await two.storeTokenDataByResourceServer([["b", tokens("b")]]);
      all.set("a", tokens("a"));
    });
    const reader = new WebTokenStorage(new TabStorage(origin, 0), { key: "m" });
    assertEquals((await reader.getTokenData("a"))?.access_token, "access-a-1");
    const work = reader.withNamespace("work");
    assertEquals((await work.getTokenData("b"))?.access_token, "access-b-1");
  });
});

Deno.test("F4 a tab waits a second for a change that it never sees, and then continues", async () => {
  const { WebTokenStorage: Other } = await loadInTab();
  await asBrowser(async () => {
    const origin = new Origin();
    const locks = new TabLocks();
    await count(new Other(new TabStorage(origin, 0), { locks, key: "n" }));
    const blind = new TabStorage(new Origin(), 0);
    const { now } = performance;
    const { setTimeout } = globalThis;
    let ms = 1_000_000;
    let pauses = 0;
    // The clock moves by 90 ms each time it is read.
    performance.now = () => ms += 90;
    globalThis.setTimeout = ((run: () => void, delayMs: number) => {
      if (delayMs === 10) pauses++;
      return setTimeout(run, 0);
    }) as typeof setTimeout;
    try {
      await count(new WebTokenStorage(blind, { locks, key: "n" }));
    } finally {
      performance.now = now;
      globalThis.setTimeout = setTimeout;
    }
    // Other work continues meanwhile.
    assertEquals(pauses, 2 * 11);
    // It waits for the change and for the write, each time 1,000 / 90 rounds and the first look.
    assertEquals(blind.reads, 2 * (11 + 1 + 1));
    assert(locks.held.some(({ name }) => name === "n#2"), "the number grows all the same");
  });
});

Deno.test("F4 a tab does not wait for its own change if the page has cleared the storage", async () => {
  await asBrowser(async () => {
    const origin = new Origin();
    const storage = new TabStorage(origin, 0);
    const tokenStorage = new WebTokenStorage(storage, { locks: new TabLocks(), key: "c" });
    await count(tokenStorage);
    origin.item = { text: null };
    storage.reads = 0;
    await count(tokenStorage);
    assertEquals(storage.reads, 2);
    assertEquals((await tokenStorage.getTokenData("a"))?.access_token, "access-a-1");
  });
});

Deno.test("F4 a tab that cannot announce a change continues", async () => {
  await asBrowser(async () => {
    const locks = new TabLocks();
    const refusing: LocksLike = {
      query: () => locks.query(),
      request: (name, options, work) =>
        name.includes("#")
          ? Promise.reject(new DOMException("no", "SecurityError"))
          : locks.request(name, options, work),
    };
    const storage = new WebTokenStorage(new TabStorage(new Origin(), 0), { locks: refusing });
    for (let n = 0; n < 3; n++) await count(storage);
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-3");
    // Older browsers cannot query locks.
    const silent: LocksLike = { request: (...args) => locks.request(...args) };
    const old = new WebTokenStorage(new TabStorage(new Origin(), 0), { locks: silent });
    for (let n = 0; n < 3; n++) await count(old);
    assertEquals((await old.getTokenData("a"))?.access_token, "access-a-3");
    assertEquals(locks.held, []);
  });
});

Deno.test("R5 the signal ends the wait for the lock of another tab, and not a change under way", async () => {
  const locks = new TabLocks();
  const items = fakeWebStorage();
  const storage = new WebTokenStorage(items, { locks, key: "s" });
  const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
  const other = locks.request("s DEFAULT", {}, () => release);
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener: (...args: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, args);
    },
    removeEventListener: (...args: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, args);
    },
  });
  const waiting = storage.removeTokenData("a", { signal });
  let outcome = "waiting";
  const ended = waiting.then(() => outcome = "done", (error) => outcome = error.message);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(outcome, "waiting");
  controller.abort(new Error("enough"));
  await ended;
  assertEquals(outcome, "enough");
  letGo();
  await other;
  // It took no lock and left no listener behind.
  assertEquals(locks.held, []);
  // The listener is removed when the lock is held, and again at the end.
  assert(listeners <= 0, `${listeners}`);
  const late = new AbortController();
  await storage.update((all) => {
    late.abort(new Error("too late"));
    all.set("a", tokens("a"));
  }, { signal: late.signal });
  assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
});

Deno.test("WebTokenStorage takes no lock for the storage of one tab", async () => {
  const items = fakeWebStorage();
  const before = Object.getOwnPropertyDescriptor(globalThis, "sessionStorage");
  const locks: LocksLike = { request: () => Promise.reject(new Error("A lock was asked for")) };
  const set = (property: PropertyDescriptor) =>
    Object.defineProperty(globalThis, "sessionStorage", { configurable: true, ...property });
  try {
    set({ value: items });
    await count(new WebTokenStorage(items, { locks }));
    const others = new WebTokenStorage(fakeWebStorage(), { locks });
    await assertRejects(() => count(others), Error, "A lock was asked for");
    // A page that may not use the storage.
    set({
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
    await assertRejects(() => count(others), Error, "A lock was asked for");
  } finally {
    if (before) Object.defineProperty(globalThis, "sessionStorage", before);
    else delete (globalThis as { sessionStorage?: unknown }).sessionStorage;
  }
});
