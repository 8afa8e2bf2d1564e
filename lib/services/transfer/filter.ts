import { checkNamed, checkType } from "../../core/arguments.ts";
import type { QueryValue } from "../../core/query.ts";
import { timeText } from "../../core/time.ts";

/** A value of a filter, with an operator before it where one is wanted: `~*.txt`, `!a`, `>1024`. */
export type TransferFilterValue = string | number | Date;

/** A filter by fields: all of them must fit, and of a list any value. */
export interface TransferFilterFields {
  /**
   * A value or several. A value cannot hold `,` or `/`, which separate values and fields. A time
   * (`request_time`, `last_modified`) is a Date, or text with a zone.
   */
  readonly [field: string]:
    | TransferFilterValue
    | readonly TransferFilterValue[]
    | null
    | undefined;
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

/** Fields whose values are times. */
const TIME_FIELD = /_time$|^last_modified$/;

/** A value as it stands in a filter, where nothing can be quoted. */
function valueText(field: string, value: TransferFilterValue): string {
  if (TIME_FIELD.test(field) && value !== "") {
    const operator = typeof value === "string" ? /^[<>=!]*/.exec(value)![0] : "";
    return operator + timeText(field, operator ? `${value}`.slice(operator.length) : value);
  }
  if (typeof value === "number") return `${value}`;
  checkType(field, value, "string");
  if (!/[,/]/.test(value as string)) return value as string;
  throw new RangeError(
    `Cannot filter by ${field}: "," and "/" separate values and fields; an array has several values`,
  );
}

/** A filter as text; undefined where it asks for nothing. */
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
          values.length ? "that is not a field" : "its array is empty"
        }`,
      );
    }
    parts.push(`${field}:${values.map((one) => valueText(field, one)).join()}`);
  }
  return parts.join("/") || undefined;
}

/**
 * A filter as it is sent.
 *
 * @throws {TypeError} If it is neither text nor fields nor an array of them.
 * @throws {RangeError} If a value cannot stand in a filter.
 */
export function filterQuery(filter: TransferFilter | null | undefined): QueryValue {
  if (filter == null) return filter;
  if (!Array.isArray(filter)) return filterText(filter as string | TransferFilterFields);
  return filter.map(filterText).filter((text) => text !== undefined);
}

/** A switch as Transfer takes it: `1` or `0`. */
export function switchQuery(value: boolean | null | undefined): QueryValue {
  return value == null ? value : value ? 1 : 0;
}
