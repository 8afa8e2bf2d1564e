import { assert, assertEquals } from "@std/assert";
import { SKY_INDEX_ID } from "../../../lib/sandbox/search/sky_index.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import {
  entry,
  openSearch,
  searchApi,
  type TestIndex,
  testIndex,
} from "../../kit/sandbox_search.ts";

const SKY = `/v1/index/${SKY_INDEX_ID}`;

Deno.test("search() pages by offset and stops at 10,000 results", async () => {
  const call = openSearch(stillSandbox());
  const all = (await call("GET", `${SKY}/search?q=*&limit=100`)).body;
  assertEquals([all.total, all.count, all.has_next_page], [25_000, 100, true]);
  assertEquals((await call("GET", `${SKY}/search?q=*`)).body.count, 10);
  const last = (await call("GET", `${SKY}/search?q=*&limit=100&offset=9900`)).body;
  assertEquals([last.count, last.has_next_page], [100, false]);
  const beyond = await call("GET", `${SKY}/search?q=*&limit=100&offset=9901`);
  assertEquals([beyond.status, beyond.body["@datatype"]], [400, "GError"]);
  for (const query of ["", "?q=*&limit=-1", "?q=*&limit=x", "?q=*&advanced=yes"]) {
    assertEquals((await call("GET", `${SKY}/search${query}`)).status, 400, query);
  }
});

Deno.test("search() by POST finds every word, and scroll() goes on to the end", async () => {
  const call = openSearch(stillSandbox());
  const found = (await call("POST", `${SKY}/search`, { q: "infrared", limit: 5 })).body;
  assertEquals([found.count, found.gmeta[0].entries[0].content.filter], [5, "infrared"]);
  const subjects = new Set<string>();
  for (let marker: string | null = ""; marker !== null;) {
    const { body } = await call("POST", `${SKY}/scroll`, {
      q: "*",
      limit: 1000,
      ...(marker ? { marker } : {}),
    });
    for (const { subject } of body.gmeta) subjects.add(subject);
    marker = body.has_next_page ? body.marker : null;
  }
  assertEquals(subjects.size, 25_000);
  assertEquals((await call("POST", `${SKY}/scroll`, { q: "*" })).body.count, 10);
  for (const more of [{ marker: "x" }, { marker: 7 }, { sort: [] }, { offset: 1 }, { limit: 0 }]) {
    assertEquals((await call("POST", `${SKY}/scroll`, { q: "*", ...more })).status, 400);
  }
});

Deno.test("a scroll neither repeats nor loses a subject while others come and go", async () => {
  const { sandbox, id, call, ingest } = await testIndex(stillSandbox());
  await ingest(Array.from({ length: 9 }, (_, n) => entry(`s${n}`, { n })));
  const seen: string[] = [];
  const page = async (marker: string | null) => {
    const { body } = await call("POST", `/v1/index/${id}/scroll`, { q: "*", limit: 3, marker });
    seen.push(...body.gmeta.map(({ subject }: { subject: string }) => subject));
    return body.marker;
  };
  const first = await page(null);
  await call("DELETE", `/v1/index/${id}/subject?subject=s0`);
  await call("DELETE", `/v1/index/${id}/subject?subject=s3`);
  await call("PUT", `/v1/index/${id}/entry`, entry("s8", { n: 80 }));
  sandbox.clock.advance(3000);
  let marker = await page(first);
  while (marker !== null) marker = await page(marker);
  assertEquals(seen, ["s0", "s1", "s2", "s4", "s5", "s6", "s7", "s8"]);
});

