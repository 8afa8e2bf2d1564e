import { assert, assertEquals } from "@std/assert";
import { byteLength, plainText } from "../../lib/core/text.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, hostileText, repeated } from "../kit/hostile_text.ts";

const HOSTILE: Record<string, string> = {
  "a terminal's title": "\x1b]0;pwn\x07",
  "colors": "\x1b[31mred\x1b[0m",
  "a clear screen": "\x1b[2J\x1b[H",
  "an escape of one character (C1)": "\x9b31m",
  "a string of commands (C1)": "\x90q\x9c",
  "carriage return over a line": "safe\rEVIL",
  "a second line": "safe\n2026-01-15 login ok",
  "NUL, backspace and DEL": "a\0\b\x7f",
  "text that reads backwards": "\u202egnp.exe",
  "an isolate that never ends": "\u2066a\u2067b\u2068c",
  "marks of direction": "\u200ea\u200fb\u061cc",
  "line and paragraph separators": "a\u2028b\u2029c",
  "byte order mark": "\ufeffa",
};

for (const [name, text] of Object.entries(HOSTILE)) {
  Deno.test(`E8 plainText() makes ${name} harmless`, () => {
    const shown = plainText(text);
    assert(!/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/u.test(shown), Deno.inspect(shown));
  });
}

Deno.test("plainText() leaves text of any language unchanged", () => {
  for (
    const text of ["Größe: 5 µm", "données", "文件 / フォルダ", "ملف", "👩🏽‍🔬 results", "a\u00a0b"]
  ) {
    assertEquals(plainText(text), text);
  }
  assertEquals(plainText("  a\nb\t "), "a b");
});

Deno.test("plainText() cuts a long text, and marks the cut", () => {
  assertEquals(plainText("x".repeat(1000)), "x".repeat(1000));
  assertEquals(plainText("x".repeat(1001)), "x".repeat(1000) + "…");
  assertEquals(plainText("abcdef", 3), "abc…");
  assertEquals(plainText("\0".repeat(50) + "abc", 3), "…");
  assertEquals(plainText(" ".repeat(4) + "x", 3), "x");
});

Deno.test("E8 plainText() of 20,000 hostile texts is short and safe to print", () => {
  const random = new SeededRandom(8);
  for (let i = 0; i < 20_000; i++) {
    const shown = plainText(hostileText(random, 12), 20);
    assert(shown.length <= 21);
    assert(!/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/u.test(shown), Deno.inspect(shown));
  }
});

for (const piece of ["a", " ", "\x1b[31m", "\u202e"]) {
  Deno.test(`E7 plainText() takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => void plainText(text, text.length));
  });
}

Deno.test("byteLength() counts the bytes of UTF-8", () => {
  assertEquals(["", "a", "é", "€", "🚀", "\ud800"].map(byteLength), [0, 1, 2, 3, 4, 3]);
});
