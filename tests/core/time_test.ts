import { assert, assertEquals, assertThrows } from "@std/assert";
import { runInNewContext } from "node:vm";
import { timeRange, timeText } from "../../lib/core/time.ts";

Deno.test("timeText() writes a Date of any realm in UTC, and leaves a text with a zone", () => {
  const at = Date.UTC(2026, 11, 1, 9, 30);
  assertEquals(timeText("deadline", new Date(at)), "2026-12-01T09:30:00.000Z");
  assertEquals(
    timeText("deadline", runInNewContext(`new Date(${at})`)),
    "2026-12-01T09:30:00.000Z",
  );
  for (
    const text of [
      "2026-12-01T09:30:00Z",
      "2026-12-01T09:30Z",
      "2026-12-01T09:30:00.123456+00:00",
      "2026-12-01 09:30:00+00:00",
      "2026-12-01t09:30:00z",
      "2026-12-01T09:30:00-0500",
      "2026-12-01T09:30:00+01",
    ]
  ) assertEquals(timeText("deadline", text), text);
  assertEquals([timeText("deadline", null), timeText("deadline", undefined)], [null, undefined]);
});

Deno.test("timeText() refuses times without a zone, and what is not a time", () => {
  for (
    const wrong of [
      "2026-12-01T09:30:00",
      "2026-12-01",
      "2026-12-01 09:30",
      "09:30:00Z",
      "2026-13-01T09:30:00Z",
      "2026-12-01T99:30:00Z",
      "12/01/2026 09:30 UTC",
      "tomorrow",
      "",
      "2026-12-01T09:30:00Z\n",
      "2026-12-01T09:30:00Z,2026-12-02T09:30:00Z",
      1_796_117_400,
      1_796_117_400_000,
      0,
      NaN,
      true,
      {},
      [],
      ["2026-12-01T09:30:00Z"],
      () => new Date(),
      new Date(NaN),
      runInNewContext("new Date(NaN)"),
      // Milliseconds times 1000: the year 58,866.
      new Date(1_796_117_400_000_000),
      { toISOString: () => "2026-12-01T09:30:00Z" },
    ]
  ) {
    assertThrows(
      () => timeText("deadline", wrong),
      RangeError,
      "Cannot send deadline: give a Date, or a string with a zone such as 2026-12-01T09:30:00Z",
    );
  }
});

Deno.test("timeRange() joins two times with zones; one side may be open", () => {
  const range = (given: unknown) => timeRange("filter_completion_time", given as string);
  const from = new Date(Date.UTC(2025, 0, 1));
  const to = "2026-01-01T00:00:00+01:00";
  assertEquals(range([from, to]), `2025-01-01T00:00:00.000Z,${to}`);
  assertEquals(range(`${to},2026-01-02 00:00Z`), `${to},2026-01-02 00:00Z`);
  assertEquals([range(["", to]), range(`${to},`)], [`,${to}`, `${to},`]);
  assertEquals([range(null), range(undefined)], [undefined, undefined]);
  for (
    const wrong of [
      "2025-01-01,2026-01-01",
      [from, "2026-01-01"],
      [from, "2026-01-01T00:00:00"],
      [from, new Date(NaN)],
      [from, 5],
      [0, from],
      [from],
      [from, to, to],
      ["", ""],
      ",",
      "",
      [],
      to,
      from,
      5,
      {},
    ]
  ) {
    const error = assertThrows(() => range(wrong), RangeError, "filter_completion_time");
    assert(/Date, or a string with a zone such as 20|\[from, to\]/.test(error.message));
  }
});
