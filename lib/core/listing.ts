import { checkNamed } from "./arguments.ts";
import { PaginationError } from "./errors.ts";
import type { QueryParams } from "./query.ts";

/** How a service pages. `paging.ts` has the styles of Globus. */
export interface Paging<Page> {
  /** Makes the query of the first page from the caller's. */
  start(asked: QueryParams): QueryParams;
  /**
   * Makes the query of the next page.
   *
   * @param page The page before.
   * @param query The query of the page before.
   * @returns Undefined after the last page.
   */
  next(page: Page, query: QueryParams): QueryParams | undefined;
  /**
   * Makes the query of a later page, which is `pages` after the one of `query`.
   *
   * @returns Undefined if there is no such page.
   */
  ahead?(query: QueryParams, pages: number, page: Page): QueryParams | undefined;
  /** Whether the service ends the listing with this page although there is more. */
  isCut?(page: Page, query: QueryParams): boolean;
  /** Size limit of a page in decoded bytes, unless the caller or the client sets another. */
  readonly maxBodyBytes?: number;
}

/** How a {@link Listing} is read. */
export interface ListingOptions {
  /**
   * Pages to request before they are read. If the service pages by offset, these requests run at the
   * same time. @default {0}
   */
  prefetch?: number | undefined;
  /**
   * Items after which the listing ends. (`limit` is the size of a page.) `pages()` ends with the page
   * that reaches it, which stays whole. @default {Infinity}
   *
   * @example The first ten
   * ```ts
   * import { TransferClient } from "@globus-deno/sdk";
   * import { Sandbox } from "@globus-deno/sdk/sandbox";
   *
   * const sandbox = new Sandbox();
   * const authorizer = {
   *   async getAuthorizationHeader() {
   *     const scopes = ["urn:globus:auth:scope:transfer.api.globus.org:all"];
   *     return `Bearer ${(await sandbox.login({ scopes })).access_token}`;
   *   },
   * };
   * const tc = new TransferClient({ ...sandbox.clientOptions, authorizer });
   * let count = 0;
   * for await (const _ of tc.endpointSearch({ filter_fulltext: "data" }, { max: 10 })) count++;
   * console.log(count); // 10
   * ```
   */
  max?: number | undefined;
}

/** What a {@link Listing} reads from. */
export interface ListingSource<Item, Page> extends ListingOptions {
  /** Query parameters of the caller. */
  query: QueryParams;
  /** How the service pages. */
  paging: Paging<Page>;
  /** Finds the items of a page; undefined if the page has none. */
  items(page: Page): readonly Item[] | undefined;
  /** Ends all iterations over the listing. */
  signal?: AbortSignal;
  /** Requests one page. */
  fetch(query: QueryParams, signal?: AbortSignal): Promise<Page>;
  /** Called when an iteration requests a second page although `limit` is small. */
  onSmallPages?(): void | Promise<void>;
}

/** Consecutive pages that may be empty although the service promises more. */
const MAX_EMPTY_PAGES = 10;

/** Pages smaller than this need a request for every few items. */
const SMALL_PAGE_SIZE = 10;
/** Query parameters that set the size of a page, by the names that services use. */
const PAGE_SIZE_NAMES = ["limit", "page_size", "per_page"];

/**
 * The items on all pages of a list. It requests a page only when an iteration needs it, and none
 * after the last item that is taken.
 *
 * @example Usage
 * ```ts
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * const mine = tc.endpointSearch({ filter_scope: "my-endpoints" }); // nothing is sent yet
 *
 * for await (const { display_name } of mine) { // all pages, each when it is needed
 *   console.log(display_name);
 *   break;
 * }
 * console.log((await mine.toArray({ max: 5 })).length, (await mine.first())?.id);
 * for await (const page of mine.pages()) console.log(page.DATA.length);
 * ```
 *
 * @category Helpers
 */
export class Listing<Item, Page extends object = object> implements AsyncIterable<Item> {
  readonly #source: ListingSource<Item, Page>;
  #truncated = false;

  /**
   * Used by service clients.
   *
   * @throws {RangeError} If `max` is not a number.
   */
  constructor(source: ListingSource<Item, Page>) {
    this.#source = source;
    checkMax(source.max);
  }

