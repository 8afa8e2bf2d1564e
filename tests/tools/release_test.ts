import { assertEquals } from "@std/assert";
import { apiChanges, mayRemove, type ReleaseFacts, releaseProblems } from "../../tools/release.ts";

const READY: ReleaseFacts = {
  version: "0.2.0",
  codeVersion: "0.2.0",
  changelog: "# Changelog\n\n## 0.2.0, 2026-12-01\n\n## 0.1.0, 2026-11-01\n",
  tags: ["v0.1.0"],
  changedFiles: [],
};

/** What is wrong if one fact is another. */
function problems(fact: Partial<ReleaseFacts>): string[] {
  return releaseProblems({ ...READY, ...fact });
}

Deno.test("a release whose versions, changelog and tags agree is ready", () => {
  assertEquals(releaseProblems(READY), []);
});

Deno.test("each thing that is missing for a release is named", () => {
  assertEquals(problems({ codeVersion: "0.1.0" }), [
    "lib/core/version.ts has 0.1.0, and deno.json has 0.2.0",
  ]);
  assertEquals(problems({ tags: ["v0.1.0", "v0.2.0"] }), [
    "the tag v0.2.0 exists: raise the version",
  ]);
  assertEquals(problems({ changedFiles: ["mod.ts", "a b"] }), ["not committed: mod.ts, a b"]);
  assertEquals(problems({ changelog: "## 0.2.0, unreleased\n" }), [
    'CHANGELOG.md: give "## 0.2.0, unreleased" the date of the release, as in ", 2026-01-31"',
  ]);
  // Another version that begins with the same digits is not the section.
  for (const changelog of ["", "## 0.2.01, 2026-12-01\n", "text ## 0.2.0, 2026-12-01\n"]) {
    assertEquals(problems({ changelog }), ['CHANGELOG.md has no section "## 0.2.0, <date>"']);
  }
  assertEquals(problems({ version: "next", codeVersion: "next" }).length, 2);
});

Deno.test("names that an entry point gained or lost are found, also where a whole entry point did", () => {
  const before = new Map([[".", new Set(["a", "b"])], ["./old", new Set(["x"])]]);
  const after = new Map([[".", new Set(["b", "c"])], ["./new", new Set(["x"])]]);
  assertEquals(apiChanges(before, after), {
    added: [". c", "./new x"],
    removed: [". a", "./old x"],
  });
  assertEquals(apiChanges(after, after), { added: [], removed: [] });
});

Deno.test("only a new major version removes names, before 1.0.0 a new minor one too", () => {
  for (
    const [version, last, may] of [
      ["0.1.0", undefined, true],
      ["0.2.0", "0.1.5", true],
      ["0.1.6", "0.1.5", false],
      ["1.0.0", "0.9.0", true],
      ["1.1.0", "1.0.0", false],
      ["2.0.0", "1.9.0", true],
    ] as const
  ) assertEquals(mayRemove(version, last), may, `${version} after ${last}`);
});