Deno.test("each entry is found by those who may see it, and by admins who bypass that", async () => {
  const { sandbox, id, ingest, query, call } = await testIndex(stillSandbox());
  const { people } = sandbox.world;
  const urn = `urn:globus:auth:identity:${people[4].primary.id}`;
  const group = "urn:globus:groups:id:6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93";
  await ingest([
    entry("public", {}),
    entry("users", {}, { visible_to: ["all_authenticated_users"] }),
    entry("sam", {}, { visible_to: [urn], id: "x" }),
    entry("sam", {}, { visible_to: [group], id: "y" }),
    entry("secret", {}, { visible_to: [] }),
  ]);
  const path = `/v1/index/${id}/search?q=*`;
  type Found = { gmeta: { subject: string; entries: { entry_id: string | null }[] }[] };
  const found = ({ gmeta }: Found) =>
    gmeta.map(({ subject, entries }) =>
      subject + entries.map((one) => one.entry_id ?? "").join("")
    );
  const sam = await searchApi(sandbox, "sam@globusid.org");
  const mei = await searchApi(sandbox, "mei@fjord.example");
  assertEquals(found((await openSearch(sandbox)("GET", path)).body), ["public"]);
  assertEquals(found((await sam("GET", path)).body), ["public", "users", "samx"]);
  assertEquals(found((await mei("GET", path)).body), ["public", "users", "samy"]);
  const all = await query({ q: "*", bypass_visible_to: true, fields: ["visible_to"] });
  assertEquals(found(all.body), ["public", "users", "samxy", "secret"]);
  assertEquals(all.body.gmeta[3].entries[0], {
    entry_id: null,
    matched_principal_sets: [],
    visible_to: [],
  });
  assertEquals((await sam("GET", `${path}&bypass_visible_to=True`)).status, 403);
  assertEquals((await sam("GET", `/v1/index/${id}/subject?subject=secret`)).status, 404);
  assertEquals((await call("GET", `/v1/index/${id}/entry?subject=sam&entry_id=x`)).status, 404);
});

Deno.test("principal sets that the caller belongs to are named, and filter", async () => {
  const { sandbox, id, ingest } = await testIndex(stillSandbox());
  const urn = `urn:globus:auth:identity:${sandbox.world.people[4].primary.id}`;
  await ingest([
    entry("a", {}, { principal_sets: { authors: [urn], readers: [] } }),
    entry("b", {}, { principal_sets: { readers: ["public"] } }),
  ]);
  const sam = await searchApi(sandbox, "sam@globusid.org");
  const path = `/v1/index/${id}/search?q=*`;
  const { gmeta } = (await sam("GET", `${path}&fields=content,principal_sets`)).body;
  assertEquals(gmeta[0].entries[0].matched_principal_sets, ["authors"]);
  assertEquals(gmeta[0].entries[0].principal_sets, ["authors", "readers"]);
  const filtered = (await sam("GET", `${path}&filter_principal_sets=authors`)).body;
  assertEquals([filtered.total, filtered.gmeta[0].subject], [1, "a"]);
});

/** Four books, with fields of all types. */
async function library(): Promise<TestIndex> {
  const index = await testIndex(stillSandbox());
  const book = (subject: string, content: Record<string, unknown>) => entry(subject, content);
  const task = await index.ingest([
    book("reefs", {
      title: "Coral reefs of the north",
      year: 2019,
      out: "2019-03-04",
      tags: ["sea", "coral"],
      "a.b": { c: true },
      where: { lat: 10, lon: 20 },
      area: square(0, 0, 10),
    }),
    book("storms", {
      title: "Storms at sea",
      year: 2021,
      out: "2021-07-01T12:00:00Z",
      tags: ["sea"],
      where: { lat: -5, lon: 179 },
      area: square(20, 20, 2),
    }),
    book("moss", { title: "The moss book", year: 2021, tags: ["land"], pages: 100 }),
    book("rocks", { title: "Rocks, reefs and sand", year: 2023, out: "2021-07-02", pages: 50 }),
  ], { field_mapping: { where: "geo_point", area: "geo_shape" } });
  assertEquals(task.state, "SUCCESS", task.message);
  return index;
}

function square(west: number, south: number, size: number) {
  const [east, north] = [west + size, south + size];
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return { type: "Polygon", coordinates: [ring] };
}

