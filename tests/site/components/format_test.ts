import { assertEquals } from "@std/assert";
import {
  countText,
  lengthText,
  momentOf,
  sizeText,
  things,
} from "../../../site/components/format.ts";

Deno.test("sizeText() formats three digits in the right unit", () => {
  const sizes: [unknown, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1234, "1.23 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [5_750_000, "5.75 MB"],
    [2 ** 53, "9.01 PB"],
    [1e25, "10,000,000 EB"],
    [-1, "–"],
    [NaN, "–"],
    ["12", "–"],
    [null, "–"],
  ];
  for (const [bytes, text] of sizes) assertEquals(sizeText(bytes), text, `${bytes}`);
});

Deno.test("lengthText() formats the two largest units", () => {
  const lengths: [number, string][] = [
    [0, "0 s"],
    [0.4, "0 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [3_725, "1 h 2 min"],
    [172_800, "2 d"],
    [172_799, "1 d 23 h"],
    [86_405, "1 d"],
  ];
  for (const [seconds, text] of lengths) assertEquals(lengthText(seconds), text, `${seconds}`);
});

Deno.test("momentOf() reads the times of Globus and formats them in UTC", () => {
  assertEquals(momentOf("2023-12-18 16:52:50+00:00"), {
    iso: "2023-12-18T16:52:50.000Z",
    text: "18 Dec 2023, 16:52 UTC",
  });
  assertEquals(momentOf("2024-02-29T23:59:09-02:00", true)?.text, "1 Mar 2024, 01:59:09 UTC");
  for (const other of ["", "soon", "2023-13-45", "9".repeat(41), 12, null, undefined, {}]) {
    assertEquals(momentOf(other), undefined);
  }
});

Deno.test("things() picks the singular or the plural", () => {
  assertEquals(things(1, "file", "files"), "1 file");
  assertEquals(things(0, "file", "files"), "0 files");
  assertEquals(countText(1_234_567), "1,234,567");
});
