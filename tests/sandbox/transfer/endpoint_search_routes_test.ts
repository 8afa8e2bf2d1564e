import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { wordsOf } from "../../../lib/sandbox/transfer/collection.ts";
import { stillSandbox, TRANSFER, transferCaller } from "../../kit/sandbox_calls.ts";

function search(query: Record<string, string>) {
  return `/endpoint_search?${new URLSearchParams(query)}`;
}

Deno.test("endpointSearch() wants a token for Transfer that is active", async () => {
  const sandbox = stillSandbox();
  const ask = async (token?: string) => {
    const response = await sandbox.fetch(`${TRANSFER}/endpoint_search`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    return [response.status, (await response.json()).code];
  };
  const failed = [401, "ClientError.AuthenticationFailed"];
  assertEquals(await ask(), failed);
  assertEquals(await ask("nonsense"), failed);
  assertEquals(await ask((await sandbox.login({ scopes: "openid" })).access_token), failed);
  const call = await transferCaller(sandbox);
  assertEquals((await call("/task_list")).status, 200);
  sandbox.clock.advance(172_800_000);
  assertEquals((await call("/task_list")).status, 401);
});

Deno.test("endpointSearch() pages by limit and offset until has_next_page is false", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const ids = new Set<string>();
  let pages = 0;
  for (let offset = 0, more = true; more; offset += 100, pages++) {
    const { body } = await call(search({ filter_scope: "my-endpoints", offset: String(offset) }));
    assertEquals([body.DATA_TYPE, body.limit, body.offset], ["endpoint_list", 100, offset]);
    for (const endpoint of body.DATA) {
      const { ownerId } = sandbox.world.collections.get(endpoint.id)!;
      assertEquals(ownerId, "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8");
      ids.add(endpoint.id);
    }
    more = body.has_next_page;
  }
  assert(pages > 2 && ids.size > 200, `${pages} pages, ${ids.size} collections`);
});

Deno.test("a Connect Server collection belongs to its endpoint's client, all others to their user", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const { body } = await call(search({ filter_scope: "my-endpoints" }));
  const { fjordEndpoint, fjordStorage, fjordShare, adaLaptop } = WELL_KNOWN;
  const ids = [
    fjordEndpoint,
    fjordStorage,
    fjordShare,
    ...body.DATA.map(({ id }: { id: string }) => id),
  ];
  for (const id of ids) {
    const { body: one } = await call(`/endpoint/${id}`);
    const server = one.entity_type === "GCSv5_endpoint" ? one.id : one.non_functional_endpoint_id;
    const expected = server === null
      ? ["ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8", "ada@fjord.example"]
      : [server, `${server}@clients.auth.globus.org`];
    assertEquals([one.owner_id, one.owner_string], expected, id);
    const { body: found } = await call(
      search({
        filter_owner_id: one.owner_id,
        filter_scope: "all",
        filter_fulltext: one.display_name,
      }),
    );
    if (one.entity_type !== "GCSv5_endpoint") {
      assert(found.DATA.some((other: { id: string }) => other.id === id), id);
    }
  }
  assert(ids.includes(adaLaptop));
});

Deno.test("endpointSearch() ends silently at 1,000 results", async () => {
  const call = await transferCaller(stillSandbox());
  const query = { filter_fulltext: "e", filter_scope: "all" };
  assert((await call(search({ ...query, offset: "800" }))).body.has_next_page);
  const last = (await call(search({ ...query, offset: "950" }))).body;
  assertEquals([last.DATA.length, last.has_next_page], [50, false]);
  const beyond = (await call(search({ ...query, offset: "1000" }))).body;
  assertEquals([beyond.DATA.length, beyond.has_next_page], [0, false]);
});

Deno.test("endpointSearch() matches the beginning of every term, in any field and order", async () => {
  const call = await transferCaller(stillSandbox());
  const names = async (filter_fulltext: string) =>
    (await call(search({ filter_fulltext }))).body.DATA.map(
      (endpoint: { display_name: string }) => endpoint.display_name,
    );
  assertEquals(await names("tuto glob"), [
    "Globus Tutorial Collection 1",
    "Globus Tutorial Collection 2",
  ]);
  assertEquals(await names("COLLECTION, the tutorials 1"), ["Globus Tutorial Collection 1"]);
  assertEquals(await names("torial"), []);
  assertEquals(wordsOf("The Coral-Reefs of a gas"), ["coral", "reef", "gas"]);
});