Deno.test("q finds words, phrases and patterns, in the advanced syntax also by field", async () => {
  const { subjects, query } = await library();
  const simple: [string, string[]][] = [
    ["*", ["reefs", "storms", "moss", "rocks"]],
    ["REEFS", ["reefs", "rocks"]],
    ["reefs coral", ["reefs"]],
    ['"reefs and"', ["rocks"]],
    ['"and reefs"', []],
    ["re*s", ["reefs", "rocks"]],
    ["2021", ["storms", "moss", "rocks"]],
    ["title:reefs", []],
    ["...", []],
  ];
  for (const [q, found] of simple) assertEquals(await subjects({ q }), found, q);
  const advanced: [string, string[]][] = [
    ["reefs AND NOT coral", ["rocks"]],
    ["reefs -coral", ["rocks"]],
    ["moss OR storms", ["storms", "moss"]],
    ["title:(moss OR rocks)", ["moss", "rocks"]],
    ["tags:sea AND year:2021", ["storms"]],
    ["year:[2020 TO 2022]", ["storms", "moss"]],
    ["year:{2021 TO *]", ["rocks"]],
    ["year:>=2021 pages:*", ["moss", "rocks"]],
    ["a\\.b.c:true", ["reefs"]],
    ['title:"moss book"', ["moss"]],
    ["+reefs +sand", ["rocks"]],
  ];
  for (const [q, found] of advanced) {
    assertEquals(await subjects({ q, advanced: true }), found, q);
  }
  for (const q of ["(reefs", "reefs)", "AND", "title:", "year:[1 TO", "[1 TO 2]", '"open']) {
    assertEquals((await query({ q, advanced: true })).status, 400, q);
  }
  const nested = "(".repeat(5_000) + "a" + ")".repeat(5_000);
  assertEquals((await query({ q: nested, advanced: true })).status, 400);
});

Deno.test("q_settings choose how q is read", async () => {
  const { subjects, query } = await library();
  const text = { mode: "text_match" };
  assertEquals(await subjects({ q: "rifs", q_settings: { ...text, fuzziness: 2 } }), [
    "reefs",
    "rocks",
  ]);
  assertEquals(await subjects({ q: "koral sea", q_settings: text }), ["reefs"]);
  const any = { ...text, default_operator: "or" };
  assertEquals(await subjects({ q: "coral sea moss", q_settings: any }), [
    "reefs",
    "storms",
    "moss",
  ]);
  const advanced = { mode: "advanced_query_string" };
  assertEquals(await subjects({ q: "pages:*", q_settings: advanced }), ["moss", "rocks"]);
  const wrong = [{ mode: "magic" }, { ...text, fuzziness: -1 }, { default_operator: "xor" }, 7];
  for (const q_settings of wrong) {
    assertEquals((await query({ q: "a", q_settings })).status, 400);
  }
  assertEquals((await query({ q: "a", advanced: true, q_settings: text })).status, 400);
});

