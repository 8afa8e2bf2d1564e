import { isDate } from "./guards.ts";

/** Matches a date, with or without time and zone, as ISO 8601 and Python write it. */
const WRITTEN =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i;

/**
 * Whether a string is a date that exists, with or without a time and a zone.
 *
 * @example Usage
 * ```ts
 * import { assert } from "@std/assert";
 * assert(isTime("2023-11-14T22:13:20.000000+00:00"));
 * assert(!isTime("2023-02-30"));
 * ```
 */
export function isTime(text: string): boolean {
  const [, date, hour = "00", minute = "00", second = "00"] = WRITTEN.exec(text) ?? [];
  // Engines differ in the zones that they parse, and turn February 30 into March 2.
  const time = new Date(`${date}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
}

/** Whether a string is a date with a time, to the minute or finer, and a zone. */
function isInstant(text: string): boolean {
  const [, , , minute, , zone] = WRITTEN.exec(text) ?? [];
  return minute !== undefined && zone !== undefined && isTime(text);
}

/**
 * Encodes a time. A string without a zone is refused: the caller and the service may read it as times
 * in different zones, so that a deadline could be hours off.
 *
 * @example Usage
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * assertEquals(timeText("deadline", new Date(0)), "1970-01-01T00:00:00.000Z");
 * assertThrows(() => timeText("deadline", "2026-12-01"), RangeError);
 * ```
 *
 * @param name Name of the parameter, for the error.
 * @param time A `Date` of any realm, a string with a zone, null or undefined.
 * @returns A `Date` as ISO 8601 in UTC; any other value unchanged.
 * @throws {RangeError} If the value is another one, or not a valid time.
 */
export function timeText(name: string, time: unknown): string | null | undefined {
  if (time == null) return time as null | undefined;
  const text = isDate(time) && !Number.isNaN(time.getTime()) ? time.toISOString() : time;
  if (typeof text === "string" && isInstant(text)) return text;
  throw new RangeError(
    `Cannot send ${name}: give a Date, or a string with a zone such as 2026-12-01T09:30:00Z`,
  );
}

/** A begin and an end, of which one may be `""`; or a string that joins them with a comma. */
export type TimeRange = string | readonly (string | Date)[];

/**
 * Encodes a range of times: two times joined with a comma. One of them may be empty, which means no
 * limit on that side.
 *
 * @param name Name of the parameter, for the error.
 * @param range Two times, or a string that joins them with a comma.
 * @throws {RangeError} If the range does not consist of two times, or a time has no zone.
 */
export function timeRange(name: string, range: TimeRange | null | undefined): string | undefined {
  if (range == null) return undefined;
  const times: readonly unknown[] = typeof range === "string" ? range.split(",") : range;
  const texts = Array.isArray(times)
    ? times.map((time) => (time ?? "") === "" ? "" : timeText(name, time))
    : [];
  if (texts.length !== 2 || !texts.join("")) {
    throw new RangeError(`Cannot send ${name}: give two times, [from, to]; one may be ""`);
  }
  return texts.join();
}
