import { assert, assertEquals, assertThrows } from "@std/assert";
import { BaseClient } from "../../lib/core/client.ts";
import { PaginationError } from "../../lib/core/errors.ts";
import type { Listing } from "../../lib/core/listing.ts";
import { jsonApiPaging, markerPaging, offsetPaging } from "../../lib/core/paging.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, hostileText, repeated } from "../kit/hostile_text.ts";
import { fakeFetch, inTurn, json } from "../kit/fake_fetch.ts";

function items(length: number) {
  return Array.from({ length }, (_, i) => i);
}

const SETTINGS = { pageSize: 10, maxTotalResults: 25, itemsKey: "DATA" };
const byTotal = offsetPaging({ ...SETTINGS, more: "total" });
const byFlag = offsetPaging({ ...SETTINGS, more: "has_next_page" });

Deno.test("offsetPaging() adds the number of items received to the offset, not the limit", () => {
  const page = { DATA: items(7), total: 20, has_next_page: true };
  for (const paging of [byTotal, byFlag]) {
    assertEquals(paging.start({ q: "a" }), { q: "a", limit: 10 });
    assertEquals(paging.next(page, { q: "a", limit: 10 }), { q: "a", limit: 10, offset: 7 });
  }
});

Deno.test("offsetPaging() uses the caller's limit and offset", () => {
  const query = byTotal.start({ limit: 5, offset: 3 });
  assertEquals(query, { limit: 5, offset: 3 });
  assertEquals(byTotal.next({ DATA: items(5), total: 20 }, query), { limit: 5, offset: 8 });
  assertEquals(byTotal.start({ limit: "4" }).limit, 4);
  for (const limit of [0, "", "x", null, undefined, NaN]) {
    assertEquals(byTotal.start({ limit }).limit, 10, `${limit}`);
  }
});

Deno.test("offsetPaging() ends after the last item, and at the service's cap", () => {
  assertEquals(byTotal.next({ DATA: items(10), total: 10 }, {}), undefined);
  assertEquals(byTotal.next({ DATA: [], total: 0 }, {}), undefined);
  assertEquals(byFlag.next({ DATA: items(10) }, {}), undefined);
  for (const paging of [byTotal, byFlag]) {
    const page = { DATA: items(10), total: 99, has_next_page: true };
    assertEquals(paging.next(page, { offset: 10 }), { limit: 5, offset: 20 });
    const last = { ...page, DATA: items(5) };
    assertEquals(paging.next(last, { offset: 20, limit: 5 }), undefined);
    assertEquals(paging.isCut!(last, { offset: 20, limit: 5 }), true);
    assertEquals(paging.isCut!({ DATA: items(5), total: 25 }, { offset: 20 }), false);
  }
});

Deno.test("offsetPaging() is cut if the service counts more results than it sends", () => {
  const last = { DATA: items(5), total: 26, has_next_page: false };
  assertEquals(byFlag.isCut!(last, { offset: 20 }), true);
  assertEquals(byFlag.isCut!({ ...last, total: 25 }, { offset: 20 }), false);
  assertEquals(byFlag.isCut!({ ...last, total: "many" }, { offset: 20 }), false);
  assertEquals(byFlag.isCut!(last, { offset: 15 }), false);
});

Deno.test("offsetPaging() continues from the page's own count, if the service gives one", () => {
  const paging = offsetPaging({ ...SETTINGS, more: "has_next_page", countKey: "count" });
  const page = { DATA: items(3), has_next_page: true };
  assertEquals(paging.next({ ...page, count: 9 }, {}), { limit: 10, offset: 9 });
  assertEquals(paging.next({ ...page, count: 30 }, {}), undefined);
  for (const count of [undefined, null, "9", 1.5, NaN, {}, [9]]) {
    assertEquals(paging.next({ ...page, count }, {})?.offset, 3, `${count}`);
  }
  for (const count of [0, -5]) {
    assertThrows(() => paging.next({ ...page, count }, {}), PaginationError, "than it sends");
  }
});

Deno.test("offsetPaging() predicts pages up to the total and the cap", () => {
  const page = { DATA: items(10), total: 22 };
  const next = byTotal.next(page, {})!;
  assertEquals(byTotal.ahead!(next, 1, page), { limit: 5, offset: 20 });
  assertEquals(byTotal.ahead!(next, 2, page), undefined);
  assertEquals(byTotal.ahead!({ offset: 10 }, 1, { ...page, total: 20 }), undefined);
  assertEquals(byFlag.ahead!({ offset: 10 }, 1, page), { limit: 5, offset: 20 });
  assertEquals(byFlag.ahead!({ offset: 10 }, 2, page), undefined);
});

Deno.test("D9 offsetPaging() refuses pages that promise more and send nothing", () => {
  for (
    const [paging, page] of [
      [byTotal, { DATA: [], total: 5 }],
      [byTotal, { total: 5 }],
      [byTotal, { DATA: "ten", total: 5 }],
      [byFlag, { DATA: [], has_next_page: true }],
      [byFlag, { has_next_page: "yes" }],
    ] as const
  ) {
    assertThrows(() => paging.next(page, {}), PaginationError, "promises more than it sends");
  }
});

Deno.test("D9 offsetPaging() by total needs a total, unless the page is shorter than its limit", () => {
  for (const total of [undefined, null, "20", {}, true]) {
    assertThrows(
      () => byTotal.next({ DATA: items(10), total }, {}),
      PaginationError,
      "how many items",
    );
    assertEquals(byTotal.next({ DATA: items(9), total }, {}), undefined);
  }
});

