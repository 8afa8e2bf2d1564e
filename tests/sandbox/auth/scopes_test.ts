import { assertEquals, assertThrows } from "@std/assert";
import {
  mergeScopes,
  parseScopeText,
  type ScopeNode,
  ScopeSyntaxError,
  scopeText,
} from "../../../lib/sandbox/auth/scopes.ts";

function print(nodes: ScopeNode[]): string {
  return nodes.map(({ scope, revocable, dependencies }) =>
    (revocable ? "*" : "") + scope + (dependencies.length ? `[${print(dependencies)}]` : "")
  ).join(" ");
}

Deno.test("parseScopeText() reads trees as they were written", () => {
  for (
    const text of ["a", "a b", "a[b]", "a[b *c[d e] f] g", "*a[*b]", "urn:x:all[*https://h/p_q]"]
  ) {
    assertEquals(print(parseScopeText(text)), text);
  }
  assertEquals(parseScopeText(""), []);
  assertEquals(print(parseScopeText("  a   b ")), "a b");
});

Deno.test("parseScopeText() refuses what is malformed", () => {
  const bad = ["a[", "a]", "a[]", "[a]", "a [b]", "*", "a *", "a[*]", "**a", "a*", "a*b", "a[b]c"];
  for (const text of [...bad, "a[b]*c", "a[b][c]", "a[b", "a[a]", "a[b[a]]", "*[a]", "a[* b]"]) {
    assertThrows(() => parseScopeText(text), ScopeSyntaxError, undefined, text);
  }
});

Deno.test("parseScopeText() bounds length, depth and number", () => {
  const deep = (n: number) =>
    Array.from({ length: n }, (_, i) => `s${i}`).join("[") + "]".repeat(n - 1);
  assertEquals(parseScopeText(deep(60)).length, 1);
  assertThrows(() => parseScopeText(deep(80)), ScopeSyntaxError);
  assertThrows(() => parseScopeText("a".repeat(70_000)), ScopeSyntaxError);
  assertThrows(() => parseScopeText("a ".repeat(11_000)), ScopeSyntaxError);
  assertThrows(() => parseScopeText("[".repeat(60_000)), ScopeSyntaxError);
});

Deno.test("mergeScopes() joins the dependencies of a scope that is asked for twice", () => {
  const merged = (text: string) => mergeScopes(parseScopeText(text)).map(scopeText).join(" ");
  assertEquals(merged("a[b] c a[d]"), "a[b d] c");
  assertEquals(merged("a[*b] a[*b[c]]"), "a[*b[c]]");
  assertEquals(merged("a[*b] a[b]"), "a[b]");
  assertEquals(merged("a *a"), "a");
  assertEquals(merged("a[b[c] b[d]]"), "a[b[c d]]");
  assertEquals(merged("constructor __proto__"), "constructor __proto__");
  assertEquals(mergeScopes([]), []);
});
