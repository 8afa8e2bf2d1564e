import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { TransferScopes } from "../../lib/scopes/collections.ts";
import { Scope, scopeList, ScopeParser, type Scopes } from "../../lib/scopes/scope.ts";
import { isScope, isScopes, listScopes, scopeText, writeScope } from "../../lib/scopes/shape.ts";
import { ConsentForest } from "../../lib/scopes/consents.ts";
import { NOT_SCOPES } from "../kit/not_scopes.ts";
import { loadSecondCopy } from "../kit/second_copy.ts";

Deno.test("objects that are not scopes are never converted to text", () => {
  const forest = new ConsentForest([]);
  for (const value of NOT_SCOPES) {
    const scopes = value as Scopes;
    const shown = Deno.inspect(value);
    for (
      const read of [
        () => scopeText(scopes),
        () => scopeText(scopes, { rejectEmpty: false }),
        () => listScopes(scopes),
        () => scopeList(scopes),
        () => ScopeParser.serialize(scopes),
        () => forest.meetsScopeRequirements(scopes),
      ]
    ) {
      const { message } = assertThrows(read, TypeError, "Cannot read scopes", shown);
      assert(!message.includes("[object"), message);
    }
  }
});

Deno.test("only text is parsed, and only scopes are merged", () => {
  for (const value of [...NOT_SCOPES, undefined, null, ["openid"]]) {
    assertThrows(() => ScopeParser.parse(value as string), TypeError, "Cannot parse scopes");
    assertThrows(() => Scope.parse(value as string), TypeError, "Cannot parse scopes");
    assertThrows(
      () => ScopeParser.mergeScopes([value as Scope], []),
      TypeError,
      "Cannot use this as a scope",
    );
  }
  const foreign = { scopeString: "a" } as Scope;
  assertEquals(ScopeParser.mergeScopes([foreign], [new Scope("b")]).join(" "), "a b");
});

Deno.test("a dependency that is not a scope is refused at every depth", () => {
  for (const value of [...NOT_SCOPES, "openid", null, undefined]) {
    const dependencies = [value] as Scope[];
    assertThrows(() => new Scope("a", { dependencies }), TypeError, "Cannot ");
    const inner = { scopeString: "b", dependencies };
    assertThrows(() => writeScope({ scopeString: "a", dependencies: [inner] }), TypeError);
    assertThrows(() => scopeText({ scopeString: "a", dependencies: [inner] } as never), TypeError);
  }
});

Deno.test("scopes are recognized by their form: those of another copy of the SDK are accepted everywhere", async () => {
  const copy = await loadSecondCopy();
  const theirs = copy.Scope.parse("a[b *c[d]]");
  assert(isScope(theirs));
  assertEquals((theirs as unknown) instanceof Scope, false);
  assertEquals(scopeText([theirs, "openid"]), "a[b *c[d]] openid");
  assertEquals(ScopeParser.serialize(theirs), "a[b *c[d]]");
  const [taken] = scopeList(theirs);
  assert(taken instanceof Scope);
  assertEquals(`${taken}`, "a[b *c[d]]");
  assert(taken.equals(theirs) && theirs.equals(taken));
  assert(!new Scope("a").equals(theirs));
  assertEquals(`${new Scope("x").withDependency(theirs.withOptional(true))}`, "x[*a[b *c[d]]]");
  assertEquals(scopeText(copy.TransferScopes), scopeText(TransferScopes));
});

Deno.test("a clone of a scope is still a scope, although it loses its class", () => {
  const clone = structuredClone(Scope.parse("a[b *c]"));
  assertEquals(scopeText(clone), "a[b *c]");
  assertEquals(`${scopeList(clone)[0]}`, "a[b *c]");
  assertEquals(scopeText({ scopeString: "openid" } as Scope), "openid");
  assertEquals(`${scopeList({ scopeString: "openid" } as Scope)[0]}`, "openid");
});

Deno.test("a scope that depends on itself is an error", () => {
  const loop = { scopeString: "a", optional: false, dependencies: [] as unknown[] };
  loop.dependencies.push(loop);
  assertThrows(() => writeScope(loop as never), RangeError, "10000 scopes");
  assertThrows(() => scopeList(loop as never), RangeError, "10000 scopes");
});

Deno.test("isScopes() distinguishes scopes from params by their form", () => {
  const yes = ["", "a", [], ["a"], new Set(), new Scope("a"), TransferScopes, { scopeString: "a" }];
  for (const value of yes) assert(isScopes(value), Deno.inspect(value));
  const no = [undefined, null, {}, { requestedScopes: "a" }, new Date(), 5, () => "a"];
  for (const value of no) assert(!isScopes(value), Deno.inspect(value));
});

Deno.test("scopeText() reads a list once, so that a generator works", () => {
  function* scopes() {
    yield "openid";
    yield new Scope("email");
  }
  assertEquals(scopeText(scopes()), "openid email");
});

Deno.test("scopeText() of an empty list is a GlobusSDKUsageError, not a TypeError", () => {
  for (const none of ["", [], new Set<string>(), undefined, null]) {
    assertThrows(() => scopeText(none as Scopes), GlobusSDKUsageError, "the list is empty");
  }
});
