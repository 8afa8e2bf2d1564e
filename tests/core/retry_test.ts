import { assert, assertEquals } from "@std/assert";
import { backoffMs, RetryBudget } from "../../lib/core/retry.ts";
import { retryAfterMs } from "../../lib/core/retry_after.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, hostileText, repeated } from "../kit/hostile_text.ts";

const now = Date.UTC(2026, 0, 15, 12);

function httpDate(ms: number) {
  return new Date(ms).toUTCString();
}

function asked(value: string, served?: string): number | undefined {
  const headers = new Headers({ "retry-after": value });
  if (served !== undefined) headers.set("date", served);
  return retryAfterMs(headers, now);
}

Deno.test("R3 retryAfterMs() reads whole seconds", () => {
  assertEquals([asked("0"), asked("5"), asked(" 120 "), asked("007")], [0, 5000, 120_000, 7000]);
  assertEquals(asked("999999999"), 999_999_999_000);
});

Deno.test("R3 retryAfterMs() compares a date with the Date of the response, not with this machine's clock", () => {
  const served = now + 3_600_000;
  assertEquals(asked(httpDate(served + 7000), httpDate(served)), 7000);
  assertEquals(asked(httpDate(served - 7000), httpDate(served)), 0);
  assertEquals(asked(httpDate(now + 7000)), 7000);
  assertEquals(asked(httpDate(now + 7000), "yesterday"), 7000);
});

Deno.test("R3 retryAfterMs() ignores invalid values", () => {
  const nonsense = [
    "",
    " ",
    "-1",
    "-0",
    "+5",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e3",
    "0x10",
    "1_000",
    "1.5",
    "5s",
    "5 s",
    "5;",
    "5, 5",
    "5,5",
    "1000000000",
    "9".repeat(400),
    "\u0665",
    "soon",
    "at Sunday, 06-Nov-94 08:49:37 GMT",
    "MSunday, 06-Nov-94 08:49:37 GMT",
    "at Sun Nov  6 08:49:37 1994",
    "Sun Nov  6 08:49:37 1994 GMT",
    "null",
    "[5]",
    "2026-01-15T12:00:05Z",
    "Thu, 15 Jan 2026 12:00:05",
    "Thu, 15 Jan 2026 12:00:05 PST",
    "Thu, 15 Jan 2026 12:00:05 GMT, 5",
    "Thu, 15 Jan 2026 12:00:05 GMT, Thu, 15 Jan 2026 12:00:05 GMT",
    "Thu, 15 Jan 26 12:00:05 GMT",
    "thu, 15 jan 2026 12:00:05 gmt",
    "Thursday, 15-Jan-2026 12:00:05 GMT",
    "Thu, 15-Jan-26 12:00:05 GMT",
    "Thursday, 15 Jan 2026 12:00:05 GMT",
    "Thursday, 15-Jan-26 12:00:05",
    "Thu Jan 15 12:00:05 2026 GMT",
    "Thu Jan 15 12:00:05 26",
    "Thu Jan 5 12:00:05 2026",
    "Thu Jan 99 12:00:05 2026",
    "Xxx, 99 Yyy 9999 99:99:99 GMT",
    "Thu, 15 Jan 2026 25:00:00 GMT",
  ];
  for (const value of nonsense) {
    const headers = { get: (name: string) => name === "retry-after" ? value : null };
    assertEquals(retryAfterMs(headers as Headers, now), undefined, value);
  }
  assertEquals(retryAfterMs(new Headers(), now), undefined);
});

Deno.test("retryAfterMs() reads the three forms of dates in HTTP", () => {
  // The examples of RFC 9110 section 5.6.7, 7 seconds after their time.
  const then = Date.UTC(1994, 10, 6, 8, 49, 30);
  const forms = [
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Sun Nov 06 08:49:37 1994",
  ];
  for (const value of forms) {
    assertEquals(retryAfterMs(new Headers({ "retry-after": value }), then), 7000, value);
    for (const date of forms) {
      const headers = new Headers({ "retry-after": value, date });
      assertEquals(retryAfterMs(headers, now), 0, `${value} at ${date}`);
    }
  }
});

