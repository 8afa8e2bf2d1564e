import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { PaginationError } from "../../lib/core/errors.ts";
import { Listing, type ListingSource } from "../../lib/core/listing.ts";
import { markerPaging, offsetPaging } from "../../lib/core/paging.ts";
import type { QueryParams } from "../../lib/core/query.ts";
import { turns } from "../kit/clock.ts";
import { heardSignal } from "../kit/heard_signal.ts";

interface Page {
  DATA: number[];
  total?: number;
  marker?: string | null;
  has_next_page?: boolean;
}

/** A request for a page, which is answered at once or when the test does it. */
interface Asked {
  readonly query: QueryParams;
  readonly signal: AbortSignal | undefined;
  answer(page: Page): void;
  fail(error: unknown): void;
}

const byOffset = offsetPaging({
  pageSize: 3,
  maxTotalResults: 1000,
  itemsKey: "DATA",
  more: "total",
});
const byMarker = markerPaging({ marker: "marker" });

/** A listing of the numbers from 0, by offset, whose service notes each request. */
function setUp(
  total: number,
  options: Partial<ListingSource<number, Page>> & { byHand?: boolean } = {},
) {
  const asked: Asked[] = [];
  const good = ({ offset = 0, limit }: QueryParams): Page => {
    const from = Number(offset);
    const length = Math.max(0, Math.min(Number(limit), total - from));
    return { DATA: Array.from({ length }, (_, i) => from + i), total };
  };
  const listing = new Listing<number, Page>({
    query: {},
    paging: byOffset,
    items: (page) => page.DATA,
    fetch(query, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<Page>();
      signal?.addEventListener("abort", () => reject(signal.reason));
      asked.push({ query, signal, answer: resolve, fail: reject });
      if (!options.byHand) resolve(good(query));
      return promise;
    },
    ...options,
  });
  return {
    listing,
    asked,
    answer: (index: number) => asked[index].answer(good(asked[index].query)),
  };
}

/** A listing by marker of the given pages. */
function ofPages(pages: (Page | Error)[], prefetch = 0) {
  let asked = 0;
  const listing = new Listing<number, Page>({
    query: {},
    paging: byMarker,
    prefetch,
    items: (page) => page.DATA,
    fetch: () => {
      const page = pages[Math.min(asked++, pages.length - 1)];
      return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
    },
  });
  return { listing, asked: () => asked };
}

/** Reads to the end. @returns The items, and the error that ended the reading, if any. */
async function read<T>(source: AsyncIterable<T>): Promise<{ items: T[]; error?: unknown }> {
  const items: T[] = [];
  try {
    for await (const item of source) items.push(item);
    return { items };
  } catch (error) {
    return { items, error };
  }
}

function numbers(length: number) {
  return Array.from({ length }, (_, i) => i);
}

Deno.test("Listing sends no request before it is read", async () => {
  const { listing, asked } = setUp(10, { prefetch: 3 });
  const iterator = listing[Symbol.asyncIterator]();
  const pages = listing.pages();
  await turns();
  assertEquals(asked.length, 0);
  await iterator.return!();
  await pages.return();
  assertEquals(asked.length, 0);
});

Deno.test("Listing gives all items over all pages, each once", async () => {
  for (const total of [0, 1, 2, 3, 4, 6, 7, 100]) {
    for (const prefetch of [0, 1, 2, 5, 100]) {
      const { listing, asked } = setUp(total, { prefetch });
      assertEquals(await read(listing), { items: numbers(total) });
      assertEquals(asked.length, Math.max(1, Math.ceil(total / 3)), `${total} ${prefetch}`);
    }
  }
});

Deno.test("Listing requests no page after the last item that the reader takes", async () => {
  for (const [take, requests] of [[1, 1], [2, 1], [3, 1], [4, 2], [6, 2], [7, 3]]) {
    const { listing, asked } = setUp(100);
    let taken = 0;
    for await (const _ of listing) if (++taken === take) break;
    await turns();
    assertEquals(asked.length, requests, `${take}`);
    const other = setUp(100);
    assertEquals(await other.listing.toArray({ max: take }), numbers(take));
    assertEquals(other.asked.length, requests);
  }
});

Deno.test("toArray() gives all items or at most the limit; a limit of 0 sends no request", async () => {
  assertEquals(await setUp(7).listing.toArray(), numbers(7));
  assertEquals(await setUp(7).listing.toArray({ max: 100 }), numbers(7));
  for (const max of [0, -1, -Infinity]) {
    const { listing, asked } = setUp(7);
    assertEquals([await listing.toArray({ max }), asked.length], [[], 0]);
  }
});

