import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ClientApp,
  SEARCH_RESULT_CAP,
  SearchAPIError,
  SearchClient,
  type SearchQueryV1,
  SearchScopes,
} from "@globus-deno/sdk";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import { testOperations } from "../../kit/operations.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { collect, errorOf } from "../../kit/outcomes.ts";

const INDEX = "c0ffee01-0000-4000-8000-000000000001";
const GOOD = { gmeta: [], index_list: [], role_list: [], tasks: [], task_id: "t" };

testOperations({
  name: "Search",
  clients: [{ source: "search/client.ts", make: (options) => new SearchClient(options) }],
  operations: 26,
  origin: "https://search.api.globus.org",
  errorClass: SearchAPIError,
  good: GOOD,
  listKeys: ["gmeta", "index_list", "role_list", "tasks"],
  listings: 6,
});

/** Shapes that the methods of every client take: a path, a verb, any JSON as the body. */
const RAW: Record<string, RegExp> = {
  method: /^text$/,
  path: /text$/,
  options: /^$/,
  data: /text$|^(number|zero|NaN|true|false|null|empty array|array|array of arrays|instance|Date)$/,
};

Deno.test("every method of Search, given any shape for any argument, sends what is meant or refuses it", async () => {
  const { methods, wrong } = await callWithShapes({
    type: SearchClient,
    make: (options, method) =>
      new SearchClient(
        method === "addAppScope"
          ? { app: new ClientApp("tests", { clientId: INDEX, clientSecret: crypto.randomUUID() }) }
          : options,
      ),
    response: () => GOOD,
    fits(method, parameter, shape) {
      if (/^(get|post|put|patch|delete|request)$/.test(method)) return RAW[parameter].test(shape);
      if (parameter === "...scopes") return /^(empty )?text$/.test(shape);
      if (/^(params|options)$/.test(parameter)) return false;
      if (parameter === "data") return shape === "instance";
      if (/^(q|subject|displayName|description)$/.test(parameter)) return /text$/.test(shape);
      if (parameter === "subjects") return /text$|^(empty array|array)$/.test(shape);
      return /^(JSON )?text$/.test(shape);
    },
  });
  assertEquals(wrong, []);
  assert(methods >= 26 + 7, `${methods}`);
});

function fakeSearch(answer: (seen: Sent) => Answer) {
  return fakeClient(SearchClient, answer);
}

/** A page of subjects, numbered from `offset`. */
function page(offset: number, count: number, more: object = {}): Answer {
  const gmeta = Array.from(
    { length: count },
    (_, i) => ({ subject: `${offset + i}`, entries: [] }),
  );
  return { json: { gmeta, offset, count, total: count, has_next_page: false, ...more } };
}

Deno.test("search() and postSearch() page by offset, and honor the caller's limit and offset", async () => {
  const answer = ({ address: url, json: body }: Sent) => {
    const asked = body as SearchQueryV1 | undefined;
    const offset = Number(asked?.offset ?? url.searchParams.get("offset") ?? 0);
    const limit = Number(asked?.limit ?? url.searchParams.get("limit"));
    return page(offset, limit, { has_next_page: offset + limit < 25, total: 25 });
  };
  const { client, requests } = fakeSearch(answer);
  const found = await collect(
    client.search(INDEX, "a b", { limit: 10, offset: 5, advanced: true }),
  );
  assertEquals(found.map(({ subject }) => subject).slice(0, 3), ["5", "6", "7"]);
  assertEquals(found.length, 20);
  assertEquals(requests.map(({ address: url }) => url.search), [
    "?limit=10&offset=5&advanced=true&q=a+b",
    "?limit=10&offset=15&advanced=true&q=a+b",
  ]);
  const posted = fakeSearch(answer);
  const query = { q: "a", limit: 20, offset: 3 };
  await collect(posted.client.postSearch(INDEX, query, { limit: 15 }));
  assertEquals(posted.requests.map(({ json: body }) => body), [
    { "@version": "query#1.0.0", q: "a", limit: 15, offset: 3 },
    { "@version": "query#1.0.0", q: "a", limit: 15, offset: 18 },
  ]);
  assertEquals(query, { q: "a", limit: 20, offset: 3 });
});