Deno.test("filters choose entries by their fields", async () => {
  const { subjects, query } = await library();
  const f = (type: string, field_name: string, more: Record<string, unknown> = {}) => ({
    type,
    field_name,
    ...more,
  });
  const seaCoral = f("match_all", "tags", { values: ["sea", "coral"] });
  const box = (topLeft: number[], bottomRight: number[]) =>
    f("geo_bounding_box", "where", {
      top_left: { lat: topLeft[0], lon: topLeft[1] },
      bottom_right: { lat: bottomRight[0], lon: bottomRight[1] },
    });
  const shape = (polygon: unknown, relation?: string) =>
    f("geo_shape", "area", { shape: polygon, ...(relation ? { relation } : {}) });
  const cases: [string, unknown, string[]][] = [
    ["match_all", seaCoral, ["reefs"]],
    ["match_any", f("match_any", "tags", { values: ["land", "coral"] }), ["reefs", "moss"]],
    ["match_any", f("match_any", "year", { values: [2023, "2021"] }), ["rocks"]],
    ["boolean", f("match_any", "a\\.b.c", { values: [true] }), ["reefs"]],
    ["range", f("range", "year", { values: [{ gt: 2021 }, { lt: 2020 }] }), ["reefs", "rocks"]],
    ["range", f("range", "year", { values: [{ from: 2019, to: 2021 }] }), [
      "reefs",
      "storms",
      "moss",
    ]],
    ["range", f("range", "year", { values: [{ from: "*", to: 2019 }] }), ["reefs"]],
    ["dates", f("range", "out", { values: [{ gte: "2021-07-01", lt: "2021-07-02" }] }), ["storms"]],
    ["exists", f("exists", "pages"), ["moss", "rocks"]],
    ["like", f("like", "title", { value: "*reef?*" }), ["reefs", "rocks"]],
    ["not", { type: "not", filter: f("exists", "out") }, ["moss"]],
    ["and", { type: "and", filters: [f("exists", "out"), f("exists", "pages")] }, ["rocks"]],
    ["or", { type: "or", filters: [seaCoral, f("exists", "pages")] }, ["reefs", "moss", "rocks"]],
    ["box", box([11, 19], [9, 21]), ["reefs"]],
    ["box over the date line", box([0, 170], [-10, -170]), ["storms"]],
    ["shape", shape(square(5, 5, 20)), ["reefs", "storms"]],
    ["shape within", shape(square(5, 5, 20), "within"), ["storms"]],
    ["shape around", shape(square(2, 2, 1)), ["reefs"]],
    ["shape aside", shape(square(40, 40, 1)), []],
  ];
  for (const [label, filter, found] of cases) {
    assertEquals(await subjects({ filters: [filter] }), found, label);
  }
  let deep: unknown = f("exists", "out");
  for (let level = 0; level < 30; level++) deep = { type: "not", filter: deep };
  const wrong: unknown[] = [
    7,
    f("magic", "x"),
    { type: "exists" },
    f("match_all", "x"),
    f("like", "x"),
    f("range", "x", { values: [1] }),
    f("geo_bounding_box", "where"),
    shape({ type: "Point", coordinates: [1, 2] }),
    shape(square(0, 0, 1), "beside"),
    { type: "or", filters: 7 },
    deep,
  ];
  for (const filter of wrong) {
    const { status } = await query({ filters: [filter] });
    assertEquals(status, 400, JSON.stringify(filter).slice(0, 80));
  }
  assertEquals((await query({})).status, 400);
  assertEquals((await query({ "@version": "query#9", q: "*" })).status, 400);
});

Deno.test("facets count and add up what is found", async () => {
  const { query } = await library();
  const facets = [
    { type: "terms", field_name: "tags", name: "Tags", size: 2 },
    { type: "sum", field_name: "pages" },
    { type: "avg", field_name: "pages", name: "mean", missing: 10 },
    { type: "distinct_count", field_name: "year" },
    { type: "date_histogram", field_name: "out", date_interval: "year" },
    {
      type: "numeric_histogram",
      field_name: "year",
      name: "years",
      size: 2,
      histogram_range: { low: 2019, high: 2023 },
    },
    {
      type: "terms",
      field_name: "year",
      name: "with pages",
      additional_filters: [{ type: "exists", field_name: "pages" }],
    },
  ];
  const year = (n: number, count: number) => ({
    value: { from: `${n}-01-01T00:00:00.000Z`, to: `${n + 1}-01-01T00:00:00.000Z` },
    count,
  });
  assertEquals((await query({ q: "*", facets })).body.facet_results, [
    { name: "Tags", buckets: [{ value: "sea", count: 2 }, { value: "coral", count: 1 }] },
    { name: "pages", value: 150 },
    { name: "mean", value: 42.5 },
    { name: "year", approximate_value: 3 },
    { name: "out", buckets: [year(2019, 1), year(2020, 0), year(2021, 2)] },
    {
      name: "years",
      buckets: [
        { value: { from: 2019, to: 2021 }, count: 1 },
        { value: { from: 2021, to: 2023 }, count: 2 },
      ],
    },
    {
      name: "with pages",
      buckets: [{ value: 2021, count: 1 }, { value: 2023, count: 1 }],
    },
  ]);
  const months = { type: "date_histogram", field_name: "out", date_interval: "month" };
  const range = { ...months, histogram_range: { low: "2021-06-15", high: "2021-08-01" } };
  const [{ buckets }] = (await query({ q: "*", facets: [range] })).body.facet_results;
  assertEquals(buckets.map(({ count }: { count: number }) => count), [0, 2, 0]);
  const wrong: unknown[] = [
    7,
    [7],
    [{ type: "terms" }],
    [{ type: "magic", field_name: "x" }],
    [{ type: "terms", field_name: "x" }, { type: "sum", field_name: "x" }],
    [{ type: "terms", field_name: "x", size: 0 }],
    [{ type: "date_histogram", field_name: "out", date_interval: "eon" }],
    [{ ...months, date_interval: "second" }],
    [{ type: "numeric_histogram", field_name: "x", size: 2 }],
  ];
  for (const facets of wrong) {
    assertEquals((await query({ q: "*", facets })).status, 400, JSON.stringify(facets));
  }
});

