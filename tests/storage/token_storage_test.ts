import { assertEquals, assertRejects } from "@std/assert";
import { GlobusError, GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { TokenTransaction } from "../../lib/storage/token_storage.ts";
import { eachKind, tokens } from "../kit/stores.ts";

function names(all: ReadonlyMap<string, unknown>) {
  return [...all.keys()].sort();
}

eachKind(
  "storeTokenDataByResourceServer() leaves what belongs to others",
  async (storage, reopen) => {
    await storage.storeTokenDataByResourceServer([["a", tokens("a")], ["b", tokens("b")]]);
    await storage.storeTokenDataByResourceServer([["b", tokens("b", 2)]]);
    const other = reopen();
    assertEquals((await other.getTokenData("a"))?.access_token, "access-a-1");
    assertEquals((await other.getTokenData("b"))?.refresh_token, "refresh-b-2");
    assertEquals(await other.getTokenData("c"), undefined);
    assertEquals(await other.removeTokenData("a"), true);
    assertEquals(await other.removeTokenData("a"), false);
    assertEquals(names(await storage.getTokenDataByResourceServer()), ["b"]);
  },
);

eachKind(
  "update() within update() fails at once, and changes of others wait as before",
  async (storage, reopen) => {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const outer = storage.update(async (stored) => {
      resolve();
      await new Promise((done) => setTimeout(done, 0));
      await assertRejects(
        () => storage.removeTokenData("a"),
        GlobusSDKUsageError,
        "the change under way makes this call",
      );
      stored.set("a", tokens("a"));
    });
    await begun;
    await reopen().update((stored) => stored.set("b", tokens("b")));
    await outer;
    assertEquals(names(await storage.getTokenDataByResourceServer()), ["a", "b"]);
  },
);

eachKind("withNamespace() keeps users apart", async (storage) => {
  const work = storage.withNamespace("work");
  await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
  await work.storeTokenDataByResourceServer([["a", tokens("a", "work")]]);
  assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
  assertEquals((await work.getTokenData("a"))?.access_token, "access-a-work");
  await work.removeTokenData("a");
  assertEquals(names(await storage.getTokenDataByResourceServer()), ["a"]);
  assertEquals(names(await work.getTokenDataByResourceServer()), []);
});

eachKind("E5 names such as __proto__ and constructor are names like others", async (storage) => {
  const odd = ["__proto__", "constructor", "toString", "ünï ✓ \"'\\"];
  for (const name of odd) {
    const namespace = storage.withNamespace(name);
    await namespace.storeTokenDataByResourceServer(odd.map((server) => [server, tokens(server)]));
    assertEquals(names(await namespace.getTokenDataByResourceServer()), [...odd].sort());
    assertEquals((await namespace.getTokenData("__proto__"))?.access_token, "access-__proto__-1");
  }
  assertEquals(await storage.getTokenData("__proto__"), undefined);
  assertEquals(({} as Record<string, unknown>).access_token, undefined);
});

eachKind("update() gives changes their turns: 40 at once lose nothing", async (storage, reopen) => {
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      (i % 2 ? storage : reopen()).update(async (all) => {
        const n = Number(all.get("count")?.access_token.split("-")[2] ?? 0);
        await Promise.resolve();
        all.set("count", tokens("count", n + 1));
      })),
  );
  assertEquals((await storage.getTokenData("count"))?.access_token, "access-count-40");
});

eachKind("update() writes nothing when it fails, and lets the next one go on", async (storage) => {
  await storage.storeTokenDataByResourceServer([["a", tokens("a")]]);
  // It has a code like an error of the system, and must not be taken for a failure of the store.
  const failure = Object.assign(new GlobusError("Cannot renew: no"), { code: "ENOENT" });
  const thrown = await assertRejects(() =>
    storage.update((all) => {
      all.set("a", tokens("a", 2));
      all.delete("a");
      throw failure;
    })
  );
  assertEquals(thrown, failure);
  assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
  await storage.removeTokenData("a");
});

eachKind(
  "F4 update() waits no longer than it may, and leaves no trace of it",
  async (storage, reopen) => {
    const { promise: held, resolve: go } = Promise.withResolvers<void>();
    const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
    const holder = storage.update(async (all) => {
      go();
      await release;
      all.set("a", tokens("a"));
    });
    await held;
    const late = await assertRejects(
      () => reopen().update((all) => all.set("a", tokens("a", "late")), { lockTimeoutMs: 0 }),
      TokenStorageError,
    );
    assertEquals(late.problem, "busy");
    const controller = new AbortController();
    const aborted = reopen().removeTokenData("a", { signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => aborted, Error, "enough");
    const next = reopen().removeTokenData("a");
    letGo();
    await holder;
    assertEquals(await next, true);
  },
);

eachKind(
  "storeTokenResponse() stores all tokens of a grant, with whose they are",
  async (storage) => {
    const token = (server: string, refresh: string | null) => ({
      resource_server: server,
      scope: "openid",
      access_token: `at-${server}`,
      refresh_token: refresh,
      expires_at_seconds: 1_700_000_000,
      token_type: "Bearer",
    });
    const byResourceServer = { a: token("a", "rt"), b: token("b", null) };
    await storage.storeTokenResponse({ byResourceServer }, { identityId: "me" });
    const all = await storage.getTokenDataByResourceServer();
    assertEquals(
      [...all.values()].map((data) => ({ ...data.toDict() })),
      [
        { ...token("a", "rt"), identity_id: "me" },
        { ...token("b", null), identity_id: "me" },
      ].map(({ refresh_token, ...rest }) => refresh_token ? { ...rest, refresh_token } : rest),
    );
  },
);

eachKind("each store says whether its tokens outlive the program", async (storage, reopen) => {
  const expected = !/^(Memory|Web)/.test(storage.constructor.name);
  assertEquals(storage.isLongLived, expected);
  assertEquals(reopen().withNamespace("work").isLongLived, expected);
  await storage.close();
});

Deno.test("H1 a printed change of a store shows what it stores, without the tokens", () => {
  const all = new TokenTransaction(new Map([["a", tokens("canary").toDict()]]));
  all.set("b", tokens("canary", 2));
  const shown = [all, all.documents, { all }].map((each) => Deno.inspect(each, { depth: 9 }));
  for (const text of [...shown, JSON.stringify(all), `${all}`]) {
    assertEquals(/(access|refresh)-canary/.test(text), false, text);
  }
  for (const text of shown) assertEquals(text.includes('"resource_server":"canary"'), true, text);
});