Deno.test("page() is requested exactly as asked for, and params win over the query", async () => {
  const { client, requests } = fakeSearch(() => page(0, 0));
  await client.search(INDEX, "*").page();
  await client.postSearch(INDEX, { q: "a" }).page();
  await client.postSearch(INDEX, { q: "a", limit: 1, offset: 2 }, { limit: 3, offset: undefined })
    .page();
  await client.scroll(INDEX, { q: "a", marker: "m" }, { marker: "n" }).page();
  await client.scroll(INDEX, { q: "a", marker: "m" }, { marker: undefined }).page();
  assertEquals(requests[0].address.search, "?q=*");
  assertEquals(requests.slice(1).map(({ json: body }) => body), [
    { "@version": "query#1.0.0", q: "a" },
    { "@version": "query#1.0.0", q: "a", limit: 3, offset: 2 },
    { q: "a", marker: "n" },
    { q: "a", marker: "m" },
  ]);
});

Deno.test("postSearch() sends the version that the caller names, or none", async () => {
  const { client, requests } = fakeSearch(() => page(0, 0));
  const filter = { type: "exists", field_name: "a", post_filter: false } as const;
  await client.postSearch(INDEX, { "@version": "2017-09-01", filters: [filter] }).page();
  await client.postSearch(INDEX, { "@version": undefined, q: "a" }).page();
  assertEquals(requests.map(({ json: body }) => body), [
    { "@version": "2017-09-01", filters: [filter] },
    { q: "a" },
  ]);
});

Deno.test("a search that is cut at the service's cap says so", async () => {
  const cases: [has_next_page: boolean, total: number, truncated: boolean][] = [
    [true, 25_000, true],
    [false, 25_000, true],
    [true, SEARCH_RESULT_CAP, true],
    [false, SEARCH_RESULT_CAP, false],
  ];
  for (const [more, total, truncated] of cases) {
    const { client, requests } = fakeSearch(({ address: url }) => {
      const offset = Number(url.searchParams.get("offset") ?? 0);
      return page(offset, 5000, { has_next_page: offset === 0 || more, total });
    });
    const listing = client.search(INDEX, "*", { limit: 5000 });
    assertEquals((await listing.toArray()).length, SEARCH_RESULT_CAP);
    assertEquals([requests.length, listing.truncated], [2, truncated], `${more} ${total}`);
  }
});

Deno.test("scroll() goes on by the marker, past an empty page, and ends when the service says so", async () => {
  const pages = [
    page(0, 2, { has_next_page: true, marker: "m1" }),
    page(2, 0, { has_next_page: true, marker: "m2" }),
    page(2, 1, { has_next_page: true, marker: "m3" }),
    page(3, 0, { has_next_page: false, marker: null }),
  ];
  const { client, requests } = fakeSearch(({ index }) => pages[index]);
  const found = await collect(client.scroll(INDEX, { q: "*", limit: 2 }));
  assertEquals(found.map(({ subject }) => subject), ["0", "1", "2"]);
  assertEquals(requests.map(({ json: body }) => (body as { marker?: string }).marker), [
    undefined,
    "m1",
    "m2",
    "m3",
  ]);
});

Deno.test("D9 scroll() ends with an error where a marker comes again, or none although there is more", async () => {
  for (const marker of ["m", null, undefined, {}, ""]) {
    const { client, requests } = fakeSearch(() => page(0, 1, { has_next_page: true, marker }));
    const error = await errorOf(collect(client.scroll(INDEX, { q: "*" })));
    assertEquals(error.name, "PaginationError");
    assert(requests.length <= 2);
  }
});

