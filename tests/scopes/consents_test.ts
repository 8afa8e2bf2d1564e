import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import {
  type Consent,
  ConsentForest,
  ConsentParseError,
  ConsentTreeConstructionError,
} from "../../lib/scopes/consents.ts";
import { Scope, ScopeParser } from "../../lib/scopes/scope.ts";

function consent(id: number, scopeName: string, path: number[], more = {}): Consent {
  return {
    id,
    client: "11111111-aaaa-4bbb-8ccc-000000000001",
    scope: "22222222-0000-4000-8000-000000000001",
    scope_name: scopeName,
    effective_identity: "8ca28797-3541-4a5d-a264-05b00f91e608",
    dependency_path: path,
    created: "2023-11-14T22:13:20.000000+00:00",
    updated: "2023-11-14T22:13:20.000000+00:00",
    last_used: "2023-11-14T22:13:20.000000+00:00",
    status: "approved",
    allows_refresh: true,
    auto_approved: false,
    atomically_revocable: false,
    ...more,
  };
}

Deno.test("ConsentForest says which scopes are granted under which scope", () => {
  const forest = new ConsentForest([consent(1, "a", [1]), consent(2, "b", [1, 2])]);
  assert(forest.meetsScopeRequirements("a[b]"));
  assert(forest.meetsScopeRequirements([Scope.parse("a"), "a[b]"]));
  assert(!forest.meetsScopeRequirements("b"));
  assert(!forest.meetsScopeRequirements("a[b[c]]"));
  assertEquals(forest.getNode(2).scope_name, "b");
  assertThrows(() => forest.getNode(3), RangeError);
  assertThrows(() => forest.trees[0].getNode(3), RangeError);
});

Deno.test("ConsentForest accepts a consent that was never used", () => {
  const forest = new ConsentForest([consent(1, "a", [1], { last_used: null })]);
  assert(forest.meetsScopeRequirements("a"));
});

Deno.test("ConsentForest refuses malformed consents with a typed error that keeps them", () => {
  const bad: unknown[] = [
    null,
    "consent",
    consent(1, "a", [1], { id: "1" }),
    consent(1, "a", [1], { scope_name: 5 }),
    consent(1, "a", [1], { dependency_path: "1" }),
    consent(1, "a", [1], { dependency_path: [null] }),
    consent(1, "a", [1], { created: "yesterday" }),
    consent(1, "a", [1], { created: "2023-02-30T00:00:00+00:00" }),
    consent(1, "a", [1], { created: "2023-11-14T24:00:00Z" }),
    consent(1, "a", [1], { created: null }),
    consent(1, "a", [1], { last_used: "" }),
    consent(1, "a", [1], { updated: 5 }),
    consent(1, "a", [1], { status: undefined }),
  ];
  for (const raw of bad) {
    const error = assertThrows(() => new ConsentForest([raw as Consent]), ConsentParseError);
    assertEquals(error.rawConsent, raw);
    assert(error instanceof GlobusError);
  }
});

Deno.test("ConsentForest refuses consents whose parent is missing", () => {
  const orphan = consent(2, "b", [1, 2]);
  const error = assertThrows(() => new ConsentForest([orphan]), ConsentTreeConstructionError);
  assertEquals(error.consents, [orphan]);
});

Deno.test("ConsentForest ends on consents that depend on each other", () => {
  const forest = new ConsentForest([
    consent(1, "a", [1]),
    consent(1, "a", [1, 1]),
    consent(2, "b", [1, 2]),
    consent(2, "b", [2, 2]),
  ]);
  assertEquals(forest.trees[0].maxDepth, 2);
  assert(forest.meetsScopeRequirements("a[b]"));
});

Deno.test("ConsentTree answers in linear time for chains 10,000 deep and shared scopes", () => {
  const chain = Array.from({ length: 10_000 }, (_, i) =>
    // Only the last two ids of the path count.
    consent(i, `s${i}`, i === 0 ? [0] : [i - 1, i]));
  const forest = new ConsentForest(chain);
  assertEquals(forest.trees[0].maxDepth, 10_000);
  let required = new Scope("s9999");
  for (let i = 9_998; i >= 0; i--) required = new Scope(`s${i}`, { dependencies: [required] });
  assert(forest.meetsScopeRequirements(required));

  const levels = 40;
  const [diamond] = ScopeParser.parse(
    Array.from({ length: levels }, (_, i) => {
      const below = `[l${i + 1} r${i + 1}]`;
      return `l${i}${below} r${i}${below}`;
    }).join(" "),
  );
  assert(!forest.meetsScopeRequirements(diamond));
});
