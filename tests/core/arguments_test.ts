import { assert, assertEquals, assertThrows } from "@std/assert";
import { runInNewContext } from "node:vm";
import {
  checkDocument,
  checkNamed,
  checkType,
  textOrNamed,
  uuidsOf,
} from "../../lib/core/arguments.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";

class Point {
  x = 1;
}

const notPlain = [
  ...[null, "text", "", 5, 0, NaN, true, false, 5n, Symbol("s")],
  ...[[], ["a"], () => {}, class {}, new Point(), new Map(), new Date(), new URLSearchParams()],
  ...[new Headers(), Promise.resolve(), new AbortController().signal, new Error("no")],
];

Deno.test("checkNamed() refuses all but plain objects, and its error shows the correct call", () => {
  checkNamed("list({ limit })", undefined, {}, { limit: 5 }, undefined);
  for (const value of notPlain) {
    for (const given of [[value], [undefined, value], [{}, value]]) {
      const error = assertThrows(() => checkNamed("list({ limit })", ...given), TypeError);
      assertEquals(
        error.message,
        `Cannot call with this ${value === null ? "null" : typeof value}: write list({ limit })`,
      );
    }
  }
});

Deno.test("errors of arguments never show a value: it may be a secret", () => {
  const value = "a-secret-of-a-caller";
  const errors = [
    assertThrows(() => checkNamed("list({ limit })", value), TypeError),
    assertThrows(() => checkType("message", [value], "string"), TypeError),
    assertThrows(() => checkDocument(value), GlobusSDKUsageError),
  ];
  for (const { message } of errors) assert(!message.includes(value), message);
});

Deno.test("textOrNamed() takes a text as one field, if it is the only argument", () => {
  const form = "stat(id, { path })";
  const take = (params: unknown, options?: unknown) =>
    textOrNamed<{ path?: string }>(form, "path", params as string, options);
  assertEquals(take("/a"), { path: "/a" });
  assertEquals(take(""), { path: "" });
  assertEquals(take(undefined), {});
  assertEquals(take({ path: "/a" }, { timeoutMs: 5 }), { path: "/a" });
  // An argument after the text may be meant as params.
  assertThrows(() => take("/a", { limit: 5 }), TypeError, `write ${form}`);
  assertThrows(() => take({}, "/a"), TypeError, `write ${form}`);
  for (const value of notPlain.filter((value) => typeof value !== "string")) {
    assertThrows(() => take(value), TypeError, `write ${form}`);
  }
});

Deno.test("checkType() takes one type, and checks each item of an array", () => {
  checkType("a", "", "string");
  checkType("a", false, "boolean");
  checkType("a", [], "string array");
  checkType("a", ["b"], "string array");
  for (const value of [undefined, null, 5, {}, [], () => "a"]) {
    assertThrows(() => checkType("a", value, "string"), TypeError, "a must be a string");
  }
  for (const value of [undefined, "true", 1, null]) {
    assertThrows(() => checkType("a", value, "boolean"), TypeError, "a must be a boolean");
  }
  for (const value of ["b", [5], ["b", null], [["b"]], new Set(["b"]), { length: 0 }]) {
    assertThrows(
      () => checkType("a", value, "string array"),
      TypeError,
      "a must be a string array",
    );
  }
});

Deno.test("checkDocument() takes any object that JSON can represent, and no built-in object", () => {
  for (const value of [{}, new Point(), Object.create(null), runInNewContext("({})")]) {
    checkDocument(value);
  }
  for (const value of [undefined, ...notPlain.filter((value) => !(value instanceof Point))]) {
    assertThrows(() => checkDocument(value), GlobusSDKUsageError, "a document must be an object");
  }
});

Deno.test("uuidsOf() takes one UUID, or several from anything that iterates, and nothing else", () => {
  const id = "c0ffee01-0000-4000-8000-000000000001";
  assertEquals(uuidsOf("ask", id), [id]);
  assertEquals(uuidsOf("ask", [id, id.toUpperCase()]), [id, id.toUpperCase()]);
  assertEquals(uuidsOf("ask", new Set([id])), [id]);
  assertEquals(uuidsOf("ask", []), []);
  const wrong = ["", "nope", `${id} x`, `${id}\n`, id.replaceAll("-", ""), [id, "x"], [[id]], 5];
  for (const ids of [...wrong, null, undefined, {}, [null]] as string[]) {
    assertThrows(() => uuidsOf("ask", ids), TypeError, "Cannot ask: an id is not a UUID");
  }
});
