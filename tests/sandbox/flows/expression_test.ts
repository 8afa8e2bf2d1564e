import { assertEquals, assertThrows } from "@std/assert";
import { evaluate } from "../../../lib/sandbox/flows/expression.ts";
import { EvaluationError } from "../../../lib/sandbox/flows/json_path.ts";

const STATE = { a: 2, b: { c: ["x", "y"] }, path: "/data/run7/", none: null, empty: [] };

Deno.test("evaluate() computes Python's operators over the flow's state", () => {
  const right: [string, unknown][] = [
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["-2 ** 2", -4],
    ["7 // 2", 3],
    ["-7 // 2", -4],
    ["-7 % 3", 2],
    ["1 / 4", 0.25],
    ["a - 1", 1],
    ["b.c[0] + b['c'][1]", "xy"],
    ["b.c[-1]", "y"],
    ["`$.b.c[0]` + '.h5'", "x.h5"],
    [`"it's" + ' \\'n'`, "it's 'n"],
    ["[1, a] + [3]", [1, 2, 3]],
    ["a == 2 and not a > 2", true],
    ["a != 2 or 'x' in b.c", true],
    ["'un' in 'run'", true],
    ["'c' in b", true],
    ["'yes' if a >= 2 else 'no'", "yes"],
    ["'yes' if empty else 'no'", "no"],
    ["None == none", true],
    ["pathsplit('/a/b/c.txt')", ["/a/b/", "c.txt"]],
    ["is_present('b.c')", true],
    ["is_present('q')", false],
    ["q if is_present('q') else 0", 0],
    ["True or q", true],
    ["False and q", false],
    ["getattr('none', 1)", null],
    ["getattr('q', 'other')", "other"],
    ["getattr('a', 'other')", 2],
    ["len(b.c) + len('ab')", 4],
    ["str(True) + str(1) + str(None)", "True1None"],
    ["int('3') + int(2.9) + float('0.5')", 5.5],
    ["path + 'x'", "/data/run7/x"],
  ];
  for (const [text, value] of right) {
    assertEquals(evaluate(text, STATE), value, text);
  }
});

Deno.test("evaluate() refuses what it cannot read or compute, and nothing of the machine is in reach", () => {
  const wrong = [
    "",
    "1 +",
    "1 2",
    "(1",
    "[1",
    "'open",
    "a +",
    "q",
    "b.q",
    "a.b",
    "1 / 0",
    "1 % 0",
    "'a' - 1",
    "'a' < 1",
    "open('/etc/passwd')",
    "__import__('os')",
    "b.constructor",
    "constructor",
    "__proto__",
    "b.__proto__",
    "'x'.length",
    "a = 1",
    "a; b",
    "lambda: 1",
    "(".repeat(500) + "1" + ")".repeat(500),
    "-".repeat(9) + "2" + "**2".repeat(500),
    "len(1)",
    "int('x')",
  ];
  for (const text of wrong) assertThrows(() => evaluate(text, STATE), EvaluationError, "", text);
});

Deno.test("evaluate() makes no text without end", () => {
  const long = { t: "x".repeat(150_000) };
  assertThrows(() => evaluate("t + t", long), EvaluationError);
});
