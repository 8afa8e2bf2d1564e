import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  callPayload,
  ComputeSerializationError,
  decodePayload,
  encodePayload,
  packPayload,
  sourcePayload,
  unpackPayload,
} from "@globus-deno/sdk/compute";
import { exactInteger } from "@globus-deno/sdk/core";
import { seeded } from "../../kit/random.ts";

Deno.test("packPayload() counts characters as Python does, and unpackPayload() takes it apart again", () => {
  assertEquals(packPayload(["a🚀b", "", "\n"]), "3\na🚀b0\n1\n\n");
  const pieces = ["a", "🚀", "é", "\n", "7\n", "\ud800", "\udc00", "", "👩‍💻"];
  for (let seed = 1; seed <= 500; seed++) {
    const random = seeded(seed);
    const text = () =>
      Array.from({ length: Math.floor(random() * 6) }, () => pieces[Math.floor(random() * 9)]).join(
        "",
      );
    const buffers = Array.from({ length: Math.floor(random() * 5) }, text);
    assertEquals(unpackPayload(packPayload(buffers)), buffers, JSON.stringify(buffers));
  }
});

Deno.test("unpackPayload() refuses what is malformed, in a time that grows with its length", () => {
  const wrong = [
    "x",
    "5\nabc",
    "1\n",
    "-1\na",
    "1a\nb",
    "99999999999\na",
    "1\nab",
    " 1\na",
    "2\n🚀",
  ];
  for (const text of [...wrong, 5, null, undefined]) {
    assertThrows(() => unpackPayload(text as string), ComputeSerializationError, "", `${text}`);
  }
  assertEquals(unpackPayload(`3000000\n${"🚀".repeat(3_000_000)}`)[0].length, 6_000_000);
  assertEquals(unpackPayload("1\na".repeat(300_000)).length, 300_000);
});

Deno.test("callPayload() serializes arguments by position and by name, none where none are given", () => {
  assertEquals(unpackPayload(callPayload({})), ["11\n[]", "11\n{}"]);
  assertEquals(
    unpackPayload(
      callPayload({ args: [1, "🚀", null], kwargs: { x: { y: [true] }, z: undefined } }),
    ),
    ['11\n[1,"🚀",null]', '11\n{"x":{"y":[true]}}'],
  );
  assertEquals(encodePayload(new Date(0)), '11\n"1970-01-01T00:00:00.000Z"');
  class Own {
    a = 1;
  }
  assertEquals(encodePayload(new Own()), '11\n{"a":1}');
});

Deno.test("an argument that JSON cannot represent is refused, and never sent as null", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  const wrong = [
    undefined,
    NaN,
    Infinity,
    5n,
    () => 1,
    Symbol("s"),
    new Map(),
    new Set(),
    cycle,
    deep,
  ];
  for (const value of wrong) {
    for (const args of [[value], [{ a: [value] }]]) {
      if (args[0] !== value && value === undefined) continue;
      assertThrows(() => callPayload({ args }), TypeError, "Cannot serialize an argument");
    }
  }
  assertThrows(() => callPayload({ args: "ab" as never }), TypeError, "args is not an array");
  for (const call of [null, "x", [1]]) {
    assertThrows(() => callPayload(call as never), TypeError, "write callPayload");
  }
  assertThrows(() => callPayload({ kwargs: new Map() as never }), TypeError, "write callPayload");
  const shared = { a: 1 };
  assertEquals(encodePayload([shared, shared]), '11\n[{"a":1},{"a":1}]');
});

Deno.test("decodePayload() reads JSON, also beside dill, and keeps large integers exact", () => {
  assertEquals(decodePayload('11\n{"a":[1,null]}'), { a: [1, null] });
  const packed = packPayload(['11\n"both"', "00\ngASVAAAA\n"]);
  assertEquals(decodePayload(`13\n${packed}`), "both");
  const numbers = decodePayload("11\n[9007199254740993]") as number[];
  assertEquals(exactInteger(numbers, 0), 9007199254740993n);
});

Deno.test("decodePayload() names the serializer of Python, and runs nothing", () => {
  const named: [string, string | undefined][] = [
    ["00\ngASVAAAA\n", "DillDataBase64"],
    ["01\ngASV", "DillCode"],
    ["st\nf:def f(): pass", "PureSourceTextInspect"],
    [`13\n${packPayload(["00\ngASV"])}`, "AllDataStrategies"],
    ["11\nNaN", "JSONData"],
    ["11\n", "JSONData"],
    ["zz\nx", undefined],
    ["__\nx", undefined],
    ["10000", undefined],
    ["", undefined],
  ];
  for (const [payload, serializer] of named) {
    const error = assertThrows(() => decodePayload(payload), ComputeSerializationError);
    assertEquals(error.serializer, serializer, payload);
    assert(error.message.startsWith("Cannot read a payload: "), error.message);
    assert(!error.message.includes("gASV"), error.message);
  }
  assertThrows(() => decodePayload(5 as never), ComputeSerializationError, "not a string");
});

Deno.test("sourcePayload() takes source that defines the function, in any way that Python has", () => {
  assertEquals(sourcePayload("f", "def f(): pass"), "18\nst\nf:def f(): pass");
  const good = [
    "def mean(x):\n    return x",
    "import math\n\nasync  def mean (x): ...",
    "if True:\n    def mean(): pass",
    "mean = lambda x: x",
    "mean: object = print",
    "class mean:\n    pass",
    "from statistics import fmean as mean",
    "from statistics import mean, median",
    "import numpy as mean",
  ];
  for (const source of good) assert(sourcePayload("mean", source).includes(source), source);
  assert(sourcePayload("größe", "def größe(): pass"));
  const bad = [
    "",
    "def means(): pass",
    "def mean_2(): pass",
    "x = mean",
    "# def mean",
    "print('mean')",
  ];
  for (const source of [...bad, 5, null]) {
    assertThrows(() => sourcePayload("mean", source as string), TypeError, "does not define");
  }
  for (const name of ["", "2x", "a b", "a.b", "a:b", "f()", "\n", 5, null, undefined]) {
    assertThrows(() => sourcePayload(name as string, "def f(): pass"), TypeError, "name in Python");
  }
});
