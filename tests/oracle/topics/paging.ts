import { Listing } from "../../../lib/core/listing.ts";
import { inventory, makeClient, sampleArguments, sampleKwargs } from "../clients.ts";
import { FakeService } from "../fake_service.ts";
import { camelCase, compare, type Json, NotYetThere, outcomeOf } from "../harness.ts";
import type { PagingStyle } from "../python.ts";
import type { Instead, Vector } from "../semantics.ts";
import { askedIn, bodiesOf, walk } from "../walk.ts";
import { FakeClock } from "../../kit/clock.ts";

/** The rows that `{"rows": 100, "first_n": 0}` stands for. */
function rowsOf(value: Json): Json {
  return typeof value?.rows === "number"
    ? Array.from({ length: value.rows }, (_, i) => ({ n: value.first_n + i }))
    : value;
}

function unfold(page: Json): Json {
  return Object.fromEntries(Object.entries(page).map(([key, value]) => [key, rowsOf(value)]));
}

/** Answers pages in turn, and notes what was asked for. */
class PagingService {
  readonly clock: FakeClock = new FakeClock({ jumps: "patient" });
  readonly service: FakeService;
  #next = 0;

  constructor(pages: Json[]) {
    this.service = new FakeService(() => {
      const page = pages[this.#next++];
      // One more than recorded: the listing did not end where it should.
      return page === undefined ? { status: 418 } : page.status ? page : { json: unfold(page) };
    }, this.clock);
  }

  /** What was asked for, in the form of the vectors. */
  get requests(): Json[] {
    return this.service.requests.map(({ method, path, query, body }) => ({
      method,
      path,
      query,
      ...(body === null ? {} : { body: pythonJson(body) }),
    }));
  }

  /** Makes a listing as a vector asks for it. */
  list(client: string, method: string, args: Json[], kwargs: Json): Listing<Json, Json> {
    const made = makeClient(client, this.service, this.clock);
    const listing = made.caller.call(made.client, client, [method, args, kwargs]);
    if (listing instanceof Listing) return listing as Listing<Json, Json>;
    // Its outcome does not matter here.
    Promise.resolve(listing).catch(() => {});
    throw new NotYetThere(`a listing of ${client}.${camelCase(method)}()`);
  }
}

/** JSON as Python writes it. */
function pythonJson(value: Json): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*(?=[\]}])/g, "").replace(/([[{])\n\s*/g, "$1")
    .replace(/,\n\s*/g, ", ");
}

/** Reads all there is; gives what was read and what ended it. */
async function readAll<T>(source: AsyncIterable<T>): Promise<{ read: T[]; end?: Error }> {
  const read: T[] = [];
  const end = await outcomeOf(async () => {
    for await (const one of source) read.push(one);
  });
  return { read, ...(end instanceof Error ? { end } : {}) };
}

export async function run({ id, input, expect }: Vector): Promise<unknown> {
  if (expect.paginated_methods) return await table(input.client, expect.paginated_methods);
  if (id.startsWith("paging/lazy/calls")) return await callsMade(input.at);
  if (id.startsWith("paging/lazy/")) return await itemsTaken(input.take);
  if (id.startsWith("paging/reuse/")) return await readTwice(input.pages);
  if (id.startsWith("paging/error/")) return await errorOnSecondPage();
  if (id.startsWith("paging/not-paginated/")) return await notPaginated(input.method);
  if (!input.pages) throw new NotYetThere(id);
  const { client, method, args, kwargs, pages } = input;
  const byPage = new PagingService(pages);
  const pagesRead = await readAll(byPage.list(client, method, args, kwargs).pages());
  const byItem = new PagingService(pages);
  const itemsRead = await readAll(byItem.list(client, method, args, kwargs));
  const numbers = itemsRead.read.map((item) => item.n);
  return {
    requests: byPage.requests.map((request, i) => ({
      ...request,
      query: inOrderOf(expect.requests[i]?.query, request.query),
      ...inSpellingOf(expect.requests[i]?.body, request.body),
    })),
    page_count: pagesRead.read.length,
    pages_end: pagesRead.end,
    items: Array.isArray(expect.items) ? numbers : {
      count: numbers.length,
      in_order: numbers.every((n, i) => n === i),
    },
    items_end: itemsRead.end,
  };
}

/** A query in the order of another: of different names the order is free. */
function inOrderOf(like: [string, string][] = [], query: [string, string][]): [string, string][] {
  const places = like.map(([name]) => name);
  const place = (name: string) => places.includes(name) ? places.indexOf(name) : places.length;
  return query.toSorted(([a], [b]) => place(a) - place(b));
}

/** A body as another is spelled, if it says the same: the order of its members is free. */
function inSpellingOf(like: string | undefined, body: string | undefined): { body?: string } {
  if (body === undefined) return {};
  const isSame = like !== undefined && !compare(JSON.parse(like), JSON.parse(body));
  return { body: isSame ? like : body };
}

/** A second reading starts again from the first page. */
async function readTwice(pages: Json[]): Promise<unknown> {
  const service = new PagingService([...pages, ...pages]);
  const listing = service.list("GCSClient", "get_collection_list", [], {});
  const counts = [];
  for (const _ of [1, 2]) counts.push((await readAll(listing.pages())).read.length);
  return { page_counts: counts, requests: service.requests };
}

const TWO_BY_TWO = [
  { DATA: [{ n: 0 }, { n: 1 }], total: 4, has_next_page: true },
  { DATA: [{ n: 2 }, { n: 3 }], total: 4, has_next_page: false },
];

async function callsMade(moments: string[]): Promise<unknown> {
  const service = new PagingService(TWO_BY_TWO);
  const listing = service.list("TransferClient", "task_list", [], {});
  let pages: AsyncGenerator<Json> | undefined;
  const calls = [];
  for (const moment of moments) {
    if (moment === "pages()") pages = listing.pages();
    else if (moment.endsWith("page")) await pages!.next();
    calls.push(service.requests.length);
  }
  return { calls };
}

async function itemsTaken(take: number): Promise<unknown> {
  const service = new PagingService(TWO_BY_TWO);
  const listing = service.list("TransferClient", "task_list", [], {});
  const items = [];
  for await (const item of listing) if (items.push(item.n) === take) break;
  return { items, calls: service.requests.length };
}

async function errorOnSecondPage(): Promise<unknown> {
  const service = new PagingService([
    { data: [{ n: 0 }], marker: "m1", has_next_page: true },
    { status: 403, json: { code: "forbidden", message: "no" } },
  ]);
  const { read, end } = await readAll(
    service.list("GCSClient", "get_collection_list", [], {}).pages(),
  );
  return { page_count: read.length, end };
}

async function notPaginated(method: string): Promise<unknown> {
  const { service, clock } = new PagingService([{}]);
  const { caller, client } = makeClient("TransferClient", service, clock);
  const result = caller.call(client, "TransferClient", [method, ["id"], {}]);
  await result;
  return { is_listing: result instanceof Listing };
}

const STYLES: Record<string, string> = {
  HasNextPaginator: "limit_offset_has_next_page",
  LimitOffsetTotalPaginator: "limit_offset_total",
  MarkerPaginator: "marker",
  NullableMarkerPaginator: "nullable_marker",
  NextTokenPaginator: "next_token",
  LastKeyPaginator: "last_key",
  JSONAPIPaginator: "jsonapi_links_next",
};

/** Pages that tell a style from all others: what leads on in one does not in another. */
function telling(style: PagingStyle): Json[] {
  const key = style.items_key ?? "data";
  const cap = style.max_total_results;
  if (cap !== undefined) {
    // The service never ends by itself.
    const size = style.page_size!;
    const pages = Array.from({ length: Math.ceil(cap / (size - 1)) }, () => ({
      [key]: { rows: size - 1, first_n: 0 },
      ...(style.style.endsWith("total") ? { total: 10 * cap } : { has_next_page: true }),
    }));
    return pages;
  }
  const lead: Json = {
    marker: { marker: "m1", has_next_page: true },
    nullable_marker: { [style.marker_key ?? "marker"]: "m1" },
    next_token: { next_token: "m1" },
    last_key: { last_key: "m1", has_next_page: true },
    jsonapi_links_next: { links: { next: "/x?page%5Bcursor%5D=m1" } },
  }[style.style];
  const end: Json = {
    marker: { marker: "m2", has_next_page: false },
    last_key: { last_key: "m2", has_next_page: false },
  }[style.style] ?? {};
  return [{ [key]: [{ n: 0 }], ...lead }, { [key]: [{ n: 1 }], ...end }];
}

/** Which of the methods of a client page as the table says, seen from what they ask for. */
async function table(client: string, expected: Record<string, Json>): Promise<unknown> {
  const found: Record<string, Json> = {};
  const methods = inventory.clients.find((entry) => entry.client === client)!.methods;
  for (const method of methods) {
    const claimed = expected[method.name];
    const style: PagingStyle = claimed
      ? { ...claimed, style: STYLES[claimed.style] }
      : { style: "marker", items_key: "DATA" };
    const pages = telling(style);
    const service = new PagingService(pages);
    const call = [method.name, sampleArguments(method), sampleKwargs(method)] as const;
    if (claimed) {
      const listing = service.list(client, ...call);
      const { read, end } = await readAll(listing);
      const unfolded = pages.map(unfold);
      const plan = walk(style, [], unfolded);
      const items = unfolded.slice(0, plan.pages)
        .flatMap((page: Json) => page[style.items_key ?? "data"]);
      const asPlanned = !end && read.length === items.length &&
        JSON.stringify(service.requests.map((request) => sorted(pagingOf(request, style)))) ===
          JSON.stringify(plan.queries.map(sorted));
      found[method.name] = asPlanned ? claimed : { pages_otherwise: service.requests, end };
    } else {
      const other = await outcomeOf(() => service.list(client, ...call)).catch(() => undefined);
      // A list in one page may be a Listing too, if it asks for no other page.
      if (!(other instanceof Listing)) continue;
      await readAll(other);
      if (service.requests.length > 1) found[method.name] = { pages_too: service.requests };
    }
  }
  return { paginated_methods: found };
}

/** Parameters of which a page is requested, beside what the caller searches for. */
function pagingOf({ query, body }: Json, style: PagingStyle): [string, string][] {
  return body ? askedIn(JSON.parse(body), style) : query.filter(([name]: [string]) => name !== "q");
}

function sorted(query: [string, string][]) {
  return [...query].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
}

export function instead({ id, input, expect }: Vector): Instead | undefined {
  if (id.startsWith("paging/not-paginated/")) {
    return {
      reason:
        "there is no `paginated`: a method that lists returns a Listing, all others a promise",
      expect: { is_listing: false },
    };
  }
  if (id.startsWith("paging/reuse/")) {
    const once = expect.requests.slice(0, input.pages.length);
    return {
      reason: "each reading of a listing starts from its first page",
      expect: { ...expect, requests: [...once, ...once] },
    };
  }
  if (!input.pages) return undefined;
  const method = inventory.clients.find((entry) => entry.client === input.client)?.methods
    .find((entry) => entry.name === input.method);
  if (!method?.paginated || !expect.requests[0]) return undefined;
  if (expect.requests[0].body) return insteadByPost(input, expect, method.paginated);
  const given = { ...input.kwargs, ...input.kwargs.query_params };
  const asked: [string, string][] = expect.requests[0].query
    .filter(([name]: [string]) => !["limit", "offset"].includes(name));
  for (const name of ["limit", "offset"]) {
    if (given[name] != null) asked.push([name, String(given[name])]);
  }
  const pages = input.pages.map(unfold);
  const plan = walk(method.paginated, asked, pages);
  const key = method.paginated.items_key ?? "data";
  const numbers = pages.slice(0, plan.pages)
    .flatMap((page: Json) => page[key].map((row: Json) => row.n));
  const { method: verb, path } = expect.requests[0];
  const end = { raises: plan.fails };
  return {
    reason: "`limit` and `offset` of the caller are honored, pages that do not advance end in a" +
      " PaginationError, and JSON:API lists are read by item too",
    expect: {
      requests: plan.queries.map((query, i) => ({
        method: verb,
        path,
        query: inOrderOf(expect.requests[i]?.query, query),
      })),
      page_count: plan.pages,
      ...(plan.fails ? { pages_end: end } : {}),
      items: Array.isArray(expect.items)
        ? numbers
        : { count: numbers.length, in_order: numbers.every((n: number, i: number) => n === i) },
      ...(plan.fails ? { items_end: end } : {}),
    },
  };
}

/** Pages that are requested by POST. */
function insteadByPost(input: Json, expect: Json, style: PagingStyle): Instead {
  const version = input.method === "post_search" ? { "@version": "query#1.0.0" } : {};
  const body = { ...version, ...input.args[1], ...input.kwargs };
  const pages = input.pages.map(unfold);
  const plan = walk(style, askedIn(body, style), pages);
  const numbers = pages.slice(0, plan.pages)
    .flatMap((page: Json) => page[style.items_key!].map((row: Json) => row.n));
  const end = plan.fails ? { raises: plan.fails } : undefined;
  return {
    reason: [
      "`limit` and `offset` of a query are honored, and pages that do not advance end in a" +
      " PaginationError",
      "a query names its version (`@version`)",
    ],
    expect: {
      requests: bodiesOf(plan, body, pages).map((body, i) => ({
        ...expect.requests[0],
        ...inSpellingOf(expect.requests[i]?.body, pythonJson(body)),
      })),
      page_count: plan.pages,
      ...(end ? { pages_end: end } : {}),
      items: Array.isArray(expect.items)
        ? numbers
        : { count: numbers.length, in_order: numbers.every((n: number, i: number) => n === i) },
      ...(end ? { items_end: end } : {}),
    },
  };
}
