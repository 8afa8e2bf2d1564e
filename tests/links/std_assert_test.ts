import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotInstanceOf,
  assertNotMatch,
  assertNotStrictEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
  unimplemented,
  unreachable,
} from "@std/assert";

/** What a call does: its verdict, told without the assertions under test. */
function verdict(fn: () => unknown): string {
  try {
    fn();
    return "holds";
  } catch (error) {
    if (error instanceof AssertionError) return "fails";
    return error instanceof Error ? error.constructor.name : "threw no error";
  }
}

async function verdictOf(fn: () => Promise<unknown>): Promise<string> {
  try {
    await fn();
    return "holds";
  } catch (error) {
    if (error instanceof AssertionError) return "fails";
    return error instanceof Error ? error.constructor.name : "threw no error";
  }
}

/** Throws by hand: a test of assertions does not lean on them. */
function expect(actual: unknown, wanted: unknown, about: string): void {
  if (actual !== wanted) throw new Error(`${about}: ${actual}, not ${wanted}`);
}

class Point {
  #y: number;
  constructor(readonly x: number, y: number) {
    this.#y = y;
  }
  get y(): number {
    return this.#y;
  }
}
class OtherPoint extends Point {}
class Day extends Date {}

function circle(size: number): Record<string, unknown> {
  const ring: Record<string, unknown> = { size };
  ring.self = ring;
  return ring;
}

function shared() {
  return 1;
}

const tag = Symbol("tag");

function bare(fields: object): object {
  return Object.assign(Object.create(null), fields);
}

const alike: [string, unknown, unknown][] = [
  ["NaN", NaN, NaN],
  ["0 and -0", 0, -0],
  ["0 and -0 in a list", [0], [-0]],
  ["records in another order", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["nested records", { a: { b: [1, { c: null }] } }, {
    a: { b: [1, { c: null }] },
  }],
  ["a record without prototype and a plain one", bare({ a: 1 }), { a: 1 }],
  ["symbol keys", { [tag]: 1 }, { [tag]: 1 }],
  ["dates", new Date(7), new Date(7)],
  ["invalid dates", new Date(NaN), new Date(NaN)],
  ["a date and its subclass", new Date(7), new Day(7)],
  ["patterns", /a/gi, /a/gi],
  [
    "addresses",
    new URL("https://a.example/?q=1"),
    new URL("https://a.example/?q=1"),
  ],
  ["queries", new URLSearchParams("a=1&b=2"), new URLSearchParams("a=1&b=2")],
  ["sets in another order", new Set([1, 2]), new Set([2, 1])],
  [
    "sets of records",
    new Set([{ a: 1 }, { b: 2 }]),
    new Set([{ b: 2 }, { a: 1 }]),
  ],
  [
    "maps in another order",
    new Map([["a", [1]], ["b", []]]),
    new Map([["b", []], ["a", [1]]]),
  ],
  ["maps with record keys", new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]])],
  ["a set with NaN", new Set([NaN]), new Set([NaN])],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ["floats", new Float64Array([NaN, 0]), new Float64Array([NaN, -0])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  ["instances with a getter", new Point(1, 2), new Point(1, 2)],
  ["the same function", { f: shared }, { f: shared }],
  ["circles", circle(1), circle(1)],
  ["headers", new Headers({ a: "1" }), new Headers({ a: "1" })],
  ["holes alike", [1, , 3], [1, , 3]], // deno-lint-ignore-line no-sparse-arrays
  ["boxed numbers", Object(1), Object(1)],
  [
    "hidden keys of plain records",
    Object.defineProperty({}, "h", { value: 1 }),
    {},
  ],
];

