import { assertEquals, assertThrows } from "@std/assert";
import { EXAMPLES } from "../../../../examples/examples.ts";
import { readSource } from "../../../../site/tutorial/lessons/source.ts";

Deno.test("readSource() reads a file of the repository", async () => {
  for (const name of EXAMPLES.keys()) {
    const path = `examples/${name}.ts`;
    const text = await Deno.readTextFile(new URL(`../../../../${path}`, import.meta.url));
    const lines = readSource(path).lines.map(({ pieces }) => pieces.map((p) => p.text).join(""));
    assertEquals(lines.join("\n"), text.trimEnd());
  }
});

Deno.test("readSource() marks the lines from one text to another, or to a whole line", () => {
  const markedIn = (from: string, to: string) =>
    readSource("examples/tutorial.ts", [from, to]).lines
      .filter(({ isMarked }) => isMarked)
      .map(({ pieces }) => pieces.map(({ text }) => text).join(""));
  assertEquals(markedIn("const CLIENT_ID", "const CLIENT_ID").length, 1);
  const loop = markedIn("for await", "}");
  assertEquals(loop.length, 3);
  assertEquals(loop[2], "}");
});

Deno.test("readSource() throws if the file lacks the lines that a lesson names", () => {
  assertThrows(
    () => readSource("examples/tutorial.ts", ["no such line", "}"]),
    RangeError,
    "Cannot mark lines of examples/tutorial.ts",
  );
  assertThrows(() => readSource("examples/none.ts"), Deno.errors.NotFound);
});
