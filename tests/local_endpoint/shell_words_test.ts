import { assertEquals } from "@std/assert";
import { shellWords } from "../../lib/local_endpoint/shell_words.ts";

Deno.test("shellWords() splits as a POSIX shell does", () => {
  const cases: [string, string[] | undefined][] = [
    ["", []],
    [" \t a\r b ", ["a", "b"]],
    [`"a b" c`, ["a b", "c"]],
    [`'a "b' c`, [`a "b`, "c"]],
    [`a"b c"d'e f'`, ["ab cde f"]],
    [`"" ''`, ["", ""]],
    [`"a\\"b" "c\\\\d" "e\\f"`, [`a"b`, "c\\d", "e\\f"]],
    [`'a\\' b`, ["a\\", "b"]],
    [`a\\ b \\"c\\n`, ["a b", `"cn`]],
    ["a #b", ["a", "#b"]],
    [`"a`, undefined],
    [`a '`, undefined],
    ["a\\", undefined],
    [`"a\\`, undefined],
  ];
  for (const [line, words] of cases) assertEquals(shellWords(line), words, line);
});