Deno.test("R1 what adds something is sent once after a lost response, all else is repeated", async () => {
  const once = ["createIndex", "createRole", "deleteByQuery"];
  const entry = { subject: "s", visible_to: ["public"], content: {} };
  const calls: Record<string, (client: SearchClient) => Promise<unknown>> = {
    createIndex: (client) => client.createIndex("a", "b"),
    createRole: (client) => client.createRole(INDEX, { role_name: "admin", principal: "p" }),
    deleteByQuery: (client) => client.deleteByQuery(INDEX, { q: "a" }),
    updateIndex: (client) => client.updateIndex(INDEX, {}),
    reopenIndex: (client) => client.reopenIndex(INDEX),
    deleteIndex: (client) => client.deleteIndex(INDEX),
    search: (client) => client.search(INDEX, "a").page(),
    postSearch: (client) => client.postSearch(INDEX, { q: "a" }).page(),
    scroll: (client) => client.scroll(INDEX, { q: "a" }).page(),
    ingest: (client) => client.ingest(INDEX, { ingest_type: "GMetaEntry", ingest_data: entry }),
    createEntry: (client) => client.createEntry(INDEX, entry),
    updateEntry: (client) => client.updateEntry(INDEX, entry),
    deleteEntry: (client) => client.deleteEntry(INDEX, "s"),
    deleteSubject: (client) => client.deleteSubject(INDEX, "s"),
    batchDeleteBySubject: (client) => client.batchDeleteBySubject(INDEX, ["s"]),
    deleteRole: (client) => client.deleteRole(INDEX, "r"),
  };
  for (const [name, call] of Object.entries(calls)) {
    const { client, requests } = fakeSearch(() => ({ throws: new TypeError("connection reset") }));
    await errorOf(call(client));
    assertEquals(requests.length, once.includes(name) ? 1 : 4, name);
  }
});

Deno.test("subjects and entry ids travel in the query, and the caller's query wins", async () => {
  const { client, requests } = fakeSearch(() => ({ json: GOOD }));
  const subject = "https://example.org/data?id=1&v=2#top";
  await client.getEntry(INDEX, subject, { entry_id: "e 1" });
  await client.getEntry(INDEX, subject, { entry_id: null });
  await client.deleteSubject(INDEX, "", { query: { subject: "x", extra: [1, 2] } });
  assertEquals(requests.map(({ address: url }) => [...url.searchParams]), [
    [["entry_id", "e 1"], ["subject", subject]],
    [["subject", subject]],
    [["subject", "x"], ["extra", "1"], ["extra", "2"]],
  ]);
});

Deno.test("batchDeleteBySubject() takes one subject as text, and any list", async () => {
  const { client, requests } = fakeSearch(() => ({ json: GOOD }));
  await client.batchDeleteBySubject(INDEX, "abc");
  await client.batchDeleteBySubject(INDEX, new Set(["a", "b"]));
  await client.batchDeleteBySubject(INDEX, [], { additional_params: { dry_run: true } });
  await client.batchDeleteBySubject(INDEX, ["a"], { additional_params: null });
  assertEquals(requests.map(({ json: body }) => body), [
    { subjects: ["abc"] },
    { subjects: ["a", "b"] },
    { subjects: [], dry_run: true },
    { subjects: ["a"] },
  ]);
  for (const additional_params of ["dry_run", ["a"], 5, true]) {
    const params = { additional_params } as never;
    await assertRejects(
      () => client.batchDeleteBySubject(INDEX, [], params),
      TypeError,
      "write batchDeleteBySubject(",
    );
  }
});

Deno.test("indexList() joins roles, of which none holds a comma", async () => {
  const { client, requests } = fakeSearch(() => ({ json: { index_list: [{ id: INDEX }] } }));
  const indices = await client.indexList({ filter_roles: ["owner", "writer"] }).toArray();
  assertEquals(indices.map(({ id }) => id), [INDEX]);
  assertEquals(requests[0].address.search, "?filter_roles=owner%2Cwriter");
  assertThrows(() => client.indexList({ filter_roles: ["a,b" as "owner"] }), RangeError, "comma");
});

Deno.test("a client of an app asks for the scope that queries, and for others where it is told to", () => {
  const config = { tokenStorage: "memory", environment: "production" } as const;
  const asked = (appScopes?: readonly (typeof SearchScopes.all)[]) => {
    const clientSecret = crypto.randomUUID();
    const app = new ClientApp("tests", { clientId: INDEX, clientSecret, config });
    new SearchClient({ app, ...(appScopes ? { appScopes } : {}) });
    return app.scopeRequirements.get("search.api.globus.org")?.map(String);
  };
  const urn = "urn:globus:auth:scope:search.api.globus.org:";
  assertEquals(asked(), [`${urn}search`]);
  assertEquals(asked([SearchScopes.all]), [`${urn}all`]);
});

