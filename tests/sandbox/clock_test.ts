import { assert, assertEquals } from "@std/assert";
import {
  fixedClock,
  isoMicros,
  isoSeconds,
  parseTime,
  realClock,
} from "../../lib/sandbox/clock.ts";

Deno.test("fixedClock() stands still until it is advanced", () => {
  const clock = fixedClock(1000);
  assertEquals(clock.now(), 1000);
  clock.advance(500);
  assertEquals(clock.now(), 1500);
});

Deno.test("fixedClock().sleep() ends when the clock has come far enough, or at an abort", async () => {
  const clock = fixedClock();
  const order: string[] = [];
  const later = clock.sleep(200).then(() => order.push("later"));
  const sooner = clock.sleep(100).then(() => order.push("sooner"));
  clock.advance(100);
  await sooner;
  assertEquals(order, ["sooner"]);
  clock.advance(100);
  await later;
  await clock.sleep(1e9, AbortSignal.abort());
});

Deno.test("realClock() runs with the real time plus what it was advanced", async () => {
  const clock = realClock();
  clock.advance(86_400_000);
  const ahead = clock.now() - Date.now();
  assert(ahead > 86_399_000 && ahead < 86_401_000);
  await clock.sleep(1e9, AbortSignal.abort());
});

Deno.test("isoMicros() and isoSeconds() write times as Globus does", () => {
  const ms = Date.UTC(2022, 8, 21, 17, 10, 14, 270);
  assertEquals(isoMicros(ms), "2022-09-21T17:10:14.270000+00:00");
  assertEquals(isoSeconds(ms), "2022-09-21T17:10:14+00:00");
});

Deno.test("parseTime() reads times without a zone as UTC", () => {
  const noon = Date.UTC(2026, 0, 15, 12);
  for (const text of ["2026-01-15 12:00:00", "2026-01-15T12:00:00Z", "2026-01-15T13:00:00+01:00"]) {
    assertEquals(parseTime(text), noon, text);
  }
  assertEquals(parseTime("2026-01-15"), noon - 12 * 3_600_000);
  assert(Number.isNaN(parseTime("soon")));
});
