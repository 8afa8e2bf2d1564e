import { checkNamed, checkType } from "../../core/arguments.ts";
import type { QueryValue } from "../../core/query.ts";
import { timeText } from "../../core/time.ts";

/** A value of a filter. It can begin with an operator: `~*.txt`, `!a`, `>1024`. */
export type TransferFilterValue = string | number | Date;

/** A filter by fields. All fields must match; a field with several values must match one of them. */
export interface TransferFilterFields {
  /**
   * A value or several. A value cannot hold `,` or `/`, which separate values and fields. A time
   * (`request_time`, `last_modified`) is a Date, or a string with a zone.
   */
  readonly [field: string]:
    | TransferFilterValue
    | readonly TransferFilterValue[]
    | null
    | undefined;
}

/**
 * A filter of Transfer: a string (`name:~*.txt/size:>1024`), fields
 * (`{ name: "~*.txt", size: ">1024" }`), or a list of these, which must all match.
 */
export type TransferFilter =
  | string
  | TransferFilterFields
  | readonly (string | TransferFilterFields)[];

/** Order of a list: a field such as `name` or `size DESC`, or several, the most important first. */
export type TransferOrder = string | readonly string[];

/** Matches fields whose values are times. */
const TIME_FIELD = /_time$|^last_modified$/;

/** Encodes a value of a filter. A filter cannot quote or escape values. */
function valueText(field: string, value: TransferFilterValue): string {
  if (TIME_FIELD.test(field) && value !== "") {
    const operator = typeof value === "string" ? /^[<>=!]*/.exec(value)![0] : "";
    return operator + timeText(field, operator ? `${value}`.slice(operator.length) : value);
  }
  if (typeof value === "number") return `${value}`;
  checkType(field, value, "string");
  if (!/[,/]/.test(value as string)) return value as string;
  throw new RangeError(
    `Cannot filter by ${field}: a value cannot hold "," or "/"; give several values as an array`,
  );
}

/** Encodes a filter as a string; undefined if it is empty. */
function filterText(filter: string | TransferFilterFields): string | undefined {
  if (typeof filter === "string") return filter;
  checkNamed('{ filter: { name: "~*.txt" } }', filter);
  const parts: string[] = [];
  for (const [field, value] of Object.entries(filter)) {
    if (value == null) continue;
    const values: readonly TransferFilterValue[] = Array.isArray(value) ? value : [value];
    if (!values.length || /^$|[:,/]/.test(field)) {
      throw new RangeError(
        `Cannot filter by ${field}: ${
          values.length ? "it is not a valid field name" : "its array is empty"
        }`,
      );
    }
    parts.push(`${field}:${values.map((one) => valueText(field, one)).join()}`);
  }
  return parts.join("/") || undefined;
}

/**
 * Encodes a filter for a query.
 *
 * @throws {TypeError} If the filter is neither a string, nor fields, nor an array of these.
 * @throws {RangeError} If a filter cannot hold a field or a value.
 */
export function filterQuery(filter: TransferFilter | null | undefined): QueryValue {
  if (filter == null) return filter;
  if (!Array.isArray(filter)) return filterText(filter as string | TransferFilterFields);
  return filter.map(filterText).filter((text) => text !== undefined);
}

/** Encodes a boolean for a query as Transfer requires it: `1` or `0`. */
export function switchQuery(value: boolean | null | undefined): QueryValue {
  return value == null ? value : value ? 1 : 0;
}
