import { assert, assertEquals } from "@std/assert";
import { EXAMPLES } from "../../examples/examples.ts";
import { exampleArguments } from "../../examples/run.ts";

const HOSTS =
  /^--allow-net=(127\.0\.0\.1(:\d+)?|auth\.globus\.org|(transfer|groups|search|compute)\.api\.globus\.org|(flows|timer)\.automate\.globus\.org)$/;
const FOLDER = "/folder/of/the/example";

/** The permissions that an example gets. */
function permissions(name: string, url?: string): string[] {
  const { args } = exampleArguments(name, { url, state: FOLDER, args: ["--of-its-own"] });
  assert(args.includes("--no-prompt"), name);
  return args.slice(0, args.findIndex((each) => each.endsWith(".ts")))
    .filter((each) => !["run", "--quiet", "--no-prompt"].includes(each));
}

Deno.test("D10 each example gets named hosts, variables and one folder, and nothing else", async (t) => {
  for (const [name, { keepsState, usesFiles }] of EXAMPLES) {
    await t.step(name, () => {
      for (const url of [undefined, "http://127.0.0.1:8001"]) {
        const [net, env, ...folders] = permissions(name, url);
        for (const host of net.split(/[=,]/).slice(1)) {
          if (usesFiles && !url && host === "*.data.globus.org") continue;
          assert(HOSTS.test(`--allow-net=${host}`), net);
        }
        assert(/^--allow-env=GLOBUS_\w+(,GLOBUS_\w+)*$/.test(env), env);
        assertEquals(
          folders,
          keepsState ? [`--allow-read=${FOLDER}`, `--allow-write=${FOLDER}`] : [],
        );
      }
    });
  }
});

Deno.test("D10 an example against a sandbox cannot reach Globus", () => {
  for (const name of EXAMPLES.keys()) {
    const [net] = permissions(name, "http://127.0.0.1:8001");
    assert(!net.includes("globus.org"), name);
  }
});
