import { assert, assertEquals } from "@std/assert";
import { guideParts, runInTerminal, runTypeScript, withGuidePlace } from "../kit/guide_programs.ts";
import { pythonSdk } from "../kit/python_sdk.ts";
import { hasScript } from "../kit/terminal.ts";

const pairs = guideParts("coming-from-python.md").filter(({ programs }) => programs.length > 0);
const python = await pythonSdk();
const missing = "missing" in python ? python.missing : hasScript ? undefined : '"script"';

/** Runs a Python program in a sandbox of its own, as its reader would. */
function runPython(text: string) {
  return withGuidePlace(async (place) => {
    const file = `${place.home}/program.py`;
    await Deno.writeTextFile(file, text);
    const interpreter = "python" in python ? python.python : "";
    const ran = await runInTerminal([interpreter, "-uB", file], place.env, place);
    // Its questions are on the same output.
    return { ...ran, output: ran.output.split("uthorization Code here: ").at(-1)! };
  });
}

for (const { title, programs: [theirs, ours] } of pairs) {
  Deno.test({
    name: `"${title}" prints the same in Python and here` +
      (missing ? ` (left out: no ${missing} here)` : ""),
    ignore: missing !== undefined,
    async fn() {
      assertEquals([theirs.language, ours.language], ["python", "ts"]);
      const expected = await runPython(theirs.text);
      assertEquals(expected.code, 0, expected.shown);
      const actual = await withGuidePlace((place) => runTypeScript(ours.text, place));
      assertEquals(actual.code, 0, actual.shown);
      assert(expected.output.trim() !== "", "the program prints nothing");
      // Python has other words for what is true.
      assertEquals(actual.output, expected.output.trimStart().replace(/^True$/m, "true"));
      assertEquals(actual.logins, expected.logins);
    },
  });
}

Deno.test("docs/coming-from-python.md has ten pairs of programs", () => {
  assertEquals(pairs.map(({ programs }) => programs.length), Array(10).fill(2));
});
