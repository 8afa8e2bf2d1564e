import { assert, assertEquals, assertThrows } from "@std/assert";
import { filterQuery, switchQuery } from "../../../lib/services/transfer/filter.ts";
import { matchesPattern } from "../../../lib/services/transfer/name_pattern.ts";
import { countSteps } from "../../kit/steps.ts";

Deno.test("filterQuery() writes text, fields and lists of either", () => {
  assertEquals(filterQuery("name:a"), "name:a");
  assertEquals(filterQuery({ name: ["~*.txt", "!a"], size: ">1" }), "name:~*.txt,!a/size:>1");
  assertEquals(filterQuery(["a:b", { c: "d" }]), ["a:b", "c:d"]);
  assertEquals([filterQuery(null), filterQuery(undefined)], [null, undefined]);
});

Deno.test("switchQuery() writes 1 and 0, and leaves out undefined", () => {
  assertEquals([true, false, null, undefined].map(switchQuery), [1, 0, null, undefined]);
});

Deno.test("filterQuery() takes a Date, or a text with a zone, for a time", () => {
  const at = new Date(Date.UTC(2026, 0, 2));
  const text = "2026-01-02T03:04:05Z";
  assertEquals(
    filterQuery({ request_time: [at, text] }),
    `request_time:${at.toISOString()},${text}`,
  );
  assertEquals(filterQuery({ last_modified: `>=${text}` }), `last_modified:>=${text}`);
  assertEquals(filterQuery({ completion_time: ["", at] }), `completion_time:,${at.toISOString()}`);
  for (const wrong of ["2026-01-02", ">2026-01-02T03:04:05", 5, new Date(NaN), {}, [at, "2026"]]) {
    for (const field of ["request_time", "completion_time", "last_modified"]) {
      const filter = { [field]: wrong as string };
      assertThrows(
        () => filterQuery(filter),
        RangeError,
        "a string with a zone such as 2026-",
        field,
      );
    }
  }
});

Deno.test("filterQuery() refuses separators within values, empty lists and other types", () => {
  for (const value of ["=a,b", "a/b", "~*,x/*", ["a", "b,c"], ["a/b"], []]) {
    assertThrows(() => filterQuery({ name: value }), RangeError, "Cannot filter by");
  }
  for (const field of ["", "name:~*.txt/size", "a,b", "a/b"]) {
    assertThrows(() => filterQuery({ [field]: "x" }), RangeError, "it is not a valid field name");
  }
  const notValues = [true, {}, () => "x", Symbol("x"), [null], [["a"]]];
  for (const value of notValues) {
    assertThrows(() => filterQuery({ name: value } as never), TypeError, "name must be a string");
  }
  for (const filter of [5, true, () => "x", new Map(), new Date(), [5], [["a:b"]], [null]]) {
    assertThrows(
      () => filterQuery(filter as never),
      TypeError,
      'write { filter: { name: "~*.txt" } }',
    );
  }
});

Deno.test("filterQuery() leaves out fields that are undefined, null or empty", () => {
  assertEquals(filterQuery({ name: undefined, size: ">1" }), "size:>1");
  assertEquals(filterQuery({ name: null, size: 1024 }), "size:1024");
  assertEquals([filterQuery({}), filterQuery({ name: undefined })], [undefined, undefined]);
  assertEquals(filterQuery(["a:b", {}, { c: null }]), ["a:b"]);
  assertEquals(filterQuery([]), []);
});

Deno.test("matchesPattern() supports stars and question marks, and nothing else", () => {
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
    assertEquals(matchesPattern(pattern, name), expected, `${pattern} ${name}`);
  }
});

Deno.test("E7 matchesPattern() does little work for many stars", async () => {
  const [pattern, name] = ["a*".repeat(100) + "b", "a".repeat(4000)];
  const steps = await countSteps(() => assertEquals(matchesPattern(pattern, name), false));
  assert(steps < 10 * (pattern.length + name.length), `${steps}`);
});
