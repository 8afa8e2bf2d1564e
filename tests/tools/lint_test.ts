// deno-lint-ignore-file house/plain-english -- the odd phrases here are what the rule is tested with
import { assertEquals } from "@std/assert";
import plugin from "../../tools/lint/plugin.ts";
import { oddEnglish } from "../../tools/lint/plain_english.ts";

/** The rule and the place of what the plugin says about a source text. */
function found(source: string): string[] {
  return Deno.lint.runPlugin(plugin, "new.tsx", source).map(({ id, range }) =>
    `${id.replace("house/", "")}: ${source.slice(...range).split("\n")[0]}`
  );
}

/** What the plugin says. */
function messages(source: string): string[] {
  return Deno.lint.runPlugin(plugin, "new.ts", source).map(({ message }) => message);
}

Deno.test("a top-level arrow function is reported, exported or not", () => {
  const source = "const add = (a: number) => a + 1;\nexport const less = function () {};\n";
  assertEquals(found(source), ["no-top-level-arrow: add", "no-top-level-arrow: less"]);
});

Deno.test("an arrow function that is an argument or stands in a function is not reported", () => {
  const source =
    "const all = [1].map((a) => a);\nfunction f() { const g = () => all; return g; }\n";
  assertEquals(found(source), []);
});

Deno.test("a constant that is written out is in UPPER_CASE", async (t) => {
  for (
    const value of [
      "5",
      "-5",
      "5 * 1024",
      '"text"',
      "`text`",
      "/x/g",
      "5n",
      "null",
      '["a", "b"] as const',
      "{ a: 1, b: { c: 2 } } satisfies object",
      'new Set(["a"])',
      '/* @__PURE__ */ new Map([["a", 1]])',
      'Object.freeze(["a"])',
      "SECOND * 60",
      "[...NAMES, 1]",
    ]
  ) {
    await t.step(value, () => {
      assertEquals(found(`const maxAgeMs = ${value};`), ["upper-case-constants: maxAgeMs"]);
      assertEquals(found(`const MAX_AGE_MS = ${value};`), []);
    });
  }
});

Deno.test("the report of a constant names it as it should be", () => {
  assertEquals(messages("const keyTimesV2Ms = 5;"), [
    "The value is fixed: name it KEY_TIMES_V2_MS",
  ]);
});

Deno.test("a constant that is computed, an instance or has functions keeps its name", async (t) => {
  for (
    const value of [
      "compute()",
      "[]",
      "{}",
      "new Map()",
      "new WeakMap()",
      "new TextEncoder()",
      "new Set(read())",
      "{ GET() {} }",
      "{ get: (a: string) => a }",
      "`${name} tail`",
      "[other]",
    ]
  ) {
    await t.step(value, () => assertEquals(found(`const value = ${value};`), []));
  }
  assertEquals(found("function f() { const size = 5; return size; }\nlet count = 0;"), []);
});

Deno.test("an exported set of named values may be in PascalCase, one of the file alone not", () => {
  assertEquals(found('export const TransferScopes = { all: "urn:x" };'), []);
  assertEquals(found('const TransferScopes = { all: "urn:x" };').length, 1);
});

Deno.test("a fifth positional parameter is reported, of functions, methods and types", () => {
  assertEquals(found("function f(a: 1, b: 1, c: 1, d: 1, e: 1) {}").length, 1);
  assertEquals(found("class A { m(a: 1, b: 1, c: 1, d: 1, e = 1) {} }").length, 1);
  assertEquals(found("interface A { m(a: 1, b: 1, c: 1, d: 1, ...e: 1[]): void }").length, 1);
  assertEquals(found("type A = (a: 1, b: 1, c: 1, d: 1, e: 1) => void").length, 1);
});

Deno.test("four parameters, a typed `this` and a callback of another function pass", () => {
  assertEquals(found("function f(this: 1, a: 1, b: 1, c: 1, d: 1) {}"), []);
  assertEquals(found('"a".replace(/b/, (a, b, c, d, e) => a + b + c + d + e)'), []);
});

