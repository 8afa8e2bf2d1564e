import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { GlobusError, GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { TransferScopes } from "../../lib/scopes/collections.ts";
import { ScopeCycleError, ScopeParseError } from "../../lib/scopes/errors.ts";
import { Scope, scopeList, ScopeParser } from "../../lib/scopes/scope.ts";

Deno.test("Scope is immutable: its methods return new scopes", () => {
  const scope = new Scope("foo");
  const changed = scope.withDependency(new Scope("bar")).withOptional(true);
  assertEquals([`${scope}`, `${changed}`], ["foo", "*foo[bar]"]);
  assertThrows(() => {
    // @ts-expect-error Fields are read-only.
    scope.optional = true;
  }, TypeError);
  assertThrows(() => (scope.dependencies as Scope[]).push(changed), TypeError);
});

Deno.test("Scope copies the list of dependencies it is given", () => {
  const dependencies = [new Scope("bar")];
  const scope = new Scope("foo", { dependencies });
  dependencies.push(new Scope("baz"));
  assertEquals(`${scope}`, "foo[bar]");
});

Deno.test("Scope refuses names that would parse as something else", () => {
  for (const name of ["a b", "a[", "a]", "*a", "a*b", " "]) {
    assertThrows(() => new Scope(name), RangeError, "a space, '[', ']' or '*'");
  }
  assertThrows(() => new Scope(undefined as unknown as string), TypeError);
});

Deno.test("Scope refuses dependencies that are not scopes", () => {
  // @ts-expect-error A text is not a scope.
  assertThrows(() => new Scope("foo").withDependency("bar"), TypeError);
  // @ts-expect-error Neither is a text in a list.
  assertThrows(() => new Scope("foo", { dependencies: ["bar"] }), TypeError);
});

Deno.test("Scope.parse() takes exactly one scope", () => {
  assertEquals(Scope.parse(" foo[*bar] ").dependencies[0].optional, true);
  assertThrows(() => Scope.parse("foo bar"), RangeError, "2");
  assertThrows(() => Scope.parse(""), RangeError, "0");
});

Deno.test("scope errors are GlobusErrors of their own classes", () => {
  const error = assertThrows(() => Scope.parse("foo["), ScopeParseError);
  assert(error instanceof GlobusError);
  assertEquals(error.name, "ScopeParseError");
  assertThrows(() => Scope.parse("foo[bar[foo]]"), ScopeCycleError);
});

Deno.test("ScopeParseError gives the position, and does not repeat the text", () => {
  const error = assertThrows(() => Scope.parse("secret-token]"), ScopeParseError);
  assert(error.message.includes("character 12"));
  assert(!error.message.includes("secret"));
});

Deno.test("Scope.equals() compares names, marks and the order of dependencies", () => {
  const scope = Scope.parse("a[b *c]");
  assert(scope.equals(Scope.parse("a[b *c]")));
  for (const other of ["a[*c b]", "a[b c]", "*a[b *c]", "a[b]", "x[b *c]"]) {
    assert(!scope.equals(Scope.parse(other)), other);
  }
  assert(!scope.equals("a[b *c]"));
  assert(!scope.equals(undefined));
});

Deno.test("templates and JSON write a Scope as its text", () => {
  assertEquals(JSON.stringify({ scope: Scope.parse("a[*b]") }), '{"scope":"a[*b]"}');
});

Deno.test("ScopeParser.parse() keeps the order of first occurrence", () => {
  assertEquals(ScopeParser.parse("z a[y b] m a[x]").map(String), ["z", "a[y b x]", "m"]);
});

Deno.test("ScopeParser.parse() creates a shared scope once", () => {
  const [a, b] = ScopeParser.parse("a[c[d]] b[c]");
  assertStrictEquals(a.dependencies[0], b.dependencies[0]);
});

Deno.test("ScopeParser.mergeScopes() joins the scopes of both lists, at every level", () => {
  const merge = (a: string, b: string) =>
    ScopeParser.mergeScopes(ScopeParser.parse(a), ScopeParser.parse(b)).join(" ");
  assertEquals(merge("a[*b]", "a[b]"), "a[b]");
  assertEquals(merge("a[b] c", "b[d]"), "a[b[d]] c b[d]");
  assertEquals(merge("a", "*a"), "a *a");
  assertThrows(() => merge("a[b]", "b[a]"), ScopeCycleError);
});

Deno.test("ScopeParser.mergeScopes() skips an empty scope", () => {
  assertEquals(ScopeParser.mergeScopes([new Scope("")], [new Scope("a")]).map(String), ["a"]);
});

Deno.test("ScopeParser.serialize() refuses an empty list, unless the options allow it", () => {
  assertThrows(() => ScopeParser.serialize([]), GlobusSDKUsageError);
  assertEquals(ScopeParser.serialize([], { rejectEmpty: false }), "");
  assertEquals(
    ScopeParser.serialize(new Set([TransferScopes.all, "openid"])).slice(-10),
    "all openid",
  );
});

Deno.test("scopeList() parses texts and keeps objects", () => {
  const scope = new Scope("c");
  assertEquals(scopeList(["a b", scope]).map(String), ["a", "b", "c"]);
  assertStrictEquals(scopeList(scope)[0], scope);
});
