import { assert, assertEquals, assertThrows } from "@std/assert";
import { commaJoin, encodeQuery, type QueryParams } from "../../lib/core/query.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, hostileText, repeated } from "../kit/hostile_text.ts";

/** The fields that a server reads from a query. */
function read(query: string): [string, string][] {
  return [
    ...new URL(`https://things.example/x?${query}#fragment`).searchParams,
  ];
}

const VALUES = [
  "a&b=c",
  "a#b",
  "a+b",
  "a b",
  "100%",
  "%00",
  "%0d%0a",
  "\0",
  "a\nb",
  "a\r\nX-Evil: 1",
  "\t",
  "\x7f",
  "é",
  "e\u0301",
  "😀",
  "\ufeff",
  "\u2028",
  "=",
  "?",
  ";",
  "'\"<>`",
  "https://evil.example/?a=b#c",
  "__proto__",
  "",
];

Deno.test("D6 a server reads every name and value that encodeQuery() wrote unchanged", () => {
  for (const value of VALUES) {
    assertEquals(read(encodeQuery({ a: value, b: "1" })), [["a", value], ["b", "1"]]);
    if (value) {
      assertEquals(read(encodeQuery({ [value]: "1", b: "2" })), [[value, "1"], ["b", "2"]]);
    }
    assertEquals(read(encodeQuery({ a: [value, value] })), [["a", value], ["a", value]]);
  }
});

Deno.test("D6 encodeQuery() writes nothing but plain ASCII", () => {
  for (const value of VALUES) assert(/^a=[\w.*%+-]*$/.test(encodeQuery({ a: value })), value);
});

Deno.test("encodeQuery() leaves out what is absent, and spells numbers and booleans", () => {
  const params = { a: null, b: undefined, c: [], d: 0, e: false, f: [1, true, "x"], g: 1e21 };
  assertEquals(encodeQuery(params), "d=0&e=false&f=1&f=true&f=x&g=1e%2B21");
  assertEquals(encodeQuery(), "");
  assertEquals(encodeQuery(undefined, {}), "");
  assertEquals(encodeQuery({ a: [null, "b", undefined] as unknown as string[] }), "a=b");
});

Deno.test("encodeQuery() uses the last source that has a parameter", () => {
  assertEquals(encodeQuery({ a: "1", b: "2" }, { a: ["3", "4"] }), "a=3&a=4&b=2");
  assertEquals(encodeQuery({ a: "1" }, { a: undefined }), "a=1");
  assertEquals(encodeQuery({ a: "1" }, { a: null }), "");
});

Deno.test("E5 encodeQuery() treats `__proto__` and `constructor` as ordinary names", () => {
  const params: QueryParams = JSON.parse('{"__proto__":"a","constructor":"b","toString":["c"]}');
  assertEquals(encodeQuery(params), "__proto__=a&constructor=b&toString=c");
  assertEquals(encodeQuery({ a: "1" }, params).includes("__proto__=a"), true);
});

Deno.test("commaJoin() joins lists, and returns texts and undefined unchanged", () => {
  assertEquals(commaJoin(["a", "b"]), "a,b");
  assertEquals(commaJoin("a,b"), "a,b");
  assertEquals([commaJoin(null), commaJoin(undefined), commaJoin([])], [undefined, undefined, ""]);
});

Deno.test("commaJoin() refuses other values, and says what it takes", () => {
  for (const value of [5, {}, [5], [null], true]) {
    const join = () => commaJoin(value as unknown as string[]);
    assertThrows(join, TypeError, "a list must be a string array");
  }
});

Deno.test("encodeQuery() refuses values that a query cannot hold, and names the parameter", () => {
  for (const value of [{}, new Date(0), () => 1, Symbol("x"), [{}], ["a", ["b"]]]) {
    const encode = () => encodeQuery({ filter: value as unknown as string });
    assertThrows(encode, TypeError, "Cannot send filter: it is a");
  }
  assertEquals(encodeQuery({ size: 2n ** 64n as unknown as number }), "size=18446744073709551616");
});

Deno.test("D6 100,000 hostile queries are read as they were written, or are refused", () => {
  const random = new SeededRandom(6);
  let refused = 0;
  for (let i = 0; i < 100_000; i++) {
    const params: Record<string, string | string[]> = Object.create(null);
    const expected: [string, string][] = [];
    for (const key of ["a", hostileText(random, 3), hostileText(random, 3)]) {
      if (key in params || /^\d+$/.test(key)) continue;
      const list = Array.from({ length: random.below(3) }, () => hostileText(random));
      params[key] = list.length === 1 && random.chance(50) ? list[0] : list;
      for (const value of list) expected.push([key, value]);
    }
    // UTF-8 cannot represent half of a surrogate pair.
    if (!expected.flat().every((text) => text.isWellFormed())) {
      assertThrows(() => encodeQuery(params), TypeError, "surrogate");
      refused++;
      continue;
    }
    const query = encodeQuery(params);
    assert(/^[\w.*%+&=-]*$/.test(query), query);
    assert(JSON.stringify(read(query)) === JSON.stringify(expected), query);
  }
  assert(refused > 1000 && refused < 50_000, `${refused}`);
});

for (const piece of ["a", "&", "%", "😀", "\ud800"]) {
  Deno.test(`E7 encodeQuery() takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => {
      if (text.isWellFormed()) encodeQuery({ a: text });
      else assertThrows(() => encodeQuery({ a: text }), TypeError);
    });
  });
}

Deno.test("D6 encodeQuery() refuses half of a surrogate pair, in names and values", () => {
  for (const half of ["\ud800", "\udfff", "a\ud83d", "\ude00\ud83d"]) {
    const all: QueryParams[] = [{ q: half }, { q: ["a", half] }, { [half]: "q" }];
    for (const params of all) {
      const error = assertThrows(() => encodeQuery(params), TypeError, "half of a surrogate pair");
      assert(!error.message.includes(half));
    }
  }
  assertEquals(encodeQuery({ q: "😀", "ü": "\ufffd" }), "q=%F0%9F%98%80&%C3%BC=%EF%BF%BD");
});
