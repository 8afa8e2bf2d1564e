import { assertEquals, assertRejects } from "@std/assert";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { DenoKvTokenStorage, type KvAtomicLike, type KvLike } from "../../lib/storage/kv.ts";
import { FreeClock } from "../oracle/fake.ts";
import { tokens } from "./kinds.ts";

async function withKv(work: (kv: Deno.Kv) => Promise<void>): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  try {
    await work(kv);
  } finally {
    kv.close();
  }
}

Deno.test("F4 DenoKvTokenStorage takes over a lease that was left behind, and not before", () =>
  withKv(async (kv) => {
    const clock = new FreeClock();
    const storage = new DenoKvTokenStorage(kv, { clock });
    const lease = ["globus-sdk", "tokens", "DEFAULT", "lease"];
    await kv.set(lease, { owner: "gone", until: clock.now() + 3_000 });
    const error = await assertRejects(
      () => storage.removeTokenData("a", { lockTimeoutMs: 1_000 }),
      TokenStorageError,
    );
    assertEquals(error.problem, "busy");
    await storage.storeTokenDataByResourceServer([["a", tokens("a")]], { lockTimeoutMs: 10_000 });
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
    assertEquals((await kv.get(lease)).value, null);
  }));

Deno.test("F6 DenoKvTokenStorage refuses the change of one who has outlived his lease", () =>
  withKv(async (kv) => {
    const clock = new FreeClock();
    const storage = new DenoKvTokenStorage(kv, { clock });
    const error = await assertRejects(
      () =>
        storage.update(async (all) => {
          clock.advance(200_000);
          await new DenoKvTokenStorage(kv, { clock })
            .storeTokenDataByResourceServer([["a", tokens("a", "newer")]]);
          all.set("a", tokens("a", "late"));
        }),
      TokenStorageError,
    );
    assertEquals(error.problem, "busy");
    assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-newer");
  }));

/** The same store, whose file another process has each time that `isLocked` says so. */
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

Deno.test("F4 DenoKvTokenStorage waits while another process has the file of the store, for ten seconds", () =>
  withKv(async (kv) => {
    const clock = new FreeClock();
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

Deno.test("DenoKvTokenStorage leaves nothing of a namespace whose tokens were removed", () =>
  withKv(async (kv) => {
    const storage = new DenoKvTokenStorage(kv, { namespace: "session" });
    await storage.storeTokenDataByResourceServer([["a", tokens("a")], ["b", tokens("b")]]);
    await storage.removeTokenData("a");
    assertEquals((await storage.getTokenData("b"))?.access_token, "access-b-1");
    await storage.removeTokenData("b");
    assertEquals(await Array.fromAsync(kv.list({ prefix: [] })), []);
  }));

Deno.test("DenoKvTokenStorage keeps prefixes apart, and 200 tokens of a grant together", () =>
  withKv(async (kv) => {
    const storage = new DenoKvTokenStorage(kv, { prefix: ["mine"] });
    const many = Array.from({ length: 200 }, (_, i) => [`rs${i}`, tokens(`rs${i}`)] as const);
    await storage.storeTokenDataByResourceServer(many);
    assertEquals((await storage.getTokenDataByResourceServer()).size, 200);
    assertEquals((await new DenoKvTokenStorage(kv).getTokenDataByResourceServer()).size, 0);
  }));