  /**
   * Whether an iteration ended at a cap of the service although there was more. Then make the query
   * narrower: items beyond the cap cannot be listed.
   */
  get truncated(): boolean {
    return this.#truncated;
  }

  #items(page: Page): readonly Item[] {
    const items = this.#source.items(page);
    if (Array.isArray(items)) return items;
    throw new PaginationError(
      "Cannot continue the listing: the page does not hold a list of items",
    );
  }

  /** Requests one page with the caller's query, to which no paging parameters are added. */
  page(): Promise<Page> {
    return this.#source.fetch(this.#source.query, this.#source.signal);
  }

  /** The first item, or undefined if there is none. */
  async first(): Promise<Item | undefined> {
    for await (const item of this) return item;
  }

  /**
   * The items as an array.
   *
   * @param options `max`: items after which to stop. @default the listing's `max`
   * @throws {RangeError} If `max` is not a number.
   */
  async toArray(options: { max?: number | undefined } = {}): Promise<Item[]> {
    checkNamed("listing.toArray({ max })", options);
    const max = Math.min(checkMax(options.max), checkMax(this.#source.max));
    const all: Item[] = [];
    if (max <= 0) return all;
    for await (const page of this.pages()) {
      for (const item of this.#items(page)) {
        if (all.push(item) >= max) return all;
      }
    }
    return all;
  }

  /**
   * The pages, as the service sends them.
   *
   * @throws {PaginationError} If the service's pages would never end.
   */
  async *pages(): AsyncGenerator<Page, void, void> {
    this.#truncated = false;
    const reading = new Reading(this.#source);
    try {
      // No variable for the page: it would keep the page in memory while the next one comes.
      while (reading.goesOn) yield await reading.nextPage();
      this.#truncated = reading.isCut;
    } finally {
      reading.end();
    }
  }

  /** Iterates over the items of all pages. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void> {
    return new Items(this.#source, {
      itemsOf: (page) => this.#items(page),
      onTruncated: (isCut) => this.#truncated = isCut,
    });
  }
}

/** What {@link Items} needs of its {@link Listing}. */
interface ItemsOf<Item, Page> {
  /** The items of a page, checked. */
  itemsOf(page: Page): readonly Item[];
  /** Called when the iteration begins and when it ends. */
  onTruncated(isCut: boolean): void;
}

/**
 * One iteration over the items. Not a generator: that takes several turns of the event loop for each
 * item, and cannot end before the page that it waits for arrives.
 */
class Items<Item, Page extends object> implements AsyncIterator<Item, void> {
  readonly #source: ListingSource<Item, Page>;
  readonly #listing: ItemsOf<Item, Page>;
  #reading: Reading<Page> | undefined;
  /** Items that are still to be read. */
  #left: number;
  #page: readonly Item[] = [];
  #at = 0;
  #isOver = false;
  /** The last call of `next` that waits for a page. */
  #pending: Promise<IteratorResult<Item, void>> | undefined;

  constructor(source: ListingSource<Item, Page>, listing: ItemsOf<Item, Page>) {
    this.#source = source;
    this.#listing = listing;
    this.#left = checkMax(source.max);
  }

  next(): Promise<IteratorResult<Item, void>> {
    if (this.#at < this.#page.length && !this.#pending) {
      return Promise.resolve({ done: false, value: this.#page[this.#at++] });
    }
    const turn = () => this.#turn();
    const mine = this.#pending ? this.#pending.then(turn, turn) : turn();
    this.#pending = mine;
    const settled = () => {
      if (this.#pending === mine) this.#pending = undefined;
    };
    mine.then(settled, settled);
    return mine;
  }

  return(): Promise<IteratorResult<Item, void>> {
    return Promise.resolve(this.#end());
  }

  #end(): IteratorResult<Item, void> {
    this.#isOver = true;
    this.#page = [];
    this.#reading?.end();
    return { done: true, value: undefined };
  }

  /** Takes the next item, for which it requests a page if it must. */
  async #turn(): Promise<IteratorResult<Item, void>> {
    while (this.#at >= this.#page.length) {
      if (this.#isOver) return this.#end();
      this.#page = [];
      if (!this.#reading) {
        this.#listing.onTruncated(false);
        this.#reading = new Reading(this.#source);
      }
      if (!this.#reading.goesOn) {
        this.#listing.onTruncated(this.#reading.isCut);
        return this.#end();
      }
      try {
        const page = this.#listing.itemsOf(await this.#reading.nextPage());
        this.#page = page.length > this.#left ? page.slice(0, this.#left) : page;
        this.#left -= this.#page.length;
      } catch (error) {
        // An iteration that has ended reports no error.
        if (this.#isOver) return this.#end();
        this.#end();
        throw error;
      }
      if (this.#isOver) return this.#end();
      this.#at = 0;
    }
    return { done: false, value: this.#page[this.#at++] };
  }
}

/** Checks the number of items to read. */
function checkMax(max = Infinity): number {
  if (max <= Infinity) return max;
  throw new RangeError(`Cannot list: max is ${max}, which is not a number`);
}

/** One iteration over the pages, from the first to the last. */
class Reading<Page extends object> {
  readonly #source: ListingSource<unknown, Page>;
  /** Ends requests when the iteration ends, not only when the caller's signal is aborted. */
  readonly #stop = new AbortController();
  readonly #underWay = new Map<string, Promise<Page>>();
  readonly #seen = new Set<string>();
  /** Items that are still to be read. */
  #left: number;
  #query: QueryParams | undefined;
  #empty = 0;
  #fault: unknown;
  #isCut = false;

  constructor(source: ListingSource<unknown, Page>) {
    this.#source = source;
    this.#left = checkMax(source.max);
    this.#query = this.#left > 0 ? source.paging.start(source.query) : undefined;
    source.signal?.addEventListener("abort", this);
  }

  /** Whether there is another page, or an error in place of it. */
  get goesOn(): boolean {
    return this.#query !== undefined || this.#fault !== undefined;
  }

  /** Whether the service ended the listing although there is more. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** The caller's signal was aborted. */
  handleEvent(): void {
    this.#stop.abort(this.#source.signal!.reason);
  }

  /** Ends all requests that are not finished. */
  end(): void {
    this.#source.signal?.removeEventListener("abort", this);
    this.#stop.abort();
  }

  async nextPage(): Promise<Page> {
    // All pages before the fault have been read.
    if (this.#fault) throw this.#fault;
    const { items, signal } = this.#source;
    signal?.throwIfAborted();
    const query = this.#query!;
    const key = JSON.stringify(query);
    if (this.#seen.has(key)) {
      throw new PaginationError("Cannot continue the listing: the service repeats a page's marker");
    }
    this.#seen.add(key);
    if (this.#seen.size === 2 && isSmall(this.#source.query)) await this.#source.onSmallPages?.();
    const page = await (this.#underWay.get(key) ?? this.#fetch(query));
    this.#underWay.delete(key);
    const count = items(page)?.length ?? 0;
    this.#empty = count > 0 ? 0 : this.#empty + 1;
    this.#left -= count;
    this.#query = undefined;
    if (this.#left <= 0) return page;
    try {
      this.#goOn(page, query, count);
    } catch (error) {
      this.#fault = error;
    }
    return page;
  }

  /** Finds the query of the next page, and requests pages ahead. */
  #goOn(page: Page, query: QueryParams, count: number): void {
    const { paging } = this.#source;
    const prefetch = Math.min(this.#source.prefetch ?? 0, Math.ceil(this.#left / (count || 1)));
    if (this.#empty > MAX_EMPTY_PAGES) {
      throw new PaginationError("Cannot continue the listing: the service sends only empty pages");
    }
    const next = this.#query = paging.next(page, query);
    if (!next) {
      this.#isCut = paging.isCut?.(page, query) ?? false;
      return;
    }
    for (let pages = 0; pages < prefetch; pages++) {
      const later = pages === 0 ? next : paging.ahead?.(next, pages, page);
      const key = later && JSON.stringify(later);
      if (!key || this.#underWay.has(key)) continue;
      const promise = this.#fetch(later);
      // The error is rethrown when this page is read; this avoids an unhandled rejection until then.
      promise.catch(() => {});
      this.#underWay.set(key, promise);
    }
  }

  #fetch(query: QueryParams): Promise<Page> {
    return this.#source.fetch(query, this.#stop.signal);
  }
}

function isSmall(query: QueryParams): boolean {
  return PAGE_SIZE_NAMES.some((name) => Number(query[name] ?? Infinity) < SMALL_PAGE_SIZE);
}