Deno.test("a SearchAPIError says what the service knows beyond the message", async () => {
  const errorFor = async (error_data: unknown) => {
    const { client } = fakeSearch(() => ({
      status: 403,
      json: { code: "Forbidden.Generic", message: "No", request_id: "r1", error_data },
    }));
    const error = await errorOf(client.updateIndex(INDEX, {}));
    assert(error instanceof SearchAPIError);
    return error;
  };
  const data = { cause: "You lack a role\u001b[31m", recommended_resolution: "Get one" };
  const error = await errorFor(data);
  assertEquals(error.errorData, data);
  assert(error.message.includes("403 Forbidden.Generic No"), error.message);
  assert(error.message.includes("; You lack a role"), error.message);
  assert(!error.message.includes("\u001b"), error.message);
  assertEquals([error.requestId, error.code], ["r1", "Forbidden.Generic"]);
  for (const odd of [undefined, null]) assertEquals((await errorFor(odd)).errorData, null);
  for (const odd of [["a"], { cause: 5 }, { cause: "" }, {}]) {
    const { errorData, message } = await errorFor(odd);
    assertEquals(errorData, odd);
    assert(!message.includes(";") || message.includes("(request r1)"), message);
  }
});

Deno.test("types hold what the service takes", () => {
  // Never called: only the compiler looks at it.
  const _mistakes = async (client: SearchClient) => {
    // @ts-expect-error: there is no such filter.
    client.postSearch(INDEX, { filters: [{ type: "equals", field_name: "a", values: [1] }] });
    // @ts-expect-error: a range has ranges.
    client.postSearch(INDEX, { filters: [{ type: "range", field_name: "a", value: 1 }] });
    const type = "date_histogram";
    // @ts-expect-error: there is no such interval.
    client.postSearch(INDEX, { facets: [{ type, field_name: "a", date_interval: "era" }] });
    // @ts-expect-error: a numeric histogram has a range.
    client.postSearch(INDEX, { facets: [{ type: "numeric_histogram", field_name: "a", size: 5 }] });
    // @ts-expect-error: post_filter belongs to the language of 2017.
    client.postSearch(INDEX, { filters: [{ type: "exists", field_name: "a", post_filter: true }] });
    // @ts-expect-error: scrolling does not sort.
    client.scroll(INDEX, { q: "*", sort: [{ field_name: "a" }] });
    // @ts-expect-error: there is no such role.
    client.createRole(INDEX, { role_name: "reader", principal: "p" });
    // @ts-expect-error: an entry says who can see it.
    client.ingest(INDEX, { ingest_type: "GMetaEntry", ingest_data: { subject: "a", content: {} } });
    // @ts-expect-error: a list of entries has another type.
    client.ingest(INDEX, { ingest_type: "GMetaEntry", ingest_data: { gmeta: [] } });
    client.postSearch(INDEX, {
      filters: [{
        type: "not",
        filter: {
          type: "or",
          filters: [
            { type: "match_any", field_name: "a", values: ["b", 1, true] },
            { type: "like", field_name: "a", value: "b*" },
            {
              type: "geo_bounding_box",
              field_name: "a",
              top_left: { lat: 1, lon: 2 },
              bottom_right: { lat: 0, lon: 3 },
            },
          ],
        },
      }],
    });
    for await (const { entries } of client.search<{ title: string }>(INDEX, "a")) {
      const title: string = entries[0].content.title;
      // @ts-expect-error: the content has no such field.
      const year = entries[0].content.year;
      console.log(title, year);
    }
    for await (const { facet_results } of client.search(INDEX, "a").pages()) {
      for (const facet of facet_results ?? []) {
        if ("buckets" in facet) facet.buckets[0].count.toFixed();
        else if ("value" in facet) facet.value.toFixed();
        else facet.approximate_value.toFixed();
      }
    }
  };
});
