import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { scopeNames, scopeText } from "../../lib/oauth/scope_text.ts";
import { Scope, type Scopes } from "../../lib/scopes/scope.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, repeated } from "../kit/hostile_text.ts";

function names(text: string) {
  return scopeNames(text).map(({ name, optional }) => (optional ? "*" : "") + name);
}

Deno.test("scopeNames() gives the scopes at the top level, without their dependencies", () => {
  const texts: Record<string, string[]> = {
    "": [],
    "   ": [],
    "openid": ["openid"],
    "openid  profile\nemail": ["openid", "profile", "email"],
    "a[b c]": ["a"],
    "a[b[c d[e]] f] g": ["a", "g"],
    "*a b": ["*a", "b"],
    "a[*b] *c": ["a", "*c"],
    "a [b] c": ["a", "c"],
    "urn:globus:auth:scope:x:all[https://auth.globus.org/scopes/y/data_access]": [
      "urn:globus:auth:scope:x:all",
    ],
  };
  for (const [text, expected] of Object.entries(texts)) assertEquals(names(text), expected, text);
});

Deno.test("scopeNames() survives a malformed text", () => {
  for (const text of ["[", "]", "]]a", "a[b", "a]b", "[[[", "*", "**a", "a[[b]]", "[a] b"]) {
    assert(Array.isArray(scopeNames(text)), text);
  }
  // A bracket that is never closed hides all that follows: fewer scopes are found, never more.
  assertEquals(names("a[b c"), ["a"]);
});

Deno.test("scopeText() joins texts and scopes of any form", () => {
  const scope = new Scope("a").withDependency(new Scope("b"));
  const forms: [Scopes, string][] = [
    ["a b", "a b"],
    [["a", "b"], "a b"],
    [scope, "a[b]"],
    [[scope, "c"], "a[b] c"],
    [new Set(["a", "b"]) as unknown as Scopes, "a b"],
  ];
  for (const [scopes, text] of forms) assertEquals(scopeText(scopes), text);
});

Deno.test("scopeText() refuses an empty request, unless told otherwise", () => {
  for (const none of ["", [], undefined, null]) {
    assertThrows(() => scopeText(none as Scopes), GlobusSDKUsageError, "the list is empty");
    assertEquals(scopeText(none as Scopes, { rejectEmpty: false }), "");
  }
});

Deno.test("scopeNames() finds the scopes at the top level of 100,000 random texts", () => {
  const random = new SeededRandom(31);
  const tree = (depth: number): string => {
    const below = depth < 3 && random.chance(30)
      ? `[${Array.from({ length: 1 + random.below(3) }, () => tree(depth + 1)).join(" ")}]`
      : "";
    return `${random.chance(20) ? "*" : ""}${random.pick(["a", "b:c", "https://x/y"])}${below}`;
  };
  for (let i = 0; i < 100_000; i++) {
    const trees = Array.from({ length: random.below(4) }, () => tree(0));
    const text = trees.join(random.pick([" ", "  ", "\n"]));
    const found = names(text);
    assert(found.join() === trees.map((one) => one.split("[", 1)[0]).join(), `${text}: ${found}`);
  }
});

for (const piece of ["a", " ", "[", "]", "a[b] ", "*", "a["]) {
  Deno.test(`E7 scopeNames() takes linear time for a repeated ${JSON.stringify(piece)}`, () => {
    assertLinear(repeated(piece), (text) => void scopeNames(text));
  });
}
