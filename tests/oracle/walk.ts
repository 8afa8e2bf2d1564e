/**
 * What a listing should ask for, worked out a second time from the rules of the design: Python's
 * styles of paging, a caller's `limit` and `offset` honored, and no endless loop.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import type { PagingStyle } from "./python.ts";
import { isObject } from "./rule.ts";

/** What a reading of a listing comes to. */
export interface Walk {
  /** The query of each page, with the caller's own parameters in it. */
  queries: [string, string][][];
  /** How many of the pages are read. */
  pages: number;
  /** The error that it ends with, if it does. */
  fails?: "PaginationError" | "InvalidResponseError";
  /** The query of one more page, where the last one given promises it. */
  next?: [string, string][];
}

function withValues(query: [string, string][], values: Record<string, string>): [string, string][] {
  return [
    ...query.filter(([name]) => !(name in values)),
    ...Object.entries(values),
  ];
}

/**
 * Works out a reading of all pages.
 *
 * @param style How the method pages.
 * @param asked The caller's query.
 * @param pages The bodies that the service answers in turn.
 */
export function walk(
  style: PagingStyle,
  asked: [string, string][],
  pages: Json[],
): Walk {
  const queries: [string, string][][] = [];
  const number = (name: string) => {
    const given = asked.find(([key]) => key === name)?.[1];
    return given === undefined || given === "" ? undefined : Number(given);
  };
  const max = style.max_total_results ?? Infinity;
  const size = number("limit") || style.page_size || 0;
  let offset = number("offset") ?? 0;
  let query = style.style.startsWith("limit_offset")
    ? withValues(asked, { limit: String(size) })
    : asked;
  const seen = new Set<string>();
  for (const [index, page] of pages.entries()) {
    const key = JSON.stringify(query);
    const end = (fails?: Walk["fails"]): Walk => ({
      queries,
      pages: index + (fails ? 0 : 1),
      fails,
    });
    if (seen.has(key)) return end("PaginationError");
    seen.add(key);
    queries.push(query);
    const failAfter: Walk = { queries, pages: index + 1, fails: "PaginationError" };
    const list = style.items_key === null ? page.data : page[style.items_key];
    if (!Array.isArray(list) || !list.every(isObject)) return end("InvalidResponseError");
    const items: Json[] = list;
    switch (style.style) {
      case "limit_offset_has_next_page":
      case "limit_offset_total": {
        const count = page[style.advance_by ?? ""];
        const advance = Number.isInteger(count) ? Math.max(0, count) : items.length;
        offset += advance;
        const total = style.style === "limit_offset_total";
        const limit = Number(query.find(([name]) => name === "limit")![1]);
        const isFull = items.length >= limit;
        if (total && typeof page.total !== "number" && isFull) return failAfter;
        const more = total
          ? typeof page.total === "number" && offset < page.total
          : Boolean(page.has_next_page);
        if (!more || offset >= max) return end();
        if (advance === 0) return failAfter;
        query = withValues(query, {
          limit: String(Math.min(size, max - offset)),
          offset: String(offset),
        });
        break;
      }
      case "jsonapi_links_next": {
        const next = page.links?.next;
        if (typeof next !== "string" || next === "") return end();
        query = [...new URL(next, "https://any.invalid").searchParams]
          .filter(([, value]) => value !== "");
        break;
      }
      default: {
        const [field, parameter, flagged] = {
          marker: ["marker", "marker", true],
          nullable_marker: [style.marker_key ?? "marker", "marker", false],
          next_token: ["next_token", "next_token", false],
          last_key: ["last_key", "last_key", true],
        }[style.style] as [string, string, boolean];
        const marker = page[field];
        if (flagged ? !page.has_next_page : marker === undefined || marker === null) {
          return end();
        }
        if (typeof marker !== "number" && typeof marker !== "string" || marker === "") {
          return failAfter;
        }
        query = withValues(query, { [parameter]: String(marker) });
      }
    }
  }
  return { queries, pages: pages.length, next: query };
}

/** The paging parameters of a body, in the form of a query. */
export function askedIn(body: Json, { style }: PagingStyle): [string, string][] {
  const names = style === "marker" ? ["marker"] : ["limit", "offset"];
  return names.filter((name) => body[name] != null)
    .map((name) => [name, String(body[name])]);
}

/**
 * The bodies of a reading whose pages are requested by POST.
 *
 * @param body The caller's body.
 */
export function bodiesOf({ queries }: Walk, body: Json, pages: Json[]): Json[] {
  return queries.map((query, i) => ({
    ...body,
    ...Object.fromEntries(query.map(([name, text]) => {
      if (name !== "marker") return [name, Number(text)];
      return [name, i === 0 ? body.marker : pages[i - 1].marker];
    })),
  }));
}
