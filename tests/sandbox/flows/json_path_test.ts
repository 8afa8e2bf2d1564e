import { assertEquals, assertThrows } from "@std/assert";
import {
  EvaluationError,
  isPath,
  peekPath,
  readPath,
  writePath,
} from "../../../lib/sandbox/flows/json_path.ts";

Deno.test("readPath() follows fields, places and quoted names", () => {
  const state = { a: { "b c": [{ d: 1 }] }, n: null };
  assertEquals(readPath(state, "$"), state);
  assertEquals(readPath(state, "$.a['b c'][0].d"), 1);
  assertEquals(readPath(state, '$["a"]["b c"][0]'), { d: 1 });
  assertEquals(readPath(state, "$.n"), null);
  assertEquals(peekPath(state, "$.x.y.z"), undefined);
  for (const path of ["$.x", "$.a[0]", "$.a['b c'].d", "$.toString", "$.a.__proto__"]) {
    assertThrows(() => readPath(state, path), EvaluationError, "", path);
  }
});

Deno.test("isPath() tells reference paths from other texts", () => {
  for (const path of ["$", "$.a", "$.a_b-c", "$[0]", "$['x y']"]) assertEquals(isPath(path), true);
  for (const path of ["", "a", "$.", "$..a", "$[*]", "$[?(@.a)]", "$[-1]", "$.a ", 1, null]) {
    assertEquals(isPath(path), false, `${path}`);
  }
});

Deno.test("writePath() makes objects on the way, and leaves the state given unchanged", () => {
  const state = { a: { b: 1 } };
  assertEquals(writePath(state, "$.a.c.d", 2), { a: { b: 1, c: { d: 2 } } });
  assertEquals(state, { a: { b: 1 } });
  assertEquals(writePath(state, "$", 5), 5);
  assertEquals(writePath({ a: 1 }, "$.a.b", 2), { a: { b: 2 } });
  assertThrows(() => writePath({ a: [1] }, "$.a[0]", 2), EvaluationError);
});

Deno.test("writePath() puts a field called __proto__ into the state, and changes no prototype", () => {
  const made = writePath({}, "$.__proto__.polluted", true);
  assertEquals(JSON.stringify(made), '{"__proto__":{"polluted":true}}');
  assertEquals(({} as { polluted?: boolean }).polluted, undefined);
});
