import { checkNamed } from "./arguments.ts";
import { PaginationError } from "./errors.ts";
import type { QueryParams } from "./query.ts";

/** How a service pages: see `paging.ts` for the styles that Globus has. */
export interface Paging<Page> {
  /** What the first page is asked for with, under what the caller asked. */
  start(asked: QueryParams): QueryParams;
  /**
   * What the page after this one is asked for with; undefined after the last.
   *
   * @param page The page that came.
   * @param query What it was asked for with.
   */
  next(page: Page, query: QueryParams): QueryParams | undefined;
  /** What the page `pages` after `query` will be asked for with, where that can be foretold. */
  ahead?(query: QueryParams, pages: number, page: Page): QueryParams | undefined;
  /** Whether the service ends the listing here although there is more. */
  isCut?(page: Page, query: QueryParams): boolean;
  /** Decoded bytes of a page above which it is refused, where nothing else is said. */
  readonly maxBodyBytes?: number;
}

/** How a {@link Listing} reads ahead. */
export interface ListingOptions {
  /**
   * Pages asked for before the reader gets to them. Where a service pages by offset they are under
   * way at the same time. @default {0}
   */
  prefetch?: number;
  /**
   * Items after which the listing ends, however many there are. (`limit` is the size of a page.)
   * `pages()` ends with the page that reaches it, which stays whole. @default {Infinity}
   */
  max?: number;
}

/** What a {@link Listing} is made of. */
export interface ListingSource<Item, Page> extends ListingOptions {
  /** What the caller asked for. */
  query: QueryParams;
  /** How the service pages. */
  paging: Paging<Page>;
  /** The items of a page; undefined where the service forgot them. */
  items(page: Page): readonly Item[] | undefined;
  /** Ends every reading. */
  signal?: AbortSignal;
  /** Asks for one page. */
  fetch(query: QueryParams, signal?: AbortSignal): Promise<Page>;
  /** Called when a reading goes on to a second page although its pages are small. */
  onSmallPages?(): void;
}

/** Pages in a row that may be empty, although more are promised. */
const maxEmptyPages = 10;

/** Page sizes below this one make a request for every few items. */
const smallPageSize = 10;
/** The parameters that services take the size of a page by. */
const pageSizes = ["limit", "page_size", "per_page"];

/**
 * All items over all pages of what a service lists. It asks for nothing until it is read, and for
 * no page after the last item taken.
 *
 * @example Usage
 * ```ts ignore
 * for await (const endpoint of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(endpoint.display_name);
 * }
 * ```
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
   * True once a reading has ended at a cap of the service while there was more to list. Narrow the
   * question then: what is beyond the cap cannot be had.
   */
  get truncated(): boolean {
    return this.#truncated;
  }

  #items(page: Page): readonly Item[] {
    const items = this.#source.items(page);
    if (Array.isArray(items)) return items;
    throw new PaginationError("Cannot go on listing: the page holds no list of items");
  }

  /** One page, exactly as asked for: no paging parameters are added. */
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
   * @param options `max`: items after which to stop. @default the listing's own
   * @throws {RangeError} If `max` is not a number.
   */
  async toArray(options: { max?: number } = {}): Promise<Item[]> {
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
   * @throws {PaginationError} If the pages would never end.
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

  /** The items, page by page. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void> {
    // By hand: a generator costs several turns of the event loop an item, and does not end before
    // the page under way is there.
    let reading: Reading<Page> | undefined;
    let left = checkMax(this.#source.max);
    let page: readonly Item[] = [];
    let at = 0;
    let isOver = false;
    let pending: Promise<IteratorResult<Item, void>> | undefined;
    const done: IteratorResult<Item, void> = { done: true, value: undefined };
    const end = () => {
      isOver = true;
      page = [];
      reading?.end();
      return done;
    };
    const turn = async (): Promise<IteratorResult<Item, void>> => {
      while (at >= page.length) {
        if (isOver) return done;
        page = [];
        if (!reading) {
          this.#truncated = false;
          reading = new Reading(this.#source);
        }
        if (!reading.goesOn) {
          this.#truncated = reading.isCut;
          return end();
        }
        try {
          page = this.#items(await reading.nextPage());
          if (page.length > left) page = page.slice(0, left);
          left -= page.length;
        } catch (error) {
          // A reader that has left hears of nothing more.
          if (isOver) return done;
          end();
          throw error;
        }
        if (isOver) return end();
        at = 0;
      }
      return { done: false, value: page[at++] };
    };
    const next = (): Promise<IteratorResult<Item, void>> => {
      if (!pending && at < page.length) {
        return Promise.resolve({ done: false, value: page[at++] });
      }
      const mine = pending ? pending.then(turn, turn) : turn();
      pending = mine;
      const settled = () => {
        if (pending === mine) pending = undefined;
      };
      mine.then(settled, settled);
      return mine;
    };
    return { next, return: () => Promise.resolve(end()) };
  }
}

/** The items to read at most. */
function checkMax(max = Infinity): number {
  if (max <= Infinity) return max;
  throw new RangeError(`Cannot list: max is ${max}, which is not a number`);
}

/** One walk over the pages, from the first to the last. */
class Reading<Page extends object> {
  readonly #source: ListingSource<unknown, Page>;
  /** What is under way must end with the reading, not with the caller's signal alone. */
  readonly #stop = new AbortController();
  readonly #underWay = new Map<string, Promise<Page>>();
  readonly #seen = new Set<string>();
  /** Items to be read still. */
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

  /** Whether there is another page, or something to be said in place of it. */
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

  /** Ends what is under way. */
  end(): void {
    this.#source.signal?.removeEventListener("abort", this);
    this.#stop.abort();
  }

  async nextPage(): Promise<Page> {
    // The reader got all that came before the fault.
    if (this.#fault) throw this.#fault;
    const { items, signal } = this.#source;
    signal?.throwIfAborted();
    const query = this.#query!;
    const key = JSON.stringify(query);
    if (this.#seen.has(key)) {
      throw new PaginationError("Cannot go on listing: the service repeats a page's marker");
    }
    this.#seen.add(key);
    if (this.#seen.size === 2 && isSmall(this.#source.query)) this.#source.onSmallPages?.();
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

  /** Finds out what comes after a page, and asks for as much of it as is to be read ahead. */
  #goOn(page: Page, query: QueryParams, count: number): void {
    const { paging } = this.#source;
    const prefetch = Math.min(this.#source.prefetch ?? 0, Math.ceil(this.#left / (count || 1)));
    if (this.#empty > maxEmptyPages) {
      throw new PaginationError("Cannot go on listing: the service sends only empty pages");
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

const isSmall = (query: QueryParams): boolean =>
  pageSizes.some((name) => Number(query[name] ?? Infinity) < smallPageSize);