Deno.test("markerPaging() continues as long as there is a marker, under the service's names", () => {
  const paging = markerPaging({ marker: "next_marker", parameter: "marker" });
  assertEquals(paging.start({ q: "a" }), { q: "a" });
  assertEquals(paging.next({ next_marker: "m" }, { q: "a" }), { q: "a", marker: "m" });
  assertEquals(paging.next({ next_marker: 7 }, { marker: "m" }), { marker: 7 });
  assertEquals(paging.next({ next_marker: null }, {}), undefined);
  assertEquals(paging.next({}, {}), undefined);
});

Deno.test("markerPaging() with a flag believes the flag, not the marker", () => {
  const paging = markerPaging({ marker: "last_key", more: "has_next_page" });
  assertEquals(paging.next({ last_key: "m", has_next_page: false }, {}), undefined);
  assertEquals(paging.next({ last_key: "m", has_next_page: true }, {}), { last_key: "m" });
  for (const page of [{ has_next_page: true }, { has_next_page: true, last_key: null }]) {
    assertThrows(() => paging.next(page, {}), PaginationError, "no marker");
  }
});

Deno.test("D9 markerPaging() refuses a malformed marker", () => {
  const paging = markerPaging({ marker: "marker" });
  for (const marker of ["", true, {}, ["m"], []]) {
    assertThrows(() => paging.next({ marker }, {}), PaginationError, "no marker");
  }
});

function next(link: unknown) {
  return jsonApiPaging.next({ links: { next: link } }, { q: "a" });
}

Deno.test("jsonApiPaging uses the query of the link in place of the caller's", () => {
  assertEquals(jsonApiPaging.start({ q: "a" }), { q: "a" });
  const link = "/v2/tunnels?page%5Bcursor%5D=m%26n&a=1&a=2&empty=#f";
  assertEquals({ ...next(link) }, { "page[cursor]": ["m&n"], a: ["1", "2"] });
  for (const none of [undefined, null, "", 5, {}]) assertEquals(next(none), undefined);
  for (const page of [{}, { links: null }, { links: "/x?a=1" }, { links: [] }]) {
    assertEquals(jsonApiPaging.next(page, {}), undefined);
  }
});

Deno.test("D9 jsonApiPaging refuses a link that is not a URL", () => {
  for (const link of ["http://", "https://[", "http://a b/", "//:0"]) {
    assertThrows(() => next(link), PaginationError, "not a URL");
  }
});

Deno.test("E5 jsonApiPaging treats `__proto__` as an ordinary parameter", () => {
  const query = next("?__proto__=a&constructor=b")!;
  assertEquals(Object.entries(query), [["__proto__", ["a"]], ["constructor", ["b"]]]);
  assertEquals(Object.getPrototypeOf(query), null);
});

class LinksClient extends BaseClient {
  things(): Listing<number, { data: number[] }> {
    return this.list("/things", {
      paging: jsonApiPaging,
      items: (page: { data: number[] }) => page.data,
    });
  }
}

Deno.test("D1 D9 a hostile link to the next page leads to the same path of the same service", async () => {
  const links = [
    "https://evil.example/things?page=2",
    "//evil.example/things?page=2",
    "http://things.example/things?page=2",
    "https://things.example:8443/other?page=2",
    "https://user:password@things.example/?page=2",
    "/../../other?page=2",
    "\\\\evil.example\\?page=2",
    "javascript:alert(1)?page=2",
    "data:text/html,x?page=2",
    "?page=2",
  ];
  for (const link of links) {
    const service = fakeFetch(inTurn(
      json({ data: [1], links: { next: link } }),
      json({ data: [2], links: {} }),
    ));
    const client = new LinksClient({
      baseUrl: "https://things.example",
      fetch: service.fetch,
      authorizer: { getAuthorizationHeader: () => "Bearer canary-token" },
    });
    assertEquals(await client.things().toArray(), [1, 2], link);
    assertEquals(service.requests[1].url, "https://things.example/things?page=2", link);
  }
});

Deno.test("D9 20,000 hostile pages continue the listing, end it, or are a PaginationError", () => {
  const random = new SeededRandom(9);
  const value = (): unknown =>
    random.pick<() => unknown>([
      () => hostileText(random),
      () => random.below(50) - 10,
      () => null,
      () => undefined,
      () => random.chance(50),
      () => items(random.below(12)),
      () => ({ next: `?${hostileText(random)}` }),
      () => ({ next: hostileText(random) }),
      () => NaN,
    ])();
  const marker = markerPaging({ marker: "marker", more: "has_next_page" });
  let outcomes = 0;
  for (let i = 0; i < 20_000; i++) {
    const page = {
      DATA: value(),
      total: value(),
      has_next_page: value(),
      marker: value(),
      links: value(),
    };
    const query = { limit: random.pick([1, 5, "x", null]), offset: random.pick([0, "3", -5]) };
    for (const paging of [byTotal, byFlag, marker, jsonApiPaging]) {
      try {
        const after = paging.next(page, query);
        if (after) outcomes++;
        // Every next page is requested as a query, and the offset increases.
        if (after && (paging === byTotal || paging === byFlag)) {
          assert(Number(after.offset) > Number(query.offset), JSON.stringify(after));
        }
        paging.isCut?.(page, query);
        paging.ahead?.(query, 1, page);
      } catch (error) {
        assert(error instanceof PaginationError, `${error}`);
      }
    }
  }
  assert(outcomes > 1000, `${outcomes}`);
});

for (const piece of ["a", "/a", "&a=", "%", "../", "?"]) {
  Deno.test(`E7 a link of ${JSON.stringify(piece)} again and again takes linear time`, () => {
    assertLinear(repeated(piece), (text) => void next(`/x?${text}`));
    assertLinear(repeated(piece), (text) => void next(`/${text}`));
  });
}
