import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { Cipher } from "../../../../site/portal/session/cipher.ts";
import { SessionEndedError, Sessions } from "../../../../site/portal/session/sessions.ts";
import { openSessionStore } from "../../../../site/portal/session/open_store.ts";
import type { SessionStore } from "../../../../site/portal/session/store.ts";

interface Data {
  tokens: string[];
}

const HOUR_MS = 3_600_000;

async function setUp(store?: SessionStore) {
  const kept = store ?? await openSessionStore(":memory:");
  const clock = { time: Date.now() };
  const cipher = await Cipher.fromSessionKey(crypto.getRandomValues(new Uint8Array(32)));
  const sessions = new Sessions<Data>(kept, cipher, () => ({ tokens: [] }), {
    now: () => clock.time,
  });
  return { store: kept, clock, cipher, sessions };
}

Deno.test("Sessions.load() makes no record before the session changes", async () => {
  const { store, sessions } = await setUp();
  const session = await sessions.load(undefined);
  assertEquals(await store.get(session.name), undefined);
  await session.update((data) => void data.tokens.push("canary"));
  assert(await store.get(session.name));
  await store.close();
});

Deno.test("G2 the store holds neither the session's id nor readable data", async () => {
  const { store, sessions } = await setUp();
  const session = await sessions.load(undefined);
  await session.update((data) => void data.tokens.push("canary-token"));
  assertNotEquals(session.name, session.id);
  assertEquals(await store.get(session.id), undefined);
  const stored = new TextDecoder().decode((await store.get(session.name))!.bytes);
  assertEquals(stored.includes("canary"), false);
  await store.close();
});

Deno.test("Sessions.load() reads a session of another process with the same key", async () => {
  const { store, sessions, cipher } = await setUp();
  const session = await sessions.load(undefined);
  await session.update((data) => void data.tokens.push("one"));
  const elsewhere = new Sessions<Data>(store, cipher, () => ({ tokens: [] }));
  assertEquals((await elsewhere.load(session.id)).data.tokens, ["one"]);
  await store.close();
});

Deno.test("Sessions.load() decrypts a record once, and sees every change by others", async () => {
  const { store, sessions, cipher } = await setUp();
  const elsewhere = new Sessions<Data>(store, cipher, () => ({ tokens: [] }));
  const { id } = await sessions.load(undefined);
  const theirs = await elsewhere.load(id);
  await theirs.update((data) => void data.tokens.push("one"));

  let opened = 0;
  const open = cipher.open.bind(cipher);
  cipher.open = (...given) => (opened++, open(...given));
  const { formToken, name } = await sessions.load(id);
  const version = (await store.get(name))?.version;
  for (let i = 0; i < 5; i++) {
    const again = await sessions.load(id);
    assertEquals(again.data.tokens, ["one"]);
    assertEquals([again.hasFormToken(formToken), (await store.get(name))?.version], [
      true,
      version,
    ]);
  }
  assertEquals(opened, 1);
  await theirs.update((data) => void data.tokens.push("two"));
  assertEquals((await sessions.load(id)).data.tokens, ["one", "two"]);
  await theirs.destroy();
  const ended = await sessions.load(id);
  assertEquals([ended.data.tokens, await store.get(name)], [[], undefined]);
  await store.close();
});

Deno.test("Sessions.load() returns an empty session for a record of another key or name", async () => {
  const { store, sessions } = await setUp();
  const session = await sessions.load(undefined);
  await session.update((data) => void data.tokens.push("one"));
  const { bytes } = (await store.get(session.name))!;

  const { sessions: foreign } = await setUp(store);
  assertEquals((await foreign.load(session.id)).data.tokens, []);

  const other = await sessions.load(undefined);
  await store.set(other.name, bytes, { ttlMs: 60_000 });
  assertEquals((await sessions.load(other.id)).data.tokens, []);
  await store.close();
});

Deno.test("G3 a session ends after 8 idle hours, and after 48 hours whatever happens", async () => {
  const { store, sessions, clock } = await setUp();
  const idle = await sessions.load(undefined);
  await idle.update((data) => void data.tokens.push("one"));
  clock.time += 8 * HOUR_MS - 1;
  assertEquals((await sessions.load(idle.id)).data.tokens, ["one"]);
  clock.time += 8 * HOUR_MS;
  assertEquals((await sessions.load(idle.id)).data.tokens, []);

  const busy = await sessions.load(undefined);
  await busy.update((data) => void data.tokens.push("two"));
  for (let hours = 0; hours < 47; hours++) {
    clock.time += HOUR_MS;
    assertEquals((await sessions.load(busy.id)).data.tokens, ["two"]);
  }
  clock.time += HOUR_MS;
  assertEquals((await sessions.load(busy.id)).data.tokens, []);
  await store.close();
});

