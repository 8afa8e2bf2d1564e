import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type LinkedConfig, unlinked } from "../../tools/unlinked.ts";

async function linked(): Promise<LinkedConfig & { imports: Record<string, string> }> {
  return JSON.parse(await Deno.readTextFile("deno.json"));
}

Deno.test("without the links each name of the import map still has a package", async () => {
  const { links, imports } = await linked();
  const after = unlinked(await linked()) as typeof imports & LinkedConfig;
  assert(links);
  assertEquals(after.links, undefined);
  assertEquals(after.imports as unknown, imports);
  for (const [name, target] of Object.entries(imports)) {
    if (!target.startsWith("./")) assert(/^(jsr|npm):@?[\w/-]+@\^/.test(target), name);
  }
});

Deno.test("without the links tasks get what Fresh needs, and check checks the types alone", async () => {
  const before = await linked();
  const { tasks } = unlinked(await linked());
  assertEquals(tasks.build.command, "deno run -A dev.ts build");
  assertEquals(tasks.dev.command.match(/deno run -A /g)?.length, 2);
  assertEquals(tasks.check.command, "deno check");
  assertStringIncludes(tasks.start.command, "--allow-env=DENO_DEPLOYMENT_ID,");
  const plain = tasks.start.command.replace(/DENO_\w+,GITHUB_\w+,CI_\w+,/, "");
  assertEquals(plain, before.tasks.start.command);
  assertEquals(tasks.test, before.tasks.test);
});