Deno.test("endpointSearch() refuses what Globus refuses", async () => {
  const call = await transferCaller(stillSandbox());
  const bad: Record<string, string>[] = [
    {},
    { filter_scope: "all" },
    { filter_fulltext: "the" },
    { filter_scope: "unknown's" },
    { filter_fulltext: "x", limit: "101" },
    { filter_fulltext: "x", limit: "0" },
    { filter_fulltext: "x", offset: "-1" },
    { filter_fulltext: "x", filter_entity_type: "floppy" },
    { filter_fulltext: "x", filter_entity_type: "GCSv5_endpoint", filter_non_functional: "1" },
    { filter_fulltext: "x", filter_non_functional: "maybe" },
  ];
  for (const query of bad) {
    const { status, body } = await call(search(query));
    assertEquals([status, body.code], [400, "ClientError.BadRequest"], JSON.stringify(query));
    assertEquals(Object.keys(body), ["code", "message", "request_id", "resource"]);
  }
});

Deno.test("endpointSearch() shows servers only where they are asked for", async () => {
  const call = await transferCaller(stillSandbox());
  const types = async (query: Record<string, string>) => {
    const { body } = await call(search({ filter_fulltext: "data", ...query }));
    return new Set(body.DATA.map((one: { entity_type: string }) => one.entity_type));
  };
  assertEquals((await types({})).has("GCSv5_endpoint"), false);
  assertEquals([...await types({ filter_non_functional: "True" })], ["GCSv5_endpoint"]);
  assertEquals([...await types({ filter_entity_type: "GCSv5_endpoint" })], ["GCSv5_endpoint"]);
});

Deno.test("endpointSearch() narrows by scope, owner and host", async () => {
  const sandbox = stillSandbox();
  const [ada, noor, mei] = await Promise.all(
    ["ada@fjord.example", "noor@meridian.example", "mei@fjord.example"].map((username) =>
      transferCaller(sandbox, username)
    ),
  );
  const ids = async (call: typeof ada, query: Record<string, string>) =>
    (await call(search(query))).body.DATA.map((one: { id: string }) => one.id);
  assertEquals(await ids(mei, { filter_scope: "my-endpoints" }), []);
  assertEquals(await ids(mei, { filter_scope: "shared-with-me" }), [WELL_KNOWN.fjordShare]);
  assertEquals(await ids(noor, { filter_scope: "shared-with-me" }), [WELL_KNOWN.fjordShare]);
  const mine = await ids(ada, { filter_scope: "my-gcp-endpoints" });
  assert(mine.includes(WELL_KNOWN.adaLaptop) && !mine.includes(WELL_KNOWN.adaShare));
  assert((await ids(ada, { filter_scope: "shared-by-me" })).includes(WELL_KNOWN.adaShare));
  const shares = await ids(ada, {
    filter_scope: "my-endpoints",
    filter_host_endpoint: WELL_KNOWN.adaLaptop,
  });
  assertEquals(shares, [WELL_KNOWN.adaShare]);
  const noors = await ids(ada, {
    filter_fulltext: "protected",
    filter_owner_id: sandbox.world.people[1].primary.id,
  });
  assertEquals(noors, [WELL_KNOWN.meridianProtected]);
  const used = await ids(ada, { filter_scope: "recently-used" });
  assert(used.length > 0 && used.length < 10);
  assertEquals(await ids(ada, { filter_scope: "in-use" }), []);
  const seen = await ids(mei, { filter_scope: "hide-no-permissions", filter_fulltext: "laptop" });
  assertEquals(seen, []);
});

Deno.test("endpointSearch() finds private collections of their owner only", async () => {
  const sandbox = stillSandbox();
  const found = async (username: string) => {
    const call = await transferCaller(sandbox, username);
    return (await call(search({ filter_fulltext: "ada's old laptop" }))).body.DATA.length;
  };
  assertEquals([await found("ada@fjord.example"), await found("sam@globusid.org")], [1, 0]);
});

Deno.test("endpointSearch() keeps the fields that are asked for", async () => {
  const call = await transferCaller(stillSandbox());
  const { body } = await call(search({ filter_fulltext: "tutorial", fields: "id,display_name" }));
  assertEquals(Object.keys(body.DATA[0]).sort(), ["display_name", "id"]);
});
