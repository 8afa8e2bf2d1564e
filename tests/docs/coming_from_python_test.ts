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

Deno.test("every name in the table of docs/coming-from-python.md is exported here", async () => {
  const entries = ["mod.ts", "lib/storage/files_deno.ts", "lib/local_endpoint/mod.ts"];
  const modules = await Promise.all(
    [...entries, "lib/testing/mod.ts"].map((path) =>
      import(new URL(`../../${path}`, import.meta.url).href)
    ),
  );
  const exported = new Set(modules.flatMap((module) => Object.keys(module)));
  const text = await Deno.readTextFile(
    new URL("../../docs/coming-from-python.md", import.meta.url),
  );
  const [, part] = text.split("### Beside the clients\n");
  const rows = [...part.split("\n\n")[0].matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].slice(2);
  const names = rows.flatMap(([, python, here]) =>
    [...(here.startsWith("the same") ? python + here : here).matchAll(/`(\w+)`/g)]
      .map(([, name]) => name)
  ).filter((name) =>
    // Fields, a type, and classes of the language.
    !["dataAccess", "https", "GlobusAppConfig", "TypeError", "RangeError"].includes(name)
  );
  assert(names.length > 40, `${names.length} names`);
  assertEquals(names.filter((name) => !exported.has(name)), []);
});