Deno.test("first() gives the first item, also after empty pages, or undefined", async () => {
  const { listing, asked } = setUp(100);
  assertEquals([await listing.first(), asked.length], [0, 1]);
  assertEquals(await setUp(0).listing.first(), undefined);
  const late = ofPages([{ DATA: [], marker: "a" }, { DATA: [5], marker: "b" }]);
  assertEquals([await late.listing.first(), late.asked()], [5, 2]);
});

Deno.test("pages() gives each page unchanged, also empty ones", async () => {
  const sent: Page[] = [
    { DATA: [1], marker: "a" },
    { DATA: [], marker: "b" },
    { DATA: [2], marker: null },
  ];
  const { items } = await read(ofPages(sent).listing.pages());
  assertEquals(items.length, 3);
  items.forEach((page, i) => assertStrictEquals(page, sent[i]));
});

Deno.test("page() requests one page with the caller's parameters", async () => {
  const { listing, asked } = setUp(10, { query: { limit: 2 } });
  assertEquals((await listing.page()).DATA, [0, 1]);
  assertEquals(asked.map(({ query }) => query), [{ limit: 2 }]);
});

Deno.test("Listing can be read again, and by two readers at once, each from the beginning", async () => {
  const { listing, asked } = setUp(10);
  assertEquals(await read(listing), { items: numbers(10) });
  assertEquals(await read(listing), { items: numbers(10) });
  const [one, two] = await Promise.all([read(listing), read(listing.pages())]);
  assertEquals(one.items, numbers(10));
  assertEquals(two.items.flatMap((page) => page.DATA), numbers(10));
  assertEquals(asked.length, 16);
  const a = listing[Symbol.asyncIterator]();
  const b = listing[Symbol.asyncIterator]();
  const turnsTaken = [];
  for (let i = 0; i < 5; i++) turnsTaken.push((await a.next()).value, (await b.next()).value);
  assertEquals(turnsTaken, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  await a.return!();
  assertEquals((await b.next()).value, 5);
  await b.return!();
});

Deno.test("many concurrent calls of next() give each item once, in order, and then the end", async () => {
  for (const prefetch of [0, 2]) {
    const { listing, asked } = setUp(10, { prefetch });
    const iterator = listing[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 14 }, () => iterator.next()));
    assertEquals(results.map(({ value }) => value), [...numbers(10), ...Array(4).fill(undefined)]);
    assertEquals(results.map(({ done }) => done), [
      ...Array(10).fill(false),
      ...Array(4).fill(true),
    ]);
    assertEquals(asked.length, 4);
    assertEquals((await iterator.next()).done, true);
  }
});

Deno.test("calls of next() before and after a response keep the order", async () => {
  const { listing, asked, answer } = setUp(7, { byHand: true });
  const iterator = listing[Symbol.asyncIterator]();
  const seen: unknown[] = [];
  const take = () => void iterator.next().then(({ value }) => seen.push(value));
  for (let i = 0; i < 4; i++) take();
  await turns(1);
  assertEquals([asked.length, seen], [1, []]);
  answer(0);
  await turns(1);
  assertEquals(seen, [0, 1, 2]);
  take();
  answer(1);
  await turns(1);
  take();
  await turns(1);
  assertEquals(seen, [0, 1, 2, 3, 4, 5]);
  await iterator.return!();
});

Deno.test("a listing gives all items before a failed page, then its error, and ends", async () => {
  const failure = new Error("502");
  const pages = [{ DATA: [1, 2], marker: "a" }, { DATA: [3], marker: "b" }, failure];
  for (const prefetch of [0, 1, 5]) {
    const { items, error } = await read(ofPages(pages, prefetch).listing);
    assertEquals([items, error], [[1, 2, 3], failure]);
    const iterator = ofPages(pages, prefetch).listing[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i++) await iterator.next();
    assertStrictEquals(await iterator.next().catch((error) => error), failure);
    assertEquals((await iterator.next()).done, true);
    await assertRejects(() => ofPages(pages, prefetch).listing.toArray(), Error, "502");
  }
});

