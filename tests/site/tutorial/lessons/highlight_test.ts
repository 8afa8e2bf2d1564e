import { assertEquals } from "@std/assert";
import { highlight, type Kind } from "../../../../site/tutorial/lessons/highlight.ts";
import { assertLinear, repeated } from "../../../kit/hostile_text.ts";

function textOf(code: string, language: "typescript" | "python", kind: Kind) {
  return highlight(code, language).flat().filter((piece) => piece.kind === kind).map(({ text }) =>
    text
  );
}

Deno.test("highlight() returns the whole code, whatever it contains", async () => {
  const codes = [
    "",
    "\n\n",
    "'unended",
    "`${`",
    "/* unended",
    '"a\\"b" // c',
    "\u2028 x\r\ny",
    await Deno.readTextFile(new URL(import.meta.url)),
  ];
  for (const code of codes) {
    for (const language of ["typescript", "python"] as const) {
      const lines = highlight(code, language).map((line) => line.map(({ text }) => text).join(""));
      assertEquals(lines.join("\n"), code);
    }
  }
});

Deno.test("highlight() distinguishes comments, strings, keywords, numbers and calls", () => {
  const code = 'const a = f("x // y", 10_000); // a note';
  assertEquals(textOf(code, "typescript", "keyword"), ["const"]);
  assertEquals(textOf(code, "typescript", "string"), ['"x // y"']);
  assertEquals(textOf(code, "typescript", "number"), ["10_000"]);
  assertEquals(textOf(code, "typescript", "call"), ["f"]);
  assertEquals(textOf(code, "typescript", "comment"), ["// a note"]);
});

Deno.test("highlight() colors a string or comment that is not closed to its end", () => {
  assertEquals(textOf('f("a\nb', "typescript", "string"), ['"a']);
  assertEquals(textOf("`a\nb", "typescript", "string"), ["`a", "b"]);
  assertEquals(textOf("/* a\nb", "typescript", "comment"), ["/* a", "b"]);
  assertEquals(textOf('"""a\nb', "python", "string"), ['"""a', "b"]);
});

Deno.test("highlight() colors a string of several lines as a string", () => {
  const code = '"""First\n\nlast"""\nx = 1';
  assertEquals(textOf(code, "python", "string"), ['"""First', 'last"""']);
  assertEquals(highlight(code, "python").length, 4);
});

Deno.test("highlight() does not color a keyword inside a name", () => {
  assertEquals(textOf("formal = newest_import", "python", "keyword"), []);
  assertEquals(textOf("const constant = awaited;", "typescript", "keyword"), ["const"]);
});

Deno.test("highlight() takes linear time", () => {
  for (const text of ["/*", "`", '"\\', "a(", "f'''"]) {
    for (const language of ["typescript", "python"] as const) {
      assertLinear(repeated(text), (code) => void highlight(code, language), 20_000);
    }
  }
});
