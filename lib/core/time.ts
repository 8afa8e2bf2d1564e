import { isDate } from "./guards.ts";

/** A date, with or without time and zone, as ISO 8601 and Python write it. */
const WRITTEN =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i;

/**
 * Whether a text is a date that the calendar has, with or without a time and a zone.
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
  // Engines differ in which zones they parse, and count a day too many to the next month.
  const time = new Date(`${date}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
}

/** Whether it names a minute at least, and its zone. */
function isInstant(text: string): boolean {
  const [, , , minute, , zone] = WRITTEN.exec(text) ?? [];
  return minute !== undefined && zone !== undefined && isTime(text);
}

/**
 * A time as it is sent. A text without a zone is refused: it means one instant to its writer and
 * another to the service, so that a deadline can be hours off.
 *
 * @example Usage
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * assertEquals(timeText("deadline", new Date(0)), "1970-01-01T00:00:00.000Z");
 * assertThrows(() => timeText("deadline", "2026-12-01"), RangeError);
 * ```
 *
 * @param name What the time is for.
 * @param time A `Date`, of any realm, or a text with a zone.
 * @returns A Date in UTC; a text as it is, and so null and undefined.
 * @throws {RangeError} If it is anything else, or not a time.
 */
export function timeText(name: string, time: unknown): string | null | undefined {
  if (time == null) return time as null | undefined;
  const text = isDate(time) && !Number.isNaN(time.getTime()) ? time.toISOString() : time;
  if (typeof text === "string" && isInstant(text)) return text;
  throw new RangeError(
    `Cannot send ${name}: give a Date, or text with a zone such as 2026-12-01T09:30:00Z`,
  );
}

/** Two times, from and to, of which one may be empty; or a text that joins them with a comma. */
export type TimeRange = string | readonly (string | Date)[];

/**
 * A range of times as it is sent: two times, joined with a comma. One of them may be empty, for no
 * limit on that side.
 *
 * @param range Two times, or a text that joins them already.
 * @throws {RangeError} If there are not two, or one has no zone.
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