Deno.test("of concurrent calls of next(), one gets the error and the others the end", async () => {
  const failure = new Error("502");
  const iterator = ofPages([{ DATA: [1], marker: "a" }, failure]).listing[Symbol.asyncIterator]();
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => iterator.next()));
  assertEquals(results.map(({ status }) => status), [
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
  assertEquals(results.slice(2).map((result) => (result as { value: unknown }).value), [
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
});

Deno.test("prefetch requests pages by offset concurrently, and gives them in order", async () => {
  const { listing, asked, answer } = setUp(30, { prefetch: 3, byHand: true });
  const reading = read(listing);
  await turns(1);
  assertEquals(asked.length, 1);
  answer(0);
  await turns(1);
  assertEquals(asked.map(({ query }) => query.offset ?? 0), [0, 3, 6, 9]);
  // The last response arrives first.
  for (const index of [3, 2]) answer(index);
  await turns(1);
  assertEquals(asked.length, 4);
  for (let i = 0; i < 20; i++) {
    if (i < asked.length) answer(i);
    await turns(1);
  }
  assertEquals(await reading, { items: numbers(30) });
  assertEquals(asked.length, 10);
});

Deno.test("prefetch requests no page before the reader needs one, and none after the end", async () => {
  const { listing, asked } = setUp(100, { prefetch: 2 });
  const iterator = listing[Symbol.asyncIterator]();
  await iterator.next();
  await turns();
  assertEquals(asked.length, 3);
  for (let i = 0; i < 3; i++) await iterator.next();
  await turns();
  assertEquals(asked.length, 4);
  await iterator.return!();
  const short = setUp(4, { prefetch: 50 });
  assertEquals(await short.listing.toArray(), numbers(4));
  assertEquals(short.asked.length, 2);
});

Deno.test("prefetch of pages by marker requests one page ahead: only one marker is known", async () => {
  const pages = ["a", "b", "c", null].map((marker, i) => ({ DATA: [i], marker }));
  const { listing, asked } = ofPages(pages, 5);
  const iterator = listing[Symbol.asyncIterator]();
  await iterator.next();
  await turns();
  assertEquals(asked(), 2);
  await iterator.return!();
  assertEquals(await read(ofPages(pages, 5).listing), { items: [0, 1, 2, 3] });
});

Deno.test("R5 prefetched requests are canceled when the reader stops", async () => {
  const ways: ((listing: Listing<number, Page>) => Promise<unknown>)[] = [
    async (listing) => {
      for await (const _ of listing) break;
    },
    async (listing) => {
      for await (const _ of listing.pages()) break;
    },
    (listing) => listing.first(),
    (listing) => listing.toArray({ max: 2 }),
    async (listing) => {
      for await (const _ of listing) throw new Error("the reader's own");
    },
  ];
  for (const way of ways) {
    const { listing, asked, answer } = setUp(100, { prefetch: 3, byHand: true });
    const reading = way(listing).catch(() => {});
    await turns(1);
    answer(0);
    await reading;
    assertEquals(asked.map(({ signal }) => signal!.aborted), [true, true, true, true]);
  }
});

Deno.test("the error of a prefetched page is thrown only when the reader reaches the page", async () => {
  const failure = new Error("502");
  const { listing, asked, answer } = setUp(9, { prefetch: 2, byHand: true });
  const reading = read(listing);
  await turns(1);
  answer(0);
  await turns(1);
  asked[2].fail(failure);
  await turns(1);
  answer(1);
  assertEquals(await reading, { items: numbers(6), error: failure });
});

Deno.test("R5 a signal ends a reading, its requests and its prefetched requests", async () => {
  for (const prefetch of [0, 2]) {
    const controller = new AbortController();
    const { listing, asked, answer } = setUp(100, {
      prefetch,
      byHand: true,
      signal: controller.signal,
    });
    const reading = read(listing);
    await turns(1);
    answer(0);
    await turns(1);
    const reason = new Error("enough");
    controller.abort(reason);
    const { items, error } = await reading;
    assertEquals([items, error], [numbers(3), reason]);
    assertEquals(
      asked.map(({ signal }) => signal!.aborted),
      Array(prefetch || 1).fill(true).concat(true).slice(0, asked.length),
    );
  }
});

Deno.test("R5 a listing with an aborted signal sends no request", async () => {
  for (const prefetch of [0, 2]) {
    const signal = AbortSignal.abort();
    const { listing, asked } = setUp(5, { prefetch, signal });
    assertEquals(await read(listing), { items: [], error: signal.reason });
    assertEquals(asked.length, 0);
  }
});

Deno.test("a reading leaves no listener on the caller's signal", async () => {
  const { signal, listeners } = heardSignal();
  const fetch = (query: QueryParams) =>
    Promise.resolve({ DATA: [Number(query.offset ?? 0)], total: 3 });
  for (const prefetch of [0, 3]) {
    await read(setUp(3, { prefetch, signal, fetch }).listing);
    await setUp(3, { prefetch, signal, fetch }).listing.first();
  }
  assertEquals(listeners.size, 0);
});

Deno.test("truncated is true if the service's cap ended the last reading", async () => {
  const paging = offsetPaging({
    pageSize: 3,
    maxTotalResults: 7,
    itemsKey: "DATA",
    more: "total",
  });
  for (const prefetch of [0, 4]) {
    const { listing, asked } = setUp(100, { paging, prefetch });
    assertEquals(listing.truncated, false);
    assertEquals(await read(listing), { items: numbers(7) });
    assertEquals([listing.truncated, asked.length], [true, 3]);
    assertEquals(asked.map(({ query }) => query.limit), [3, 3, 1]);
    await listing.first();
    assertEquals(listing.truncated, false);
    const whole = setUp(7, { paging, prefetch });
    await read(whole.listing);
    assertEquals(whole.listing.truncated, false);
  }
});

Deno.test("D9 a repeated marker ends a listing after the items before it", async () => {
  const circles: Page[][] = [
    [{ DATA: [1], marker: "a" }, { DATA: [2], marker: "a" }],
    [{ DATA: [1], marker: "a" }, { DATA: [2], marker: "b" }, { DATA: [3], marker: "a" }],
  ];
  for (const pages of circles) {
    for (const prefetch of [0, 1, 3]) {
      const { listing, asked } = ofPages(pages, prefetch);
      const { items, error } = await read(listing);
      assert(error instanceof PaginationError, `${error}`);
      assertEquals(items, pages.map((page) => page.DATA[0]));
      assert(asked() <= pages.length + 1);
    }
  }
});

Deno.test("D9 a listing ends after too many empty pages", async () => {
  for (const prefetch of [0, 2]) {
    let asked = 0;
    const { listing } = setUp(0, {
      paging: byMarker,
      prefetch,
      fetch: () => Promise.resolve({ DATA: [], marker: `m${asked++}` }),
    });
    const { items, error } = await read(listing);
    assert(error instanceof PaginationError && items.length === 0, `${error}`);
    assert(asked <= 12, `${asked}`);
  }
});

Deno.test("ten empty pages in a row do not end a listing, however often", async () => {
  const pages: Page[] = [];
  for (let i = 0; i < 33; i++) {
    pages.push({ DATA: i % 11 === 10 ? [i] : [], marker: i < 32 ? `m${i}` : null });
  }
  assertEquals(await read(ofPages(pages).listing), { items: [10, 21, 32] });
});

Deno.test("D9 an offset that does not advance ends a listing", async () => {
  for (const prefetch of [0, 3]) {
    let asked = 0;
    const { listing } = setUp(0, {
      prefetch,
      fetch: () => (asked++, Promise.resolve({ DATA: [], total: 50 })),
    });
    const { items, error } = await read(listing);
    assert(error instanceof PaginationError && items.length === 0, `${error}`);
    assert(asked <= 4, `${asked}`);
  }
});

Deno.test("D9 a page without a list of items is a typed error", async () => {
  for (const page of [{}, { DATA: null }, { DATA: "text" }, { DATA: { length: 5 } }, []]) {
    const { listing } = ofPages([page as unknown as Page]);
    const { error } = await read(listing);
    assert(error instanceof PaginationError, `${error}`);
    await assertRejects(() => listing.toArray(), PaginationError);
  }
});

Deno.test("an early return() ends the iterator, and can be called twice", async () => {
  const { listing, asked } = setUp(100);
  const iterator = listing[Symbol.asyncIterator]();
  await iterator.next();
  assertEquals(await iterator.return!(), { done: true, value: undefined });
  assertEquals(await iterator.return!(), { done: true, value: undefined });
  assertEquals(asked.length, 1);
});

function pages(fetch: (signal?: AbortSignal) => Promise<{ DATA: number[] }>, prefetch = 0) {
  return new Listing<number, { DATA: number[] }>({
    query: {},
    prefetch,
    paging: markerPaging({ marker: "marker" }),
    items: (page) => page.DATA,
    fetch: (_, signal) => fetch(signal),
  });
}

Deno.test("an iterator gives no item after return()", async () => {
  const iterator = pages(() => Promise.resolve({ DATA: [1, 2, 3] }))[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return!();
  assertEquals(await iterator.next(), { done: true, value: undefined });
});

Deno.test("R5 return() ends a request under way", async () => {
  let signal: AbortSignal | undefined;
  const never = pages((given) => {
    signal = given;
    return new Promise(() => {});
  }, 1);
  const iterator = never[Symbol.asyncIterator]();
  iterator.next().catch(() => {});
  await turns(1);
  let ended = false;
  iterator.return!().then(() => ended = true);
  await turns();
  assertEquals([ended, signal?.aborted], [true, true]);
});
