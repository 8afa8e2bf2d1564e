import { assertEquals } from "@std/assert";
import { visible, visibleName } from "../../../site/components/visible.ts";

Deno.test("visible() writes invisible characters as code points, and keeps line breaks", () => {
  assertEquals(visible("a\u202egpj.exe\u200b\nb\tc"), "a\\u{202e}gpj.exe\\u{200b}\nb\tc");
  assertEquals(visible("Åsa 海 😀"), "Åsa 海 😀");
});

Deno.test("visibleName() shows blanks at the ends, line breaks and tabs of a file name", () => {
  assertEquals(visibleName(" notes.txt  "), "␠notes.txt␠␠");
  assertEquals(visibleName("a\nb\tc"), "a\\u{a}b\\u{9}c");
  assertEquals(visibleName("two  words.txt"), "two  words.txt");
  assertEquals(visibleName(""), "");
});
