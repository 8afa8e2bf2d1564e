import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { type LocksLike, WebTokenStorage } from "../../lib/storage/web_storage.ts";
import { fakeWebStorage, tokens } from "./kinds.ts";
import { withFolder } from "./processes.ts";

/** Locks as a browser has them, of two tabs. */
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

Deno.test("WebTokenStorage gives up when another tab holds the lock for too long", async () => {
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

Deno.test("WebTokenStorage keeps no program from ending", () =>
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

Deno.test("F5 WebTokenStorage leaves an item that is none of its own as it is", async () => {
  const items = fakeWebStorage();
  items.setItem("globus-sdk-tokens", "mine");
  const storage = new WebTokenStorage(items);
  await assertRejects(() => storage.getTokenData("a"), TokenStorageError);
  await assertRejects(
    () => storage.storeTokenDataByResourceServer([["a", tokens("a")]]),
    TokenStorageError,
  );
  assertEquals(items.getItem("globus-sdk-tokens"), "mine");
  assertThrows(() => new WebTokenStorage(undefined as unknown as Storage), GlobusSDKUsageError);
});

Deno.test("B8 WebTokenStorage turns what the browser throws into TokenStorageError, and tells no token", async () => {
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
