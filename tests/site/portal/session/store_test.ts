import { assert, assertEquals, assertRejects } from "@std/assert";
import { openSessionStore } from "../../../../site/portal/session/open_store.ts";
import { type SessionStore, StoreUnavailableError } from "../../../../site/portal/session/store.ts";
import { freePort } from "../../../kit/site.ts";
import { withRedis } from "../../../kit/redis_server.ts";

function bytes(text: string) {
  return new TextEncoder().encode(text);
}

function text(record: { bytes: Uint8Array } | undefined) {
  return record && new TextDecoder().decode(record.bytes);
}

/** Checks what every store must do. */
async function keepsTheContract(store: SessionStore) {
  const ttlMs = 60_000;
  assertEquals(await store.get("a"), undefined);
  assertEquals(await store.set("a", bytes("1"), { ttlMs, ifVersion: null }), true);
  assertEquals(await store.set("a", bytes("x"), { ttlMs, ifVersion: null }), false);
  const first = await store.get("a");
  assertEquals(text(first), "1");
  assertEquals(await store.set("a", bytes("2"), { ttlMs, ifVersion: first!.version }), true);
  assertEquals(await store.set("a", bytes("x"), { ttlMs, ifVersion: first!.version }), false);
  assertEquals(text(await store.get("a")), "2");
  assertEquals(await store.set("a", bytes("3"), { ttlMs }), true);
  assertEquals(text(await store.get("a")), "3");
  await store.delete("a", first!.version);
  assertEquals(text(await store.get("a")), "3");
  await store.delete("a", (await store.get("a"))!.version);
  assertEquals(await store.get("a"), undefined);
  await store.set("a", bytes("4"), { ttlMs });
  await store.delete("a");
  await store.delete("a");
  assertEquals(await store.get("a"), undefined);
  const all = new Uint8Array(256).map((_, at) => at);
  await store.set("b", all, { ttlMs });
  assertEquals((await store.get("b"))?.bytes, all);

  const writers = Array.from(
    { length: 20 },
    () => store.set("c", bytes("c"), { ttlMs, ifVersion: null }),
  );
  assertEquals((await Promise.all(writers)).filter(Boolean).length, 1);
}

Deno.test("KvSessionStore keeps records, versions and conditions", async () => {
  const store = await openSessionStore(":memory:");
  try {
    await keepsTheContract(store);
  } finally {
    await store.close();
  }
});

Deno.test("KvSessionStore never returns a record that is older than the call", async () => {
  const store = await openSessionStore(":memory:");
  for (let i = 0; i < 100; i++) {
    const under = Array.from({ length: 10 }, () => store.get("a"));
    if (i % 3 === 0) await store.delete("a");
    else await store.set("a", bytes(`${i}`), { ttlMs: 60_000 });
    const [found, again, other] = await Promise.all(["a", "a", "b"].map((key) => store.get(key)));
    assertEquals([found, again].map(text), Array(2).fill(i % 3 === 0 ? undefined : `${i}`));
    assertEquals(other, undefined);
    await Promise.all(under);
  }
  await store.close();
  await assertRejects(() => store.get("a"), StoreUnavailableError);
});

Deno.test("KvSessionStore shares one file between two openings", async () => {
  const folder = await Deno.makeTempDir();
  const one = await openSessionStore(`${folder}/sessions.kv`);
  const other = await openSessionStore(`${folder}/sessions.kv`);
  try {
    await one.set("a", bytes("1"), { ttlMs: 60_000 });
    assertEquals(text(await other.get("a")), "1");
  } finally {
    await one.close();
    await other.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("RedisSessionStore can be closed while it tries to reach a missing server", async () => {
  const store = await openSessionStore(`redis://127.0.0.1:${freePort()}`);
  await assertRejects(() => store.get("a"), StoreUnavailableError);
  await store.close();
});

withRedis((name, redis) => {
  Deno.test({
    name: name("RedisSessionStore keeps records, versions and conditions"),
    ignore: !redis,
    async fn() {
      await using server = await redis!.start();
      const store = await openSessionStore(server.url);
      try {
        await keepsTheContract(store);
      } finally {
        await store.close();
      }
    },
  });

  Deno.test({
    name: name(
      "RedisSessionStore rejects while the server is down, and works again when it is back",
    ),
    ignore: !redis,
    async fn() {
      const server = await redis!.start();
      const store = await openSessionStore(server.url);
      try {
        await store.set("a", bytes("1"), { ttlMs: 60_000 });
        await server[Symbol.asyncDispose]();
        await assertRejects(() => store.get("a"), StoreUnavailableError);
        await using again = await redis!.start(server.port);
        assertEquals(again.port, server.port);
        // The client reconnects by itself. The time until then is not defined.
        let back = false;
        for (let i = 0; i < 50 && !back; i++) {
          back = await store.set("b", bytes("2"), { ttlMs: 60_000 }).catch(() => false);
        }
        assert(back);
        assertEquals(text(await store.get("b")), "2");
      } finally {
        await store.close();
      }
    },
  });
});
