import { assert } from "@std/assert";
import { ScopeParser } from "../../lib/scopes/scope.ts";
import { assertLinear } from "../kit/hostile_text.ts";
import { countSteps } from "../kit/steps.ts";

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
  Deno.test(`E6 ScopeParser does at most 12 times the work for 10 times the text: ${shape}`, async () => {
    const [short, long] = [make(6_400), make(64_000)];
    assert(long.length > 9 * short.length);
    const steps = (text: string) => countSteps(() => ScopeParser.parse(text));
    const [few, many] = [await steps(short), await steps(long)];
    assert(many <= 12 * few, `${many} steps, ${few} for a tenth`);
  });

  Deno.test(`E6 ScopeParser takes linear time: ${shape}`, () => {
    assertLinear(make, ScopeParser.parse, 64_000);
  });
}
