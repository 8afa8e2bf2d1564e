/**
 * Hostile texts, and a measure of time that does not depend on the machine.
 *
 * @module
 */

import { assert } from "@std/assert";
import type { SeededRandom } from "../../lib/sandbox/random.ts";

/** Pieces that have a meaning for one of the parsers. */
const PIECES = [
  "",
  ".",
  "..",
  "%2e",
  "%2E",
  "%252e",
  "%2f",
  "%00",
  "%",
  "/",
  "\\",
  "?",
  "#",
  "&",
  "=",
  "+",
  " ",
  ";",
  ":",
  "@",
  "~",
  "*",
  "'",
  '"',
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "<",
  "|",
  "^",
  "`",
  "$",
  "a",
  "Z",
  "0",
  "-",
  "_",
  "__proto__",
  "constructor",
  "null",
  "https://evil.example",
  "\r\n",
  "\n",
  "\t",
  "\0",
  "\x1b[31m",
  "\x7f",
  "\x85",
  "\xa0",
  "é",
  "e\u0301",
  "\u2028",
  "\u202e",
  "\u2215",
  "\uff0f",
  "\ufeff",
  "\ufffd",
  "😀",
  "\ud800",
  "\udc00",
];

/** A short random text of such pieces and other characters. */
export function hostileText(random: SeededRandom, mostPieces = 6): string {
  let text = "";
  for (let left = random.below(mostPieces + 1); left > 0; left--) {
    text += random.chance(85) ? random.pick(PIECES) : String.fromCharCode(random.below(65_536));
  }
  return text;
}

/**
 * Asserts that a parser takes linear time: a long text takes about 10 times as long as a tenth of it, and
 * at most 30 times, because memory costs time too. Quadratic time would be 100 times.
 *
 * @param make Makes the text, of about the length given.
 * @param length Length of the long text.
 */
export function assertLinear(
  make: (length: number) => string,
  parse: (text: string) => void,
  length = 1_000_000,
) {
  const [short, long] = [make(length / 10), make(length)];
  assert(long.length > 9 * short.length && long.length < 11 * short.length);
  const timeMs = (text: string, times: number) => {
    const before = performance.now();
    for (let i = 0; i < times; i++) parse(text);
    return performance.now() - before;
  };
  // Ten short texts make as much garbage as a long one. Other load of the machine only adds time, so the
  // minimum of many rounds is the most accurate.
  let [tenShortMs, longMs] = [Infinity, Infinity];
  for (let round = 0; round < 1 || round < 60 && longMs > 3 * tenShortMs; round++) {
    tenShortMs = Math.min(tenShortMs, timeMs(short, 10));
    longMs = Math.min(longMs, timeMs(long, 1));
    // 10 ms for a megabyte: a quadratic parser cannot finish in so little time.
    if (longMs < length / 100_000) return;
  }
  assert(longMs <= 3 * tenShortMs, `${longMs} ms for a long text, ${tenShortMs} ms in tenths`);
}

/** Texts of one shape each, for {@link assertLinear}. */
export function repeated(piece: string) {
  return (length: number): string => piece.repeat(Math.ceil(length / piece.length));
}
