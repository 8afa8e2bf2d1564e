import { assert, assertEquals } from "@std/assert";

const FOLDER = ".github/workflows";
const WORKFLOWS = new Map(
  [...Deno.readDirSync(FOLDER)].map((
    { name },
  ) => [name, Deno.readTextFileSync(`${FOLDER}/${name}`)]),
);

/** The jobs of a workflow, by name, as text. */
function jobsOf(text: string): Map<string, string> {
  const [, jobs] = text.split("\njobs:\n");
  const [, ...parts] = jobs.split(/^ {2}(\w+):\n/m);
  const names = parts.filter((_, index) => index % 2 === 0);
  return new Map(names.map((name, index) => [name, parts[2 * index + 1]]));
}

Deno.test("actions of the workflows are pinned to a commit, and say which version that is", () => {
  for (const [name, text] of WORKFLOWS) {
    const used = text.match(/uses: .*/g) ?? [];
    assert(used.length > 0, name);
    const pinned = /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/;
    assertEquals(used.filter((line) => !pinned.test(line)), [], name);
  }
});

Deno.test("a workflow only reads, and a job may ask for an identity only in order to publish", () => {
  for (const [name, text] of WORKFLOWS) {
    assert(text.includes("\npermissions:\n  contents: read\n"), name);
    for (const [job, steps] of jobsOf(text)) {
      const publishes = /run: (deno|npm) publish/.test(steps);
      assertEquals(steps.includes("id-token: write"), publishes, job);
      // What is published has passed every check.
      assertEquals(steps.includes("needs: check"), publishes, job);
      assertEquals((steps.match(/: write\b/g) ?? []).length, publishes ? 1 : 0, job);
      assert(/timeout-minutes: \d+/.test(steps), job);
    }
  }
});

Deno.test("each registry gets the package that is built for it, not the repository", () => {
  const jobs = jobsOf(WORKFLOWS.get("publish.yml")!);
  const jsr = /- run: deno task jsr\n[^]*- run: deno publish\n +working-directory: jsr\n/;
  assert(jsr.test(jobs.get("jsr")!));
  assert(/- run: deno task npm\n[^]*- run: npm publish npm\/\*\.tgz/.test(jobs.get("npm")!));
});

Deno.test("the workflows test with and without the links, on three systems, with one Deno", () => {
  const ci = WORKFLOWS.get("ci.yml")!;
  assert(ci.includes("packages: [links, unlinked]"));
  for (const task of ["check", "test", "unlinked check", "unlinked test"]) {
    assert(ci.includes(`run: deno task ${task}\n`), task);
  }
  for (const system of ["ubuntu", "macos", "windows"]) assert(ci.includes(`${system}-latest`));
  const versions = [...WORKFLOWS.values()].flatMap((text) => text.match(/deno-version: .*/g));
  assertEquals(new Set(versions).size, 1);
});
