import { PaginationError } from "./errors.ts";
import type { Paging } from "./listing.ts";
import type { QueryParams } from "./query.ts";

/** A page: any document. */
type Page = object;

function field(page: Page, name: string): unknown {
  return (page as Record<string, unknown>)[name];
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" || typeof value === "string" ? Number(value) || 0 : otherwise;
}

/** For a list that comes in one page, however long it is. */
export const onePage: Paging<Page> = {
  start: (asked) => asked,
  next: () => undefined,
  maxBodyBytes: 64 * 1024 * 1024,
};

/** Settings of {@link offsetPaging}. */
export interface OffsetPaging {
  /** Items a page, if the caller gives no `limit`. */
  pageSize: number;
  /** Items after which the service ends the listing, however many there are. */
  maxTotalResults: number;
  /** The page's field that holds its items. */
  itemsKey: string;
  /** The page's field that says whether there is more: a boolean, or the total number of items. */
  more: "has_next_page" | "total";
  /** The page's field that says how many results it stands for. @default the number of its items */
  countKey?: string;
}

/**
 * Paging by `offset` and `limit`, where several pages can be requested at the same time. A caller's
 * `limit` is the page size, and a caller's `offset` is where the listing begins.
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
    // A page that is not full is the last.
    if (end(page, query) - offsetOf(query) < limitOf(query)) return false;
    throw new PaginationError(
      "Cannot continue the listing: the page does not say how many items there are",
    );
  };
  return {
    start: (asked) => ({ ...asked, limit: limitOf(asked) }),
    next(page, query) {
      if (!hasMore(page, query)) return undefined;
      if (end(page, query) === offsetOf(query)) {
        throw new PaginationError(
          "Cannot continue the listing: the service promises more than it sends",
        );
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
      // A service can say that there is no next page because it would refuse to send it.
      return reached >= maxTotalResults &&
        (numberOf(field(page, "total"), 0) > reached || hasMore(page, query));
    },
  };
}

/** Settings of {@link markerPaging}. */
interface MarkerPaging {
  /** The page's field with the marker, and the query parameter that takes it. */
  marker: string;
  /** Name of the query parameter. @default {marker} */
  parameter?: string;
  /** The page's field that says whether there is more. @default there is more if there is a marker */
  more?: string;
  /** Decoded bytes of a page above which it is refused. @default {8_388_608} */
  maxBodyBytes?: number;
}

/** Paging by a marker in each page, which requests the next page. It is a value, not a link. */
export function markerPaging(settings: MarkerPaging): Paging<Page> {
  return {
    maxBodyBytes: settings.maxBodyBytes,
    start: (asked) => asked,
    next(page, query) {
      const marker = field(page, settings.marker);
      if (settings.more ? !field(page, settings.more) : marker == null) return undefined;
      if (marker === "" || typeof marker !== "string" && typeof marker !== "number") {
        throw new PaginationError(
          "Cannot continue the listing: a page promises more but gives no marker",
        );
      }
      return { ...query, [settings.parameter ?? settings.marker]: marker };
    },
  };
}

/**
 * Paging of JSON:API: the query of `links.next` replaces the caller's. Only the query of that link is
 * used, so that a page cannot send a token to another address.
 */
export const jsonApiPaging: Paging<Page> = {
  start: (asked) => asked,
  next(page) {
    const links = field(page, "links");
    const link = typeof links === "object" && links !== null ? field(links, "next") : undefined;
    if (typeof link !== "string" || link === "") return undefined;
    if (!URL.canParse(link, "https://any.invalid")) {
      throw new PaginationError("Cannot continue the listing: a page's next link is not a URL");
    }
    const query: Record<string, string[]> = Object.create(null);
    for (const [name, value] of new URL(link, "https://any.invalid").searchParams) {
      if (value !== "") (query[name] ??= []).push(value);
    }
    return query;
  },
};
