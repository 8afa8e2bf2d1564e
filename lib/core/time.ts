/** A time with its zone, as ISO 8601 and Python write it. */
const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/i;

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
  const isDate = Object.prototype.toString.call(time) === "[object Date]";
  const text = isDate && !Number.isNaN((time as Date).getTime())
    ? (time as Date).toISOString()
    : time;
  // Engines differ in which zones they parse: the rest of the text says whether there is such a time.
  if (
    typeof text === "string" && zoned.test(text) &&
    !Number.isNaN(Date.parse(`${text.slice(0, 10)}T${text.slice(11, 16)}Z`))
  ) return text;
  throw new RangeError(
    `Cannot send ${name}: give a Date, or text with a zone such as 2026-12-01T09:30:00Z`,
  );
}
