import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import type { Fault } from "./definition.ts";
import { invalid } from "./errors.ts";

/** A part of a list. */
export interface Page<T> {
  /** The items of this page. */
  items: T[];
  /** How many it holds at most. */
  limit: number;
  /** What leads to the next page; null on the last. */
  marker: string | null;
}

/** How a list is cut into pages. */
export interface PageRules {
  /** The parameter that chooses the size. @default {"per_page"} */
  size?: string;
  /** Items a page, where the caller does not choose. @default {20} */
  usual?: number;
  /** Items a page at most. @default {100} */
  most?: number;
}

/**
 * Refuses a value of the query (422).
 *
 * @param name The parameter.
 * @param msg What is wrong, in a sentence.
 */
export function invalidQuery(context: Context, name: string, msg: string): Error {
  const fault: Fault = { loc: ["query", name], msg, type: "value_error" };
  return invalid(context, [fault]);
}

/**
 * The query of a list: that of the first page, which a marker carries along. What else is sent with
 * a marker is ignored.
 */
export function listQuery(context: Context): URLSearchParams {
  const { query } = context;
  const marker = query.get("marker") ?? query.get("pagination_token");
  if (marker === null) return query;
  try {
    const known: unknown = JSON.parse(atob(marker));
    if (Array.isArray(known) && known.every((one) => typeof one === "string")) {
      const [offset, text] = known;
      const first = new URLSearchParams(text);
      first.set("offset", offset);
      return first;
    }
  } catch { // Not a marker of ours.
  }
  throw invalidQuery(context, "marker", "The marker is not known");
}

function wholeNumber(
  context: Context,
  query: URLSearchParams,
  name: string,
  { usual, least, most }: { usual: number; least: number; most: number },
): number {
  const text = query.get(name);
  if (text === null) return usual;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw invalidQuery(context, name, `ensure this value is from ${least} to ${most}`);
  }
  return value;
}

/** Cuts a page out of a list, as the query asks for. */
export function pageOf<T>(
  context: Context,
  query: URLSearchParams,
  all: readonly T[],
  rules: PageRules = {},
): Page<T> {
  const { size = "per_page", usual = 20, most = 100 } = rules;
  const limit = wholeNumber(context, query, size, { usual, least: 1, most });
  const page = wholeNumber(context, query, "page", { usual: 1, least: 1, most: 1e6 });
  const offset = wholeNumber(context, query, "offset", {
    usual: (page - 1) * limit,
    least: 0,
    most: 1e9,
  });
  const end = offset + limit;
  const first = new URLSearchParams(query);
  for (const name of ["offset", "marker", "pagination_token", "page"]) first.delete(name);
  return {
    items: all.slice(offset, end),
    limit,
    marker: end < all.length ? btoa(JSON.stringify([`${end}`, `${first}`])) : null,
  };
}

/** The fields of a page beside its items. */
export function pageFields({ limit, marker }: Page<unknown>): JsonDocument {
  return { limit, has_next_page: marker !== null, marker };
}

/** The values of a parameter that is a list with commas; `undefined` where it is absent. */
export function commaValues(query: URLSearchParams, name: string): string[] | undefined {
  const values = query.get(name)?.split(",").map((one) => one.trim()).filter(Boolean);
  // The Python SDK sends an empty list as an empty text, and means no condition.
  return values?.length ? values : undefined;
}

/**
 * Sorts by `orderby` (`FIELD [ASC|DESC]`), the first one most.
 *
 * @param orders As given; none leaves the list unchanged.
 * @param read Reads a field; `undefined` for a field that cannot be sorted by.
 */
export function sorted<T>(
  context: Context,
  items: T[],
  orders: readonly string[],
  read: ReadonlyMap<string, (item: T) => string | number>,
): T[] {
  const keys = orders.map((order) => {
    const [field, way = "ASC", ...rest] = order.trim().split(/\s+/);
    const value = read.get(field);
    if (!value || rest.length || !/^(asc|desc)$/i.test(way)) {
      throw invalidQuery(context, "orderby", `"${order}" is not a field and a direction`);
    }
    return { value, sign: /^desc$/i.test(way) ? -1 : 1 };
  });
  return items.sort((a, b) => {
    for (const { value, sign } of keys) {
      const [x, y] = [value(a), value(b)];
      if (x !== y) return x < y ? -sign : sign;
    }
    return 0;
  });
}
