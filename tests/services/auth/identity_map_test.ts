import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError, InvalidResponseError } from "../../../lib/core/errors.ts";
import type { IdentitiesParams } from "../../../lib/services/auth/client.ts";
import type { Identity } from "../../../lib/services/auth/documents/identity.ts";
import { IdentityMap } from "../../../lib/services/auth/identity_map.ts";
import { errorOf } from "../../kit/outcomes.ts";

function idOf(n: number) {
  return `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
}

function nameOf(n: number) {
  return `user${n}@uni.example.edu`;
}

function identityOf(n: number): Identity {
  return {
    id: idOf(n),
    username: nameOf(n),
    name: `User ${n}`,
    email: null,
    organization: null,
    identity_provider: idOf(0),
    status: "used",
  };
}

/** A client of a service with users 1 to 999. */
function people(before: () => void | Promise<void> = () => {}) {
  const calls: string[][] = [];
  return {
    calls,
    async getIdentities({ ids, usernames }: IdentitiesParams): Promise<Identity[]> {
      const keys = [ids ?? usernames ?? []].flat();
      calls.push(keys);
      await before();
      return keys.flatMap((key) => {
        const n = ids
          ? parseInt(key.replaceAll("-", "").slice(0, 8), 16)
          : Number(/^user(\d+)@/i.exec(key)?.[1]);
        return n > 0 && n < 1000 ? [identityOf(n)] : [];
      });
    },
  };
}

Deno.test("get() finds an identity by id and by name, and keeps it under both", async () => {
  const client = people();
  const map = new IdentityMap(client);
  assertEquals((await map.get(idOf(1)))?.username, nameOf(1));
  assertEquals((await map.get(nameOf(1)))?.id, idOf(1));
  assertEquals((await map.get(nameOf(2)))?.id, idOf(2));
  assertEquals((await map.get(idOf(2)))?.username, nameOf(2));
  assertEquals(client.calls, [[idOf(1)], [nameOf(2)]]);
});

Deno.test("get() takes an id in any case and form, and a name in any case", async () => {
  const client = people();
  const map = new IdentityMap(client);
  const id = idOf(0xab);
  const forms = [id.toUpperCase(), id.replaceAll("-", ""), `{${id}}`, `urn:uuid:${id}`, id];
  for (const form of forms) assertEquals((await map.get(form))?.id, id, form);
  assertEquals((await map.get(nameOf(3).toUpperCase()))?.id, idOf(3));
  assertEquals((await map.get(nameOf(3)))?.id, idOf(3));
  assertEquals(client.calls.length, 2);
});

Deno.test("concurrent lookups share calls of 100 keys", async () => {
  const client = people();
  const map = new IdentityMap(client);
  const found = await Promise.all([
    ...Array.from({ length: 250 }, (_, n) => map.get(idOf(n + 1))),
    ...Array.from({ length: 30 }, (_, n) => map.get(nameOf(n + 500))),
    ...Array.from({ length: 50 }, () => map.get(idOf(7))),
  ]);
  assert(found.every((identity) => identity !== undefined));
  assertEquals(client.calls.map(({ length }) => length), [100, 100, 50, 30]);
});

Deno.test("a lookup joins a pending call for the same key", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  const client = people(() => held);
  const map = new IdentityMap(client);
  const first = map.get(idOf(1));
  await Promise.resolve();
  await Promise.resolve();
  const second = map.get(idOf(1));
  release();
  assertEquals((await first)?.id, (await second)?.id);
  assertEquals(client.calls.length, 1);
});

Deno.test("added keys are looked up together with the first key that is needed", async () => {
  const client = people();
  const ids = Array.from({ length: 120 }, (_, n) => idOf(n + 1));
  const map = new IdentityMap(client, { identityIds: ids });
  assertEquals(map.add(idOf(1)), false);
  assertEquals(map.add(idOf(500)), true);
  for (const id of ids) assert(await map.get(id));
  assert(await map.get(idOf(500)));
  assertEquals(client.calls.map(({ length }) => length), [100, 21]);
  assertEquals(map.add(idOf(1)), false);
  assertEquals(map.add(nameOf(1)), false);
});

Deno.test("an identity that does not exist is undefined, and looked up again next time", async () => {
  const client = people();
  const map = new IdentityMap(client);
  assertEquals(await map.get(idOf(5000)), undefined);
  assertEquals(await map.get("missing@uni.example.edu"), undefined);
  assertEquals(await map.get(idOf(5000)), undefined);
  assertEquals(client.calls.length, 3);
});

Deno.test("delete() forgets one key", async () => {
  const client = people();
  const map = new IdentityMap(client);
  await map.get(idOf(1));
  assertEquals([map.delete(idOf(1)), map.delete(idOf(1))], [true, false]);
  await map.get(nameOf(1));
  assertEquals(client.calls.length, 1);
  await map.get(idOf(1));
  assertEquals(client.calls.length, 2);
});

Deno.test("maps that share a cache share their identities", async () => {
  const client = people();
  const cache = new Map<string, Identity>();
  await new IdentityMap(client, { cache }).get(idOf(1));
  assertEquals((await new IdentityMap(client, { cache }).get(nameOf(1)))?.id, idOf(1));
  assertEquals(client.calls.length, 1);
  assert(cache.has(idOf(1)));
});

Deno.test("a failed call fails its waiting lookups, and loses no key", async () => {
  let down = true;
  const client = people(() => {
    if (down) throw new Error("down");
  });
  const map = new IdentityMap(client, { identityIds: [idOf(1), idOf(2)] });
  const outcomes = await Promise.allSettled([map.get(idOf(1)), map.get(idOf(3))]);
  assertEquals(outcomes.map(({ status }) => status), ["rejected", "rejected"]);
  down = false;
  await map.get(idOf(3));
  assertEquals(client.calls.at(-1)!.toSorted(), [idOf(1), idOf(2), idOf(3)]);
});

Deno.test("a caller who aborts a lookup does not affect other callers", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  const map = new IdentityMap(people(() => held));
  const controller = new AbortController();
  const gone = map.get(idOf(1), { signal: controller.signal });
  const waiting = map.get(idOf(1));
  await new Promise((resolve) => setTimeout(resolve, 0));
  controller.abort(new Error("gone"));
  assertEquals((await errorOf(() => gone)).message, "gone");
  const late = await errorOf(() => map.get(idOf(1), { signal: controller.signal }));
  assertEquals(late.message, "gone");
  release();
  assertEquals((await waiting)?.id, idOf(1));
});

Deno.test("names such as `__proto__` are ordinary names", async () => {
  const map = new IdentityMap(people());
  for (const name of ["__proto__", "constructor", "toString"]) {
    assertEquals(await map.get(name), undefined);
    assertEquals(map.add(name), true);
  }
});

Deno.test("the list of ids and names can be the second argument", async () => {
  const forms: ((client: ReturnType<typeof people>) => IdentityMap)[] = [
    (client) => new IdentityMap(client, [idOf(1), nameOf(2), idOf(3)]),
    (client) => new IdentityMap(client, new Set([idOf(1), nameOf(2), idOf(3)])),
    (client) => new IdentityMap(client, { identityIds: [idOf(1), nameOf(2), idOf(3)] }),
  ];
  for (const make of forms) {
    const client = people();
    const map = make(client);
    assertEquals((await map.get(idOf(1)))?.id, idOf(1));
    assertEquals(client.calls, [[idOf(1), idOf(3)]]);
  }
  const client = people();
  const map = new IdentityMap(client, [idOf(1), idOf(2), idOf(3)], { idBatchSize: 2 });
  await map.get(idOf(1));
  assertEquals(client.calls, [[idOf(1), idOf(2)]]);
  const one = people();
  await new IdentityMap(one, nameOf(4)).get(nameOf(5));
  assertEquals(one.calls, [[nameOf(5), nameOf(4)]]);
  for (const none of [null, undefined, [], {}]) {
    const client = people();
    await new IdentityMap(client, none as string[]).get(idOf(1));
    assertEquals(client.calls, [[idOf(1)]]);
  }
  for (const bad of [5, true, [5], [null], [{}]]) {
    assertThrows(() => new IdentityMap(people(), bad as string[]), TypeError, "Cannot ");
  }
  // @ts-expect-error The list is given already.
  new IdentityMap(people(), [idOf(1)], { identityIds: [idOf(2)] });
});

Deno.test("get() gives the default only if there is no such identity", async () => {
  const map = new IdentityMap(people());
  const missing = "missing@uni.example.edu";
  for (const fallback of [null, "none", 0, false, {}, { id: "x" }, [], { signal: "red" }]) {
    assertEquals(await map.get(missing, fallback), fallback);
    assertEquals((await map.get(idOf(1), fallback) as Identity).id, idOf(1));
  }
  assertEquals(await map.get(missing, undefined), undefined);
  const { signal } = new AbortController();
  assertEquals(await map.get(missing, "none", { signal }), "none");
  assertEquals(await map.get(missing, { signal }), undefined);
  assertEquals(await map.get(missing, { signal: undefined }), undefined);
  const aborted = AbortSignal.abort(new Error("stop"));
  assertEquals((await errorOf(() => map.get(idOf(2), { signal: aborted }))).message, "stop");
  const last = await errorOf(() => map.get(idOf(2), null, { signal: aborted }));
  assertEquals(last.message, "stop");
  const found: Identity | undefined = await map.get(idOf(1));
  const orNull: Identity | null = await map.get(idOf(1), null);
  assertEquals(found, orNull);
  // @ts-expect-error The result may be the default.
  const never: Identity | undefined = await map.get(missing, "none");
  assert(never);
});

Deno.test("IdentityMap and get() refuse options that are not plain objects", async () => {
  for (const options of ["text", ["a"], 5, true, new Map()] as never[]) {
    assertThrows(
      () => new IdentityMap(people(), [idOf(1)], options),
      TypeError,
      "write new IdentityMap(authClient, identityIds, options)",
    );
    const error = await errorOf(() => new IdentityMap(people()).get(idOf(1), null, options));
    assert(error instanceof TypeError);
    assert(error.message.includes("write get(identity, fallback, { signal })"), error.message);
  }
});

Deno.test("add() keeps a document under its id and its name, and neither is looked up", async () => {
  const client = people();
  const map = new IdentityMap(client);
  assertEquals(map.add(identityOf(1)), true);
  assertEquals(map.add(identityOf(1)), false);
  assertEquals(map.add(idOf(1)), false);
  assertEquals(map.add(nameOf(1)), false);
  assertEquals((await map.get(idOf(1)))?.username, nameOf(1));
  assertEquals((await map.get(nameOf(1).toUpperCase()))?.id, idOf(1));
  assertEquals(client.calls, []);
  map.add(idOf(2));
  assertEquals(map.add({ ...identityOf(2), name: "Known" }), true);
  await map.get(idOf(3));
  assertEquals(client.calls, [[idOf(3)]], "what is known is not asked for again");
  assertEquals((await map.get(nameOf(2)))?.name, "Known");
  for (const bad of [undefined, null, 5, {}, { id: idOf(1) }, { username: "a" }, { sub: "x" }]) {
    assertThrows(() => map.add(bad as unknown as Identity), TypeError, "Cannot add an identity");
  }
});

Deno.test("a response with a malformed identity is a typed error", async () => {
  for (const identity of [null, 5, {}, { id: idOf(1) }, { id: idOf(1), username: null }]) {
    const client = { getIdentities: () => Promise.resolve([identity as unknown as Identity]) };
    const error = await errorOf(() => new IdentityMap(client).get(idOf(1)));
    assert(error instanceof InvalidResponseError);
  }
});

Deno.test("a lookup fails at once if its client looks up the same identity, and works for another one", async () => {
  let asked = idOf(1);
  let depth = 0;
  const names: IdentityMap = new IdentityMap(people(async () => {
    if (depth++ === 0) await names.get(asked);
  }));
  const error = await errorOf(() => names.get(idOf(1)));
  assert(error instanceof GlobusSDKUsageError);
  assert(error.message.includes("makes this call itself"));
  depth = 0;
  asked = idOf(2);
  assertEquals((await names.get(idOf(1)))?.username, nameOf(1));
});