Deno.test("G3 a session ends no later than its tokens", async () => {
  const { store, sessions, clock } = await setUp();
  const session = await sessions.load(undefined);
  await session.update((data) => void data.tokens.push("one"), clock.time + HOUR_MS);
  clock.time += HOUR_MS - 60_000;
  assertEquals((await sessions.load(session.id)).data.tokens, ["one"]);
  clock.time += 60_000;
  assertEquals((await sessions.load(session.id)).data.tokens, []);
  await store.close();
});

Deno.test("G3 Session.rotate() leaves nothing under the old id, planted or not", async () => {
  const { store, sessions } = await setUp();
  const planted = "A".repeat(43);
  const before = await sessions.load(planted);
  await before.update((data) => void data.tokens.push("pending"));
  const after = await before.rotate((data) => void data.tokens.push("granted"));
  assertNotEquals(after.id, planted);
  assertEquals([after, before].map((one) => one.hasFormToken(before.formToken)), [false, true]);
  assertEquals(after.data.tokens, ["pending", "granted"]);
  assertEquals((await sessions.load(planted)).data.tokens, []);
  assertEquals((await sessions.load(after.id)).data.tokens, ["pending", "granted"]);
  await store.close();
});

Deno.test("Session.update() applies every change if fifteen requests change the session at once", async () => {
  const { store, sessions } = await setUp();
  const { id } = await sessions.load(undefined);
  const all = await Promise.all(Array.from({ length: 15 }, () => sessions.load(id)));
  await Promise.all(all.map((one, at) => one.update((data) => void data.tokens.push(`${at}`))));
  assertEquals((await sessions.load(id)).data.tokens.length, 15);
  await store.close();
});

Deno.test("Session.update() does not bring back a session that has ended", async () => {
  const { store, sessions } = await setUp();
  const session = await sessions.load(undefined);
  await session.update((data) => void data.tokens.push("one"));
  const slow = await sessions.load(session.id);
  await session.rotate(() => {});
  await assertRejects(
    () => slow.update((data) => void data.tokens.push("renewed")),
    SessionEndedError,
  );
  assertEquals(await store.get(session.name), undefined);
  await store.close();
});

Deno.test("Sessions.load() caches 1,000 decrypted records, and drops the oldest first", async () => {
  const { store, sessions, cipher } = await setUp();
  const ids: string[] = [];
  for (let i = 0; i <= 1_000; i++) {
    const session = await sessions.load(undefined);
    await session.update((data) => void data.tokens.push(`${i}`));
    ids.push(session.id);
  }
  let opened = 0;
  const open = cipher.open.bind(cipher);
  cipher.open = (...given) => (opened++, open(...given));
  for (const id of ids.slice(1)) await sessions.load(id);
  assertEquals(opened, 0);
  assertEquals((await sessions.load(ids[0])).data.tokens, ["0"]);
  assertEquals(opened, 1);
  await store.close();
});

Deno.test("Sessions.load() accepts only ids of the form that it makes", async () => {
  const { store, sessions } = await setUp();
  for (const cookie of ["", "short", "A".repeat(44), "A".repeat(42) + "=", "A".repeat(42) + "é"]) {
    const session = await sessions.load(cookie);
    assert(session.isNew);
    assertNotEquals(session.id, cookie);
  }
  await store.close();
});

Deno.test("Session.rotate() keeps the data under the new id, also if nothing changes", async () => {
  const { store, sessions } = await setUp();
  const before = await sessions.load(undefined);
  await before.update((data) => void data.tokens.push("one"));
  const after = await before.rotate(() => {});
  assertEquals((await sessions.load(after.id)).data.tokens, ["one"]);
  await store.close();
});

Deno.test("G8 a session that has ended gets no new record, not even after a further read", async () => {
  const { store, sessions } = await setUp();
  const session = await sessions.load(undefined);
  await session.update((data) => void data.tokens.push("one"));
  const tab = await sessions.load(session.id);
  await session.destroy();
  assertEquals(await tab.reload(), undefined);
  assertEquals(tab.hasEnded, true);
  for (const ended of [tab, session]) {
    await assertRejects(
      () => ended.update((data) => void data.tokens.push("renewed")),
      SessionEndedError,
    );
  }
  assertEquals(await store.get(session.name), undefined);
  await store.close();
});

Deno.test("G3 Session.destroy() returns what another request has changed meanwhile", async () => {
  const { store, sessions } = await setUp();
  const session = await sessions.load(undefined);
  await session.update((data) => void data.tokens.push("one"));
  const other = await sessions.load(session.id);
  await other.update((data) => void data.tokens.push("renewed"));
  assertEquals((await session.destroy()).tokens, ["one", "renewed"]);
  assertEquals((await other.destroy()).tokens, []);
  await store.close();
});
