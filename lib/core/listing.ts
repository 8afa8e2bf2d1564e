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
}

/** How a {@link Listing} reads ahead. */
export interface ListingOptions {
  /**
   * Pages asked for before the reader gets to them. Where a service pages by offset they are under
   * way at the same time. @default {0}
   */
  prefetch?: number;
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
}

/** Pages in a row that may be empty, although more are promised. */
const maxEmptyPages = 10;

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

  /** Used by service clients. */
  constructor(source: ListingSource<Item, Page>) {
    this.#source = source;
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
   * @param options `max`: items after which to stop. @default {Infinity}
   */
  async toArray(options: { max?: number } = {}): Promise<Item[]> {
    const max = options.max ?? Infinity;
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
      let page = await reading.next();
      while (page) {
        yield page;
        // A page that is done with must not be held while the next one comes.
        page = undefined;
        page = await reading.next();
      }
      this.#truncated = reading.truncated;
    } finally {
      reading.end();
    }
  }

  /** The items, page by page. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void> {
    // By hand: yield* costs several turns of the event loop an item.
    const pages = this.pages();
    let page: readonly Item[] = [];
    let at = 0;
    let pending: Promise<IteratorResult<Item, void>> | undefined;
    const turn = async (): Promise<IteratorResult<Item, void>> => {
      while (at >= page.length) {
        page = [];
        at = 0;
        const { done, value } = await pages.next();
        if (done) return { done, value: undefined };
        try {
          page = this.#items(value);
        } catch (error) {
          await pages.return();
          throw error;
        }
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
    return {
      next,
      async return() {
        await pages.return();
        return { done: true, value: undefined };
      },
    };
  }
}

/** One walk over the pages. */
class Reading<Item, Page extends object> {
  readonly #source: ListingSource<Item, Page>;
  readonly #ahead = new Map<string, Promise<Page>>();
  readonly #asked = new Set<string>();
  /** Ends what was asked for ahead, with the reading as with the caller's signal. */
  readonly #stop: AbortController | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.#stop!.abort(this.#source.signal!.reason);
  #query: QueryParams | undefined;
  #emptyPages = 0;
  #fault: unknown;
  /** Whether the service ended the listing although there was more. */
  truncated = false;

  constructor(source: ListingSource<Item, Page>) {
    this.#source = source;
    this.#query = source.paging.start(source.query);
    const { prefetch = 0, signal } = source;
    if (prefetch > 0) {
      this.#stop = new AbortController();
      signal?.addEventListener("abort", this.#onAbort);
    }
    this.#signal = this.#stop?.signal ?? signal;
  }

  /** The next page; undefined after the last. */
  async next(): Promise<Page | undefined> {
    const { paging, items, fetch, signal } = this.#source;
    const query = this.#query;
    // The reader gets all that came before the fault.
    if (this.#fault) throw this.#fault;
    if (!query) return undefined;
    signal?.throwIfAborted();
    const key = JSON.stringify(query);
    if (this.#asked.has(key)) {
      throw new PaginationError("Cannot go on listing: the service repeats a page's marker");
    }
    this.#asked.add(key);
    const page = await (this.#ahead.get(key) ?? fetch(query, this.#signal));
    this.#ahead.delete(key);
    this.#emptyPages = items(page)?.length ? 0 : this.#emptyPages + 1;
    try {
      if (this.#emptyPages > maxEmptyPages) {
        throw new PaginationError("Cannot go on listing: the service sends only empty pages");
      }
      this.#query = paging.next(page, query);
      if (this.#query) this.#askAhead(this.#query, page);
      else this.truncated = paging.isCut?.(page, query) ?? false;
    } catch (error) {
      this.#fault = error;
    }
    return page;
  }

  #askAhead(next: QueryParams, page: Page): void {
    const { paging, fetch, prefetch = 0 } = this.#source;
    for (let i = 0; i < prefetch; i++) {
      const query = i === 0 ? next : paging.ahead?.(next, i, page);
      const key = query && JSON.stringify(query);
      if (!key || this.#ahead.has(key)) continue;
      const promise = fetch(query, this.#signal);
      // Whoever gets to this page sees the error; nobody may.
      promise.catch(() => {});
      this.#ahead.set(key, promise);
    }
  }

  /** Lets go of what was asked for ahead. */
  end(): void {
    this.#source.signal?.removeEventListener("abort", this.#onAbort);
    this.#stop?.abort();
  }
}