const unlike: [string, unknown, unknown][] = [
  ["1 and '1'", 1, "1"],
  ["null and undefined", null, undefined],
  ["null and a record", null, {}],
  ["a key that is undefined and no key", { a: undefined }, {}],
  ["two keys that are undefined", { a: undefined }, { b: undefined }],
  ["a hole and undefined", [, 1], [undefined, 1]], // deno-lint-ignore-line no-sparse-arrays
  ["a list and a record", [], {}],
  ["lists of another length", [1], [1, 2]],
  ["symbol keys", { [tag]: 1 }, { [tag]: 2 }],
  ["a symbol key and none", { [tag]: 1 }, {}],
  ["classes", new Point(1, 2), new OtherPoint(1, 2)],
  ["a class and a plain record", new Point(1, 2), { x: 1 }],
  ["a getter's value", new Point(1, 2), new Point(1, 3)],
  ["dates", new Date(7), new Date(8)],
  ["patterns", /a/g, /a/i],
  ["addresses", new URL("https://a.example/"), new URL("https://b.example/")],
  ["sets", new Set([1]), new Set([2])],
  ["sets of records", new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  ["a set and a map", new Set([1]), new Map([[1, 1]])],
  ["map values", new Map([["a", 1]]), new Map([["a", 2]])],
  ["map keys", new Map([["a", undefined]]), new Map([["b", undefined]])],
  ["maps with record keys", new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 2]])],
  ["bytes", new Uint8Array([1]), new Uint8Array([2])],
  ["bytes of another width", new Uint8Array([1]), new Uint16Array([1])],
  ["buffers", new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  ["functions", () => 1, () => 1],
  ["circles", circle(1), circle(2)],
  ["errors", new Error("a"), new TypeError("a")],
  ["errors' messages", new Error("a"), new Error("b")],
  ["numbers and big ones", 1, 1n],
];

for (const [name, a, b] of alike) {
  Deno.test(`assertEquals() takes as equal: ${name}`, () => {
    expect(equal(a, b), true, "equal");
    expect(equal(b, a), true, "equal, turned round");
    expect(verdict(() => assertEquals(a, b)), "holds", "assertEquals");
    expect(verdict(() => assertNotEquals(a, b)), "fails", "assertNotEquals");
  });
}

for (const [name, a, b] of unlike) {
  Deno.test(`assertEquals() takes as different: ${name}`, () => {
    expect(equal(a, b), false, "equal");
    expect(equal(b, a), false, "equal, turned round");
    expect(verdict(() => assertEquals(a, b)), "fails", "assertEquals");
    expect(verdict(() => assertNotEquals(a, b)), "holds", "assertNotEquals");
  });
}

Deno.test("assertEquals() refuses what cannot be listed", () => {
  expect(
    verdict(() => assertEquals(new WeakMap(), new WeakMap())),
    "TypeError",
    "WeakMap",
  );
  expect(
    verdict(() => assertEquals(new WeakSet(), new WeakSet())),
    "TypeError",
    "WeakSet",
  );
  const target = {};
  expect(equal(new WeakRef(target), new WeakRef(target)), true, "WeakRef");
});

Deno.test("assertEquals() shows both values and the caller's words when it fails", () => {
  try {
    assertEquals({ name: "left" }, { name: "right" }, "in the greeting");
  } catch (error) {
    const message = error instanceof AssertionError ? error.message : "";
    for (
      const part of ["Values are not equal: in the greeting", "left", "right"]
    ) {
      expect(message.includes(part), true, part);
    }
    return;
  }
  throw new Error("assertEquals took two greetings as equal");
});

Deno.test("assertStrictEquals() compares by Object.is", () => {
  const list: number[] = [];
  expect(
    verdict(() => assertStrictEquals(list, list)),
    "holds",
    "the same list",
  );
  expect(verdict(() => assertStrictEquals(list, [])), "fails", "another list");
  expect(verdict(() => assertStrictEquals(NaN, NaN)), "holds", "NaN");
  expect(verdict(() => assertStrictEquals(0, -0)), "fails", "0 and -0");
  expect(
    verdict(() => assertNotStrictEquals(list, [])),
    "holds",
    "not: another list",
  );
  expect(
    verdict(() => assertNotStrictEquals(list, list)),
    "fails",
    "not: the same list",
  );
});

