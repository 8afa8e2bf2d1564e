import { assertEquals, assertThrows } from "@std/assert";
import { searchAll, SearchClient } from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import { shapes } from "../../kit/signatures.ts";
import { collect } from "../../kit/outcomes.ts";

const INDEX = "c0ffee01-0000-4000-8000-000000000001";

/** A client of an index with this many subjects. */
function fakeIndex(total: number) {
  return fakeClient(SearchClient, ({ json: body }) => {
    const { marker = "0", limit } = body as { marker?: string; limit: number };
    const from = Number(marker);
    const to = Math.min(total, from + limit);
    const gmeta = Array.from({ length: to - from }, (_, i) => ({ subject: `${from + i}` }));
    // The service may promise a page that turns out to be empty.
    return {
      json: { gmeta, count: gmeta.length, total, marker: `${to}`, has_next_page: to > from },
    };
  });
}

Deno.test("searchAll() finds more than a search does, in pages of 1000", async () => {
  const { client, requests } = fakeIndex(12_345);
  const found = await collect(searchAll(client, INDEX, { q: "a" }));
  assertEquals(found.length, 12_345);
  assertEquals(new Set(found.map(({ subject }) => subject)).size, 12_345);
  assertEquals(requests.length, 14);
  assertEquals(requests[0].json, { limit: 1000, q: "a" });
  assertEquals(requests[0].address.pathname, `/v1/index/${INDEX}/scroll`);
});

Deno.test("searchAll() searches for everything where nothing is said, and keeps filters and limit", async () => {
  const { client, requests } = fakeIndex(3);
  const filters = [{ type: "exists", field_name: "a" }] as const;
  await searchAll(client, INDEX).page();
  await searchAll(client, INDEX, { q: null, filters: [], limit: 20 }).page();
  await searchAll(client, INDEX, { filters }).page();
  assertEquals(requests.map(({ json: body }) => body), [
    { limit: 1000, q: "*" },
    { limit: 20, q: "*", filters: [] },
    { limit: 1000, filters },
  ]);
  assertEquals((await searchAll(client, INDEX, {}, { max: 2 }).toArray()).length, 2);
});

Deno.test("searchAll() refuses what only a search can do", () => {
  const { client, requests } = fakeIndex(3);
  for (const name of ["sort", "facets", "boosts", "post_facet_filters", "offset"]) {
    const query = { q: "a", [name]: name === "offset" ? 0 : [] };
    assertThrows(
      () => searchAll(client, INDEX, query),
      TypeError,
      `Cannot search all with ${name}`,
    );
    searchAll(client, INDEX, { ...query, [name]: undefined });
  }
  for (const [shape, value] of shapes) {
    assertThrows(() => searchAll(client, INDEX, value as never), TypeError, "write ", shape);
    assertThrows(() => searchAll(client, INDEX, {}, value as never), TypeError, "write ", shape);
  }
  assertEquals(requests.length, 0);
  // Never called: only the compiler looks at it.
  const _mistakes = () => {
    // @ts-expect-error: scrolling does not sort.
    searchAll(client, INDEX, { sort: [{ field_name: "a" }] });
  };
});
