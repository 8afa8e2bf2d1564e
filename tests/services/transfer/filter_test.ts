import { assert, assertEquals } from "@std/assert";
import { commaDates, filterQuery, switchQuery } from "../../../lib/services/transfer/filter.ts";
import { fitsPattern } from "../../../lib/services/transfer/name_pattern.ts";

Deno.test("filterQuery() writes text, fields and lists of either", () => {
  assertEquals(filterQuery("name:a"), "name:a");
  assertEquals(filterQuery({ name: ["~*.txt", "!a"], size: ">1" }), "name:~*.txt,!a/size:>1");
  assertEquals(filterQuery(["a:b", { c: "d" }]), ["a:b", "c:d"]);
  assertEquals([filterQuery(null), filterQuery(undefined)], [null, undefined]);
});

Deno.test("switchQuery() writes 1 and 0, and leaves out what is not given", () => {
  assertEquals([true, false, null, undefined].map(switchQuery), [1, 0, null, undefined]);
});

Deno.test("commaDates() joins times as a range", () => {
  const from = new Date(Date.UTC(2025, 0, 1));
  assertEquals(commaDates([from, "2026-01-01"]), "2025-01-01T00:00:00.000Z,2026-01-01");
  assertEquals([commaDates("a,b"), commaDates(null), commaDates(undefined)], [
    "a,b",
    undefined,
    undefined,
  ]);
});

Deno.test("fitsPattern() knows stars and question marks, and nothing else", () => {
  const fits: [string, string, boolean][] = [
    ["*.h5", "a.h5", true],
    ["*.h5", "a.h5.tmp", false],
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["*a", "baa", true],
    ["[a]", "a", false],
    ["a.c", "abc", false],
    ["**x", "x", true],
    ["?", "*", true],
  ];
  for (const [pattern, name, expected] of fits) {
    assertEquals(fitsPattern(pattern, name), expected, `${pattern} ${name}`);
  }
});

Deno.test("E7 fitsPattern() does not explode on stars", () => {
  const startedAt = performance.now();
  assertEquals(fitsPattern("a*".repeat(100) + "b", "a".repeat(4000)), false);
  assert(performance.now() - startedAt < 50);
});
