import { assert } from "@std/assert";
import { ScopeParser } from "../../lib/scopes/scope.ts";

/** As many pieces in a row as fit in this length. */
function fill(length: number, piece: (index: number) => string): string {
  let text = "";
  for (let i = 0;; i++) {
    const next = piece(i);
    if (text.length + next.length > length) return text;
    text += next;
  }
}

function name(index: number) {
  return `${index}`.padStart(7, "s");
}

const shapes: Record<string, (length: number) => string> = {
  "one name": (length) => "a".repeat(length),
  "spaces": (length) => " ".repeat(length),
  "one name again": (length) => fill(length, () => "aaaaaaa "),
  "names apart": (length) => fill(length, (i) => `${name(i)} `),
  "one list of dependencies": (length) => `r[${fill(length - 3, (i) => `${name(i)} `)}]`,
  "trees 50 levels deep": (length) =>
    fill(
      length,
      (tree) =>
        Array.from({ length: 50 }, (_, i) => `${tree}x${name(i)}[`).join("") + "z" +
        "]".repeat(50) + " ",
    ),
  "two ways at each of 10 levels": (length) =>
    fill(length, (tree) =>
      Array.from({ length: 10 }, (_, i) => {
        const below = `[${tree}l${name(i + 1)} ${tree}r${name(i + 1)}] `;
        return `${tree}l${name(i)}${below}${tree}r${name(i)}${below}`;
      }).join("")),
};

for (const [shape, make] of Object.entries(shapes)) {
  Deno.test(`E6 ScopeParser takes at most 12 times as long for 10 times the text: ${shape}`, () => {
    const [short, long] = [make(6_400), make(64_000)];
    assert(long.length > 9 * short.length);
    const time = (text: string, times: number) => {
      const before = performance.now();
      for (let i = 0; i < times; i++) ScopeParser.parse(text);
      return performance.now() - before;
    };
    // Ten short texts make as much garbage as a long one, so that collecting it takes as long. Other
    // work of the machine can only add to a time: the least of many is the most exact.
    let [tenShort, oneLong] = [Infinity, Infinity];
    let rounds = 0;
    do {
      tenShort = Math.min(tenShort, time(short, 10));
      oneLong = Math.min(oneLong, time(long, 1));
    } while (++rounds < 20 || rounds < 600 && oneLong > 1.2 * tenShort);
    assert(oneLong <= 1.2 * tenShort, `${10 * oneLong / tenShort}`);
  });
}