Deno.test("filters after the facets leave them alone: in both forms of a query", async () => {
  const { query, call, id } = await library();
  const facets = [{ type: "terms", field_name: "year" }];
  const pages = { type: "exists", field_name: "pages" };
  const counts = (body: { facet_results: { buckets: { count: number }[] }[]; total: number }) => [
    body.total,
    body.facet_results[0].buckets.reduce((sum, { count }) => sum + count, 0),
  ];
  assertEquals(counts((await query({ q: "*", facets, filters: [pages] })).body), [2, 2]);
  const after = await query({ q: "*", facets, post_facet_filters: [pages] });
  assertEquals(counts(after.body), [2, 4]);
  const old = async (filter: unknown) =>
    counts(
      (await call("POST", `/v1/index/${id}/search`, { q: "*", facets, filters: [filter] })).body,
    );
  assertEquals(await old(pages), [2, 4]);
  assertEquals(await old({ ...pages, post_filter: false }), [2, 2]);
  assertEquals(await old({ type: "match_all", field_name: "year", values: [2021] }), [2, 2]);
});

Deno.test("results come by sort, by boosts, and else in the order of the index", async () => {
  const { subjects, query } = await library();
  const sort = (...fields: [string, string?][]) =>
    fields.map(([field_name, order]) => ({ field_name, ...(order ? { order } : {}) }));
  assertEquals(await subjects({ q: "*", sort: sort(["year"]) }), [
    "rocks",
    "storms",
    "moss",
    "reefs",
  ]);
  assertEquals(await subjects({ q: "*", sort: sort(["pages", "asc"], ["year", "asc"]) }), [
    "rocks",
    "moss",
    "reefs",
    "storms",
  ]);
  const any = { q: "sea reefs", q_settings: { mode: "query_string", default_operator: "or" } };
  assertEquals(await subjects(any), ["reefs", "storms", "rocks"]);
  const boosts = [{ field_name: "title", factor: 10 }];
  assertEquals(await subjects({ q: "sea", boosts }), ["storms", "reefs"]);
  assertEquals((await query({ q: "*", sort: [{ field_name: "x", order: "up" }] })).status, 400);
  assertEquals((await query({ q: "*", boosts: [{ field_name: "x", factor: 0 }] })).status, 400);
});

Deno.test("hostile field names and values neither break a search nor reach the prototype", async () => {
  const { ingest, subjects, query } = await testIndex(stillSandbox());
  const content = JSON.parse('{"__proto__": {"x": 1}, "constructor": "c", "": {"": 2}}');
  assertEquals((await ingest([entry("__proto__", content)])).state, "SUCCESS");
  assertEquals(({} as Record<string, unknown>).x, undefined);
  const filters = (field_name: string) => ({ filters: [{ type: "exists", field_name }] });
  assertEquals(await subjects(filters("toString")), []);
  assertEquals(await subjects(filters("__proto__.x")), ["__proto__"]);
  assertEquals(await subjects(filters("constructor.name")), []);
  await ingest([entry("b", { odd: { toString: 1 } }), entry("c", { odd: { toString: 2 } })]);
  const facets = [{ type: "terms", field_name: "odd" }];
  assertEquals((await query({ q: "*", facets })).body.facet_results[0].buckets, []);
  const pattern = `${"*a".repeat(2_000)}b`;
  const like = { type: "like", field_name: "constructor", value: pattern };
  assert((await query({ filters: [like] })).status === 200);
});
