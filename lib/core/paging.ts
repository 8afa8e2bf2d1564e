import { PaginationError } from "./errors.ts";
import type { Paging } from "./listing.ts";
import type { QueryParams } from "./query.ts";

/** A page as the paging styles look at it: any document. */
type Page = object;

const field = (page: Page, name: string): unknown => (page as Record<string, unknown>)[name];

const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === "number" || typeof value === "string" ? Number(value) || 0 : otherwise;

/** Settings of {@link offsetPaging}. */
export interface OffsetPaging {
  /** Items a page where the caller does not say. */
  pageSize: number;
  /** Items after which the service ends the listing, however many there are. */
  maxTotalResults: number;
  /** The page's field that holds its items. */
  itemsKey: string;
  /** What tells that there is more: `has_next_page`, or `total`. */
  more: "has_next_page" | "total";
  /** The page's field that says how many results it stands for. @default the number of its items */
  countKey?: string;
}

/**
 * Pages by `offset` and `limit`, which can be asked for all at once. A caller's `limit` is the page
 * size, and a caller's `offset` the beginning.
 */
export function offsetPaging(settings: OffsetPaging): Paging<Page> {
  const { pageSize, maxTotalResults, itemsKey, more, countKey } = settings;
  const offsetOf = (query: QueryParams) => numberOf(query.offset, 0);
  const limitOf = (query: QueryParams) => numberOf(query.limit, pageSize) || pageSize;
  const at = (query: QueryParams, offset: number): QueryParams | undefined => {
    const limit = Math.min(limitOf(query), maxTotalResults - offset);
    return limit > 0 ? { ...query, limit, offset } : undefined;
  };
  const end = (page: Page, query: QueryParams) => {
    const items = field(page, itemsKey);
    const counted = Array.isArray(items) ? items.length : 0;
    const count = countKey === undefined ? counted : field(page, countKey);
    return offsetOf(query) + (Number.isInteger(count) ? Math.max(count as number, 0) : counted);
  };
  const hasMore = (page: Page, query: QueryParams) => {
    const value = field(page, more);
    if (more === "has_next_page") return !!value;
    if (typeof value === "number") return end(page, query) < value;
    // A page with room left is the last.
    if (end(page, query) - offsetOf(query) < limitOf(query)) return false;
    throw new PaginationError("Cannot go on listing: the page does not say how much there is");
  };
  return {
    start: (asked) => ({ ...asked, limit: limitOf(asked) }),
    next(page, query) {
      if (!hasMore(page, query)) return undefined;
      if (end(page, query) === offsetOf(query)) {
        throw new PaginationError("Cannot go on listing: the service promises more than it sends");
      }
      return at(query, end(page, query));
    },
    ahead(query, pages, page) {
      const offset = offsetOf(query) + pages * limitOf(query);
      const total = more === "total" ? numberOf(field(page, more), 0) : Infinity;
      return offset < total ? at(query, offset) : undefined;
    },
    isCut(page, query) {
      const reached = end(page, query);
      // A service may say that there is no next page, because it would not send it.
      return reached >= maxTotalResults &&
        (numberOf(field(page, "total"), 0) > reached || hasMore(page, query));
    },
  };
}

/** Settings of {@link markerPaging}. */
export interface MarkerPaging {
  /** The page's field that leads on, and the query parameter that takes it. */
  marker: string;
  /** The query parameter, if its name differs. */
  parameter?: string;
  /** The page's field that says whether to go on; without it a marker that is there says so. */
  more?: string;
}

/**
 * Pages by a marker that each page gives for the next. The marker is a value, never a link to
 * follow.
 */
export function markerPaging(settings: MarkerPaging): Paging<Page> {
  return {
    start: (asked) => asked,
    next(page, query) {
      const marker = field(page, settings.marker);
      if (settings.more ? !field(page, settings.more) : marker == null) return undefined;
      if (marker === "" || typeof marker !== "string" && typeof marker !== "number") {
        throw new PaginationError("Cannot go on listing: a page promises more but gives no marker");
      }
      return { ...query, [settings.parameter ?? settings.marker]: marker };
    },
  };
}

/**
 * Pages of JSON:API: the query of `links.next` takes the place of the caller's. Only its query is
 * used, so that no page can send a token elsewhere.
 */
export const jsonApiPaging: Paging<Page> = {
  start: (asked) => asked,
  next(page) {
    const links = field(page, "links");
    const link = typeof links === "object" && links !== null ? field(links, "next") : undefined;
    if (typeof link !== "string" || link === "") return undefined;
    if (!URL.canParse(link, "https://any.invalid")) {
      throw new PaginationError("Cannot go on listing: a page's next link is not a URL");
    }
    const query: Record<string, string[]> = Object.create(null);
    for (const [name, value] of new URL(link, "https://any.invalid").searchParams) {
      if (value !== "") (query[name] ??= []).push(value);
    }
    return query;
  },
};