Deno.test("a doc links to a symbol by {@link}, to a page by Markdown", () => {
  assertEquals(found("/** See [retry](./retry.ts). */").length, 1);
  assertEquals(found("/** See [`Retry`](#retry). */").length, 1);
  assertEquals(found("/** See {@link Retry}. */"), []);
  assertEquals(found("/** See [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749). */"), []);
});

Deno.test("odd English is reported in comments, strings, templates and pages", () => {
  assertEquals(found("// Nobody reads this.\n").length, 1);
  assertEquals(found("/** The body is no JSON. */").length, 1);
  assertEquals(found('throw new Error("it is no valid id");').length, 1);
  assertEquals(found("f(`${a} is as it was`);").length, 1);
  assertEquals(found("f(<p>Whoever reads this</p>);").length, 1);
});

Deno.test("odd English is found where it goes on in the next line", () => {
  assertEquals(found("// The answer is no\n// JSON.\n").length, 1);
  assertEquals(found("/**\n * The answer is no\n * JSON.\n */").length, 1);
});

Deno.test("plain English passes", async (t) => {
  for (
    const text of [
      "The response is not JSON.",
      "There is no JSON in it, and a token that is no longer valid.",
      "Who is logged in? The user who has the token.",
      "Two of these calls are each sent once.",
      "It waits no more than a minute.",
    ]
  ) {
    await t.step(text, () => assertEquals(oddEnglish(text), []));
  }
});

Deno.test("each kind of odd English is found, with advice", async (t) => {
  for (
    const text of [
      "its value is no header text",
      "a time that is none",
      "rendered anew",
      "its behaviour",
      "Ask whoever manages the collection",
      "the token at hand",
      "a token that is fit for use",
      "it sees to that",
      "what comes of it",
      "it shall wait",
      "cannot do any more at all",
      "it fails in silence",
      "beside the happy path",
      "the file stays as it is",
      "Whether who reads pays for it.",
      "Who gives up waiting keeps its place.",
      "It is one. Of several calls each waits for the one before.",
    ]
  ) {
    await t.step(text, () => {
      assertEquals(oddEnglish(text).length, 1);
      assertEquals(oddEnglish(text)[0].instead !== "", true);
    });
  }
});

Deno.test("a short doc that only repeats its name is reported", () => {
  assertEquals(found("interface A {\n/** Its id. */\nid: string }").length, 1);
  assertEquals(
    found("interface A {\n/** The task's ids. */\nreadonly task_id: string }").length,
    1,
  );
  assertEquals(found("/** What it is. */\nexport function describe() {}").length, 1);
  assertEquals(
    found("/** The display name. @default {1} */\nexport let displayName = 1;").length,
    1,
  );
});

Deno.test("a short doc that says something passes", () => {
  assertEquals(found("interface A {\n/** A UUID. */\nid: string }"), []);
  assertEquals(found("interface A {\n/** Bytes per second. */\nspeed: number }"), []);
  assertEquals(found("/** See {@link id}. */\nexport let id = 1;"), []);
});

Deno.test("an optional field of what users pass to the package says that it may be undefined", () => {
  const found = (source: string, file = "lib/new.ts") =>
    Deno.lint.runPlugin(plugin, file, source).map(({ id, range }) =>
      `${id.replace("house/", "")}: ${source.slice(...range)}`
    );
  const report = ["explicit-undefined: timeoutMs?: number;"];
  assertEquals(found("interface CallOptions { timeoutMs?: number; }"), report);
  assertEquals(found("type CallParams = { timeoutMs?: number; };"), report);
  assertEquals(found("function call(a: { timeoutMs?: number; }) {}"), report);
  assertEquals(found("function call(a: { timeoutMs?: number; } = {}) {}"), report);
  assertEquals(found("interface CallOptions { timeoutMs?: number | undefined; }"), []);
  assertEquals(found("interface CallOptions { timeoutMs: number; body?: unknown; }"), []);
  assertEquals(found("interface Call { timeoutMs?: number; }"), []);
  assertEquals(found("interface CallOptions { timeoutMs?: number; }", "site/new.ts"), []);
});
