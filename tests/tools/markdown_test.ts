import { assert, assertEquals } from "@std/assert";
import { oddEnglish } from "../../tools/lint/plain_english.ts";

/** The Markdown files of the project, without those that are built or downloaded. */
function* markdownBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = folder === "." ? name : `${folder}/${name}`;
    if (isDirectory && !/^(\.|_|node_modules$|unlinked$)/.test(name)) yield* markdownBelow(path);
    else if (name.endsWith(".md")) yield path;
  }
}

Deno.test("Markdown files are in plain English", () => {
  const files = [...markdownBelow(".")].sort();
  assert(["ARCHITECTURE.md", "README.md", "docs/seeds.md"].every((each) => files.includes(each)));
  const odd = files.flatMap((path) =>
    Deno.readTextFileSync(path).split(/\n\s*\n/).flatMap((paragraph) =>
      oddEnglish(paragraph).map(({ phrase, instead }) => `${path}: "${phrase}": ${instead}`)
    )
  );
  assertEquals(odd, []);
});
