import { assert, assertEquals } from "@std/assert";
import { codeBelow } from "./kit/imports.ts";

const ROOT = new URL("../", import.meta.url);

/** Codes of requirements at the start of a test's name. */
const CITED = /["`]((?:[A-IR]\d{1,2} )+)(?=[^"`]*[a-z])/g;

const requirements = new Map(
  [
    ...Deno.readTextFileSync(new URL("SECURITY.md", ROOT)).matchAll(
      /^- \*\*([A-IR]\d+)\*\* ((?:.|\n {2})*)/gm,
    ),
  ].map(([, code, text]) => [code, text]),
);

/** Where each code is cited. */
function citations(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of codeBelow("tests")) {
    for (const [, codes] of Deno.readTextFileSync(new URL(path, ROOT)).matchAll(CITED)) {
      for (const code of codes.trim().split(" ")) {
        found.set(code, [...found.get(code) ?? [], path]);
      }
    }
  }
  return found;
}

Deno.test("each requirement that a test cites is in SECURITY.md", () => {
  const cited = citations();
  assert(cited.size > 80);
  const unknown = [...cited].filter(([code]) => !requirements.has(code));
  assertEquals(unknown, []);
});

Deno.test("each requirement of SECURITY.md has a test, or says why it has none", () => {
  const cited = citations();
  const untested = [...requirements].filter(([code, text]) =>
    !cited.has(code) && !text.includes("(No test of its own: ")
  );
  assertEquals(untested.map(([code]) => code), []);
});

Deno.test("the codes of each group in SECURITY.md have no gap, and none stands twice", () => {
  const groups = Map.groupBy(requirements.keys(), (code) => code[0]);
  assertEquals([...groups.keys()].join(""), "ABCDEFGHIR");
  for (const [letter, codes] of groups) {
    assertEquals(codes, codes.map((_, i) => `${letter}${i + 1}`));
  }
});
