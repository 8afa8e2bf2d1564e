import { dateText } from "./item_checks.ts";
import { commaJoin, type QueryValue } from "../../core/query.ts";

/** A filter by fields: all of them must fit, and of a list any value. */
export interface TransferFilterFields {
  /** A value or several, with an operator before it where one is wanted: `~*.txt`, `!a`, `>1024`. */
  readonly [field: string]: string | readonly string[];
}

/**
 * A filter as Transfer knows it: text (`name:~*.txt/size:>1024`), fields
 * (`{ name: "~*.txt", size: ">1024" }`), or a list of either, which must all fit.
 */
export type TransferFilter =
  | string
  | TransferFilterFields
  | readonly (string | TransferFilterFields)[];

/** Order of a list: `name`, `size DESC`, or several, of which the first counts most. */
export type TransferOrder = string | readonly string[];

function filterText(filter: string | TransferFilterFields): string {
  if (typeof filter === "string") return filter;
  return Object.entries(filter)
    .map(([field, value]) => `${field}:${commaJoin(value)}`)
    .join("/");
}

/** A filter as it is sent. */
export function filterQuery(filter: TransferFilter | null | undefined): QueryValue {
  if (filter == null) return filter;
  // `Array.isArray` does not tell readonly lists from objects.
  return filter instanceof Array
    ? filter.map(filterText)
    : filterText(filter as string | TransferFilterFields);
}

/** A switch as Transfer takes it: `1` or `0`. */
export function switchQuery(value: boolean | null | undefined): QueryValue {
  return value == null ? value : value ? 1 : 0;
}

/** Times as a range is sent: joined with commas. */
export function commaDates(
  times: string | readonly (string | Date)[] | null | undefined,
): string | undefined {
  if (times == null || typeof times === "string") return times ?? undefined;
  return times.map((time) => time instanceof Date ? dateText(time) : time).join();
}