Deno.test("a year of two digits is the nearest year with these digits", () => {
  const years: [nowYear: number, digits: string, year: number][] = [
    [2026, "26", 2026],
    [2026, "27", 2027],
    [2026, "75", 2075],
    [2026, "77", 1977],
    [2099, "99", 2099],
    [2099, "00", 2100],
    [2100, "99", 2099],
  ];
  for (const [nowYear, digits, year] of years) {
    const at = Date.UTC(nowYear, 5, 15);
    const headers = new Headers({ "retry-after": `Monday, 16-Jun-${digits} 00:00:00 GMT` });
    const expected = Math.max(0, Date.UTC(year, 5, 16) - at);
    assertEquals(retryAfterMs(headers, at), expected, `${digits} in ${nowYear}`);
  }
});

Deno.test("R3 retryAfterMs() ignores a repeated header", () => {
  const headers = new Headers([["retry-after", "1"], ["retry-after", "1"]]);
  assertEquals(retryAfterMs(headers, now), undefined);
});

Deno.test("R3 retryAfterMs() of 100,000 hostile headers is a sensible time or none", () => {
  const random = new SeededRandom(3);
  const parts = ["5", "0", "9999999999", "Thu", ", ", "15 Jan 2026", " 12:00:05", " GMT", "-", "."];
  const dates = [
    httpDate(now + 5000),
    "Thursday, 15-Jan-26 12:00:05 GMT",
    "Thu Jan 15 12:00:05 2026",
  ];
  let sensible = 0;
  for (let i = 0; i < 100_000; i++) {
    let value = "";
    if (random.chance(30)) {
      // A good date with one character changed.
      const date = random.pick(dates);
      const at = random.below(date.length);
      value = date.slice(0, at) + String.fromCharCode(random.below(128)) + date.slice(at + 1);
    } else if (random.chance(70)) {
      for (let left = random.below(6); left > 0; left--) value += random.pick(parts);
    } else value = hostileText(random);
    const values: Record<string, string | null> = {
      "retry-after": value,
      date: random.chance(50) ? random.chance(50) ? httpDate(now) : hostileText(random) : null,
    };
    const ms = retryAfterMs({ get: (name: string) => values[name] } as Headers, now);
    if (ms === undefined) continue;
    sensible++;
    assert(Number.isFinite(ms) && ms >= 0 && ms < 3e14, `${value}: ${ms}`);
    // Seconds are used directly, and dates as the time until then.
    if (/^\d+$/.test(value.trim())) assertEquals(ms, Number(value) * 1000);
    else if (/^\w+, \d\d \w+ \d{4} \S+ GMT$/.test(value.trim())) {
      assertEquals(ms, Math.max(0, Date.parse(value) - now), value);
    }
  }
  assert(sensible > 2000 && sensible < 80_000, `${sensible}`);
});

for (const piece of ["5", " ", "5, ", "Thu, 15 Jan 2026 12:00:05 GMT", "A", "\t5"]) {
  Deno.test(`E7 retryAfterMs() takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => {
      const headers = { get: () => text } as unknown as Headers;
      assertEquals(retryAfterMs(headers, now), undefined);
    });
  });
}

Deno.test("R2 backoffMs() doubles from 250 ms, with full jitter, up to its limit", () => {
  assertEquals([1, 2, 3, 4].map((attempt) => backoffMs(attempt, 1)), [250, 500, 1000, 2000]);
  assertEquals([7, 8, 50, 2000].map((attempt) => backoffMs(attempt, 1)), [
    16_000,
    20_000,
    20_000,
    20_000,
  ]);
  assertEquals([backoffMs(3, 0), backoffMs(3, 0.5), backoffMs(9, 1, 100)], [0, 500, 100]);
});

Deno.test("R2 RetryBudget allows 100 repetitions, or 50 after timeouts, and then none", () => {
  for (const [cost, times] of [[5, 100], [10, 50]]) {
    const budget = new RetryBudget();
    let paid = 0;
    while (budget.take(cost)) paid++;
    assertEquals(paid, times);
    assertEquals(budget.take(cost), false);
  }
});

Deno.test("R2 a successful call refills RetryBudget: by its cost, or by 1, and never above 500", () => {
  const budget = new RetryBudget();
  budget.refund(10);
  let paid = 0;
  while (budget.take(5)) paid++;
  assertEquals(paid, 100);
  budget.refund(5);
  assertEquals([budget.take(5), budget.take(5)], [true, false]);
  for (let i = 0; i < 4; i++) budget.refund(0);
  assertEquals(budget.take(5), false);
  budget.refund(0);
  assertEquals(budget.take(5), true);
});