const matches: [
  string,
  Record<string, unknown>,
  Record<string, unknown>,
  string,
][] = [
  ["more keys than expected", { a: 1, b: 2 }, { a: 1 }, "holds"],
  ["nothing expected", { a: 1 }, {}, "holds"],
  ["more keys further down", { a: { b: 1, c: 2 } }, { a: { b: 1 } }, "holds"],
  ["more items than expected", { a: [1, 2, 3] }, { a: [1, 2] }, "holds"],
  ["fewer items than expected", { a: [1] }, { a: [1, 2] }, "fails"],
  ["records in a list", { a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, "holds"],
  ["another value", { a: 1 }, { a: 2 }, "fails"],
  ["an absent key", { a: 1 }, { b: 1 }, "fails"],
  [
    "an absent key expected undefined",
    { a: 1 },
    { a: 1, b: undefined },
    "fails",
  ],
  [
    "an instance and a plain record",
    { p: new Point(1, 2) },
    { p: { x: 1 } },
    "holds",
  ],
  ["dates", { d: new Date(1) }, { d: new Date(2) }, "fails"],
  ["patterns", { r: /a/ }, { r: /a/ }, "holds"],
  [
    "maps",
    { m: new Map([["a", 1], ["b", 2]]) },
    { m: new Map([["a", 1]]) },
    "holds",
  ],
  ["sets", { s: new Set([1, 2]) }, { s: new Set([2]) }, "holds"],
  ["sets that lack one", { s: new Set([1]) }, { s: new Set([2]) }, "fails"],
  ["circles", circle(1), circle(1), "holds"],
  ["a record where a number is expected", { a: {} }, { a: 1 }, "fails"],
];

for (const [name, actual, expected, wanted] of matches) {
  Deno.test(`assertObjectMatch() on ${name}: ${wanted}`, () => {
    expect(verdict(() => assertObjectMatch(actual, expected)), wanted, name);
  });
}

Deno.test("assertThrows() checks class and text, and returns the error", () => {
  const thrown = new RangeError("Cannot wait: attempt is 0");
  const throws = () => {
    throw thrown;
  };
  expect(assertThrows(throws), thrown, "what was thrown");
  const error: RangeError = assertThrows(throws, RangeError, "attempt is 0");
  expect(error, thrown, "the error");
  expect(verdict(() => assertThrows(throws, Error)), "holds", "a class above");
  expect(
    verdict(() => assertThrows(throws, TypeError)),
    "fails",
    "another class",
  );
  expect(
    verdict(() => assertThrows(throws, RangeError, "attempt is 1")),
    "fails",
    "another text",
  );
  expect(verdict(() => assertThrows(() => 1)), "fails", "nothing thrown");
  expect(
    verdict(() => assertThrows(() => 1, "in words")),
    "fails",
    "nothing thrown, with words",
  );
  const text = () => {
    throw "text";
  };
  expect(assertThrows(text), "text", "a value that is not an error");
  expect(
    verdict(() => assertThrows(text, Error)),
    "fails",
    "no error where one is expected",
  );
});

Deno.test("assertRejects() checks class and text, and resolves to the error", async () => {
  const reason = new RangeError("Cannot wait: attempt is 0");
  const rejects = () => Promise.reject(reason);
  expect(await assertRejects(rejects), reason, "the reason");
  const error: RangeError = await assertRejects(
    rejects,
    RangeError,
    "attempt is 0",
  );
  expect(error, reason, "the error");
  expect(
    await verdictOf(() => assertRejects(rejects, TypeError)),
    "fails",
    "another class",
  );
  expect(
    await verdictOf(() => assertRejects(rejects, Error, "none")),
    "fails",
    "another text",
  );
  expect(
    await verdictOf(() => assertRejects(() => Promise.resolve())),
    "fails",
    "no rejection",
  );
  const throwing = () => {
    throw reason;
  };
  expect(
    await verdictOf(() => assertRejects(throwing)),
    "fails",
    "thrown at once",
  );
  expect(
    await verdictOf(() => assertRejects(() => Promise.reject("text"), Error)),
    "fails",
    "text",
  );
});

Deno.test("assertIsError() takes a text or a pattern", () => {
  const error = new TypeError("no such key");
  expect(
    verdict(() => assertIsError(error, TypeError, "such")),
    "holds",
    "text",
  );
  expect(
    verdict(() => assertIsError(error, Error, /^no .* key$/)),
    "holds",
    "pattern",
  );
  expect(
    verdict(() => assertIsError(error, RangeError)),
    "fails",
    "another class",
  );
  expect(verdict(() => assertIsError("no such key")), "fails", "no error");
});

Deno.test("assert() and its kin hold and fail as their names say", () => {
  const pairs: [string, () => void, () => void][] = [
    ["assert", () => assert(1), () => assert("")],
    ["assertFalse", () => assertFalse(0), () => assertFalse("0")],
    ["assertExists", () => assertExists(0), () => assertExists(null)],
    [
      "assertMatch",
      () => assertMatch("abc", /b/),
      () => assertMatch("abc", /d/),
    ],
    [
      "assertNotMatch",
      () => assertNotMatch("abc", /d/),
      () => assertNotMatch("abc", /b/),
    ],
    [
      "assertStringIncludes",
      () => assertStringIncludes("abc", "bc"),
      () => assertStringIncludes("abc", "cb"),
    ],
    [
      "assertArrayIncludes",
      () => assertArrayIncludes([1, { a: NaN }, [2]], [{ a: NaN }, [2]]),
      () => assertArrayIncludes([1, { a: NaN }], [{ a: 1 }]),
    ],
    [
      "assertInstanceOf",
      () => assertInstanceOf(new OtherPoint(1, 2), Point),
      () => assertInstanceOf({ x: 1 }, Point),
    ],
    [
      "assertNotInstanceOf",
      () => assertNotInstanceOf({ x: 1 }, Point),
      () => assertNotInstanceOf(new Point(1, 2), Point),
    ],
    ["assertGreater", () => assertGreater(2, 1), () => assertGreater(1, 1)],
    [
      "assertGreaterOrEqual",
      () => assertGreaterOrEqual(1, 1),
      () => assertGreaterOrEqual(0, 1),
    ],
    ["assertLess", () => assertLess(1, 2), () => assertLess(1, 1)],
    [
      "assertLessOrEqual",
      () => assertLessOrEqual(1, 1),
      () => assertLessOrEqual(NaN, 1),
    ],
    [
      "assertAlmostEquals",
      () => assertAlmostEquals(0.1 + 0.2, 0.3),
      () => assertAlmostEquals(1, 2),
    ],
    [
      "assertAlmostEquals, with a tolerance",
      () => assertAlmostEquals(1, 1.4, 0.5),
      () => assertAlmostEquals(1, 1.6, 0.5),
    ],
  ];
  for (const [name, holds, fails] of pairs) {
    expect(verdict(holds), "holds", name);
    expect(verdict(fails), "fails", name);
  }
  for (const never of [fail, unreachable, unimplemented]) {
    expect(verdict(() => never("here")), "fails", never.name);
  }
});

Deno.test("assertExists(), assertInstanceOf() and assertStrictEquals() narrow types", () => {
  const maybe: string | undefined = ["a"].at(0);
  assertExists(maybe);
  const text: string = maybe;
  const unknown: unknown = new Point(1, 2);
  assertInstanceOf(unknown, Point);
  const point: Point = unknown;
  // @ts-expect-error A class takes its own kind of error, not a text.
  const wrong: RangeError = assertThrows(() => fail("here"), AssertionError, "here").message;
  expect(`${text}${point.y}${typeof wrong}`, "a2string", "values");
});
