import { assert, assertEquals, assertThrows } from "@std/assert";
import { ScopeCycleError, ScopeParseError } from "../../lib/scopes/errors.ts";
import { Scope, ScopeParser } from "../../lib/scopes/scope.ts";
import { seededBelow } from "../kit/random.ts";
import { countSteps } from "../kit/steps.ts";

function nested(levels: number) {
  return Array.from({ length: levels }, (_, i) => `s${i}[`).join("") + "leaf" + "]".repeat(levels);
}

/** Two paths at every level: following all paths would take 2 ** levels steps. */
function diamonds(levels: number) {
  return Array.from(
    { length: levels },
    (_, i) => `l${i}[l${i + 1} r${i + 1}] r${i}[l${i + 1} r${i + 1}]`,
  )
    .join(" ");
}

Deno.test("E6 ScopeParser reads 64 levels and refuses more, in every notation", () => {
  assertEquals(ScopeParser.parse(nested(64)).length, 1);
  assertThrows(() => ScopeParser.parse(nested(65)), ScopeParseError, "64");
  const chain = (edges: number) =>
    Array.from({ length: edges }, (_, i) => `s${i}[s${i + 1}]`).reverse().join(" ");
  assertEquals(ScopeParser.parse(chain(64)).length, 64);
  assertThrows(() => ScopeParser.parse(chain(65)), ScopeParseError, "64");
});

Deno.test("E6 ScopeParser reads 10,000 scopes and refuses more", () => {
  assertEquals(ScopeParser.parse("a ".repeat(10_000)).length, 1);
  assertThrows(() => ScopeParser.parse("a ".repeat(10_001)), ScopeParseError, "10000");
});

Deno.test("E6 ScopeParser reads 65,536 characters and refuses more", () => {
  assertEquals(ScopeParser.parse("a".repeat(65_536)).length, 1);
  assertThrows(() => ScopeParser.parse("a".repeat(65_537)), ScopeParseError, "65536");
});

Deno.test("E6 ScopeParser refuses 100,000 brackets of any kind at once", () => {
  for (const piece of ["[", "]", "a[", "a]", "[]", "*", "a[*"]) {
    for (const length of [65_536, 100_000]) {
      const text = piece.repeat(length).slice(0, length);
      assertThrows(() => ScopeParser.parse(text), ScopeParseError);
    }
  }
});

Deno.test("E6 reading, comparing, joining and printing diamonds takes time linear in their text", () => {
  const [first, ...rest] = ScopeParser.parse(diamonds(60));
  const [again, ...others] = ScopeParser.parse(diamonds(60));
  assert(first.equals(again));
  assertEquals(ScopeParser.mergeScopes([first, ...rest], [again, ...others]).length, 120);
  // Written out in full, one of them would have 2 ** 60 names.
  assertThrows(() => `${first}`, RangeError, "10000");
});

Deno.test("E6 a cycle is found behind 60 levels of diamonds", () => {
  assertThrows(() => ScopeParser.parse(`${diamonds(60)} l60[l0]`), ScopeCycleError);
});

Deno.test("E6 a scope built 100,000 levels deep overflows no stack", () => {
  const build = () => {
    let scope = new Scope("leaf");
    for (let i = 0; i < 100_000; i++) scope = new Scope(`s${i}`, { dependencies: [scope] });
    return scope;
  };
  assert(build().equals(build()));
  assertThrows(() => `${build()}`, RangeError);
  assertThrows(() => ScopeParser.mergeScopes([build()], []), ScopeParseError);
});

Deno.test("E7 ScopeParser refuses 1 MB without reading it", async () => {
  const text = "a[b *c] ".repeat(125_000);
  const steps = await countSteps(() =>
    assertThrows(() => ScopeParser.parse(text), ScopeParseError)
  );
  assert(steps < 200, `${steps}`);
});

function randomText(random: (below: number) => number): string {
  const pieces = [
    "a",
    "b",
    "c",
    "dd",
    "[",
    "]",
    "*",
    " ",
    " ",
    "[*",
    "] ",
    "\n",
    "é",
    "\u0000",
    "💥",
  ];
  // Half of the texts consist of characters that scopes can contain.
  const kinds = random(2) === 0 ? pieces.length : pieces.indexOf("\n");
  return Array.from({ length: random(24) }, () => pieces[random(kinds)]).join("");
}

Deno.test("E7 ScopeParser gives a list or a ScopeParseError for each of 100,000 random texts", () => {
  const random = seededBelow(20_260_101);
  let read = 0;
  for (let i = 0; i < 100_000; i++) {
    const text = randomText(random);
    try {
      const scopes = ScopeParser.parse(text);
      // Scopes that were read can be written, and read the same again.
      const printed = ScopeParser.serialize(scopes, { rejectEmpty: false });
      assertEquals(
        ScopeParser.serialize(ScopeParser.parse(printed), { rejectEmpty: false }),
        printed,
      );
      read++;
    } catch (error) {
      if (!(error instanceof ScopeParseError)) {
        throw new Error(JSON.stringify(text), { cause: error });
      }
    }
  }
  assert(read > 5_000, `${read}`);
});

/** A scope without cycles: names increase along every path down. */
function randomScope(random: (below: number) => number, from = 0): Scope {
  const dependencies: Scope[] = [];
  for (let name = from + 1 + random(3); name < 12; name += 1 + random(4)) {
    if (random(2) === 0) dependencies.push(randomScope(random, name));
  }
  return new Scope(`s${from}`, { optional: random(4) === 0, dependencies });
}

Deno.test("toString() of a parsed scope parses to an equal scope", () => {
  const random = seededBelow(7);
  for (let i = 0; i < 2_000; i++) {
    const once = ScopeParser.parse(`${randomScope(random)}`);
    const twice = ScopeParser.parse(once.join(" "));
    assertEquals(twice.length, once.length);
    once.forEach((scope, j) => assert(scope.equals(twice[j]), `${scope}`));
  }
});

Deno.test("ScopeParser.mergeScopes() is idempotent, and the same in both orders", () => {
  const random = seededBelow(8);
  const edges = (scopes: Scope[]) => {
    const seen = new Set<string>();
    const walk = (scope: Scope, parent: string) => {
      seen.add(`${parent}>${scope.optional ? "*" : ""}${scope.scopeString}`);
      for (const dependency of scope.dependencies) walk(dependency, scope.scopeString);
    };
    for (const scope of scopes) walk(scope, "");
    return [...seen].sort();
  };
  for (let i = 0; i < 500; i++) {
    const [a, b] = [[randomScope(random)], [randomScope(random)]];
    const merged = ScopeParser.mergeScopes(a, b);
    assertEquals(edges(ScopeParser.mergeScopes(b, a)), edges(merged));
    assertEquals(edges(ScopeParser.mergeScopes(merged, a)), edges(merged));
    assertEquals(edges(ScopeParser.parse(`${a[0]} ${b[0]}`)), edges(merged));
  }
});
